/**
 * Turns what the browser says of pointer, wheel and keys into what tools and the view understand. Holds which keys
 * and buttons are down, and forgets them when the window loses the focus.
 */
import type { Point } from '../kernels/region.ts'
import type { KeyInput, PointerInput } from '../tools/tool.ts'

export interface InputHost {
  /** Device pixels of the view to pixels of the picture. */
  readonly toPicture: (at: Point) => Point
  readonly pointer: (input: PointerInput) => void
  /** True where the key was meant for the canvas. */
  readonly key: (input: KeyInput) => boolean
  /** By device pixels. */
  readonly pan: (by: Point) => void
  readonly zoom: (at: Point, factor: number) => void
  readonly brushSize: (notches: number) => void
  /** Where the pointer is over the view, in device pixels; null when it has left. */
  readonly hover: (at: Point | null) => void
  /** Whether a drag would move the picture, or does. */
  readonly panning: (panning: 'no' | 'ready' | 'yes') => void
}

/** How far the arrow keys move the picture, in CSS pixels. */
const ARROW = 64

const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: ARROW, y: 0 },
  ArrowRight: { x: -ARROW, y: 0 },
  ArrowUp: { x: 0, y: ARROW },
  ArrowDown: { x: 0, y: -ARROW },
}

interface Held {
  space: boolean
  /** Where the pointer was last while it moves the picture. */
  pan: Point | null
}

/** Listens to an element; the answer takes the listeners away. */
export function listenToInput(element: HTMLElement, host: InputHost): () => void {
  const ending = new AbortController()
  const held: Held = { space: false, pan: null }
  const on = <Name extends keyof HTMLElementEventMap>(
    name: Name,
    listener: (event: HTMLElementEventMap[Name]) => void,
  ) => element.addEventListener(name, listener, { signal: ending.signal, passive: false })
  const release = () => {
    Object.assign(held, { space: false, pan: null })
    host.panning('no')
  }
  on('pointerdown', (event) => pointerDown(event, { element, held, host }))
  on('pointermove', (event) => pointerMove(event, { element, held, host }))
  on('pointerup', (event) => pointerEnd(event, { element, held, host }))
  on('pointercancel', (event) => pointerEnd(event, { element, held, host }))
  on('dblclick', (event) => host.pointer(asInput(event, 'double', { element, held, host })))
  on('pointerleave', () => host.hover(null))
  on('contextmenu', (event) => event.preventDefault())
  on('wheel', (event) => wheel(event, { element, held, host }))
  on('keydown', (event) => keyDown(event, { element, held, host }))
  on('keyup', (event) => {
    if (event.key !== ' ') return
    held.space = false
    if (held.pan === null) host.panning('no')
  })
  window.addEventListener('blur', release, { signal: ending.signal })
  return () => ending.abort()
}

interface Site {
  readonly element: HTMLElement
  readonly held: Held
  readonly host: InputHost
}

function pointerDown(event: PointerEvent, site: Site): void {
  const { element, held, host } = site
  element.focus({ preventScroll: true })
  element.setPointerCapture(event.pointerId)
  event.preventDefault()
  if (event.button === 1 || held.space) {
    held.pan = placeOf(event, element)
    return host.panning('yes')
  }
  host.pointer(asInput(event, 'down', site))
}

function pointerMove(event: PointerEvent, site: Site): void {
  const { element, held, host } = site
  const at = placeOf(event, element)
  host.hover(at)
  if (held.pan !== null) {
    host.pan({ x: at.x - held.pan.x, y: at.y - held.pan.y })
    held.pan = at
    return
  }
  const steps = event.buttons === 0 ? [] : event.getCoalescedEvents()
  for (const step of steps.length > 0 ? steps : [event]) host.pointer(asInput(step, 'move', site))
}

function pointerEnd(event: PointerEvent, site: Site): void {
  const { held, host } = site
  if (held.pan !== null) {
    held.pan = null
    return host.panning(held.space ? 'ready' : 'no')
  }
  host.pointer(asInput(event, event.type === 'pointerup' ? 'up' : 'cancel', site))
}

function wheel(event: WheelEvent, { element, host }: Site): void {
  event.preventDefault()
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 : 1
  const [dx, dy] = [event.deltaX * unit, event.deltaY * unit]
  if (event.altKey) return host.brushSize(-Math.sign(dy || dx))
  const ratio = deviceRatio()
  if (event.shiftKey) return host.pan({ x: -(dx || dy) * ratio, y: 0 })
  const speed = event.ctrlKey ? 0.01 : 0.0015 // a pinch arrives as small steps with Ctrl
  const turn = Math.min(0.7, Math.max(-0.7, -dy * speed))
  host.zoom(placeOf(event, element), Math.exp(turn))
}

function keyDown(event: KeyboardEvent, { element, held, host }: Site): void {
  if (event.target !== element) return
  const { key } = event
  const arrow = event.ctrlKey || event.altKey || event.metaKey ? undefined : ARROWS[key]
  if (key === ' ') {
    held.space = true
    if (held.pan === null) host.panning('ready')
  } else if (arrow !== undefined) {
    host.pan({ x: arrow.x * deviceRatio(), y: arrow.y * deviceRatio() })
  } else if (!host.key({ key, ...modifiersOf(event) })) return
  event.preventDefault()
  event.stopPropagation()
}

function asInput(event: MouseEvent, phase: PointerInput['phase'], site: Site): PointerInput {
  const pen = event instanceof PointerEvent && event.pointerType === 'pen'
  return {
    ...site.host.toPicture(placeOf(event, site.element)),
    ...modifiersOf(event),
    phase,
    pressure: pen ? event.pressure : 1,
    button: phase === 'move' ? (event.buttons & 1 ? 0 : -1) : event.button,
  }
}

const modifiersOf = (event: MouseEvent | KeyboardEvent) => ({
  shift: event.shiftKey,
  ctrl: event.ctrlKey || event.metaKey,
  alt: event.altKey,
})

/** Device pixels from the element's upper left corner. */
function placeOf(event: MouseEvent, element: HTMLElement): Point {
  const box = element.getBoundingClientRect()
  const ratio = deviceRatio()
  return { x: (event.clientX - box.left) * ratio, y: (event.clientY - box.top) * ratio }
}

const deviceRatio = (): number => window.devicePixelRatio
