/**
 * Turns what the browser says of pointer, wheel and keys into what tools and the view understand. Holds which keys
 * and buttons are down, and forgets them when the window loses the focus.
 */
import type { Point } from '../kernels/region.ts'
import type { PointerInput } from '../tools/tool.ts'
import { ARROWS } from './keyboard-pointer.ts'
import { createSteering } from './keyboard-steering.ts'
import type { Steering, SteeringHost } from './keyboard-steering.ts'

export interface InputHost extends SteeringHost {
  readonly zoom: (at: Point, factor: number) => void
  /** What turning the wheel does; with Ctrl, and by pinching, it zooms in any case. */
  readonly wheel: () => Wheel
  readonly brushSize: (notches: number) => void
  /** Where the pointer is over the view, in device pixels; null when it has left. */
  readonly hover: (at: Point | null) => void
  /** Whether a drag would move the picture, or does. */
  readonly panning: (panning: 'no' | 'ready' | 'yes') => void
}

export type Wheel = 'zoom' | 'scroll'

/** How far the arrow keys move the picture, in CSS pixels. */
const ARROW = 64

interface Held {
  space: boolean
  /** Whether the tool was told of a button that is still down. */
  drawing: boolean
  /** Where the pointer was last while it moves the picture, in whole device pixels. */
  pan: Point | null
  /** Where the pointer was last. */
  at: Point
  /** Where the element lies on the page; null when it may have moved. */
  box: DOMRect | null
}

interface Site {
  readonly element: HTMLElement
  readonly held: Held
  readonly host: InputHost
  readonly steering: Steering
}

/** Listens to an element; the answer takes the listeners away. */
export function listenToInput(element: HTMLElement, host: InputHost): () => void {
  const ending = new AbortController()
  const held: Held = { space: false, drawing: false, pan: null, at: { x: 0, y: 0 }, box: null }
  const site: Site = { element, held, host, steering: createSteering(host) }
  const on = <Name extends keyof HTMLElementEventMap>(
    name: Name,
    listener: (event: HTMLElementEventMap[Name], site: Site) => void,
  ) => {
    const options = { signal: ending.signal, passive: false }
    element.addEventListener(name, (event) => listener(event, site), options)
  }
  on('pointerenter', () => (held.box = null))
  on('pointerdown', pointerDown)
  on('pointermove', pointerMove)
  on('pointerup', pointerEnd)
  on('pointercancel', pointerEnd)
  on('dblclick', (event) => {
    if (!held.space) host.pointer(asInput(event, 'double', site))
  })
  on('pointerleave', () => host.hover(null))
  on('contextmenu', (event) => event.preventDefault())
  on('wheel', wheel)
  on('keydown', keyDown)
  on('blur', () => site.steering.end())
  on('keyup', (event) => {
    if (event.key === ' ') releaseSpace(site)
  })
  listenToWindow(site, ending.signal)
  return () => ending.abort()
}

function listenToWindow({ element, held, host }: Site, signal: AbortSignal): void {
  const forgetPlace = () => (held.box = null)
  const resized = new ResizeObserver(forgetPlace)
  resized.observe(element)
  signal.addEventListener('abort', () => resized.disconnect())
  window.addEventListener('resize', forgetPlace, { signal })
  window.addEventListener('scroll', forgetPlace, { signal, capture: true })
  const release = () => {
    Object.assign(held, { space: false, pan: null })
    host.panning('no')
  }
  window.addEventListener('blur', release, { signal })
}

function pointerDown(event: PointerEvent, site: Site): void {
  const { element, held, host } = site
  site.steering.end()
  held.box = null
  element.focus({ preventScroll: true })
  element.setPointerCapture(event.pointerId)
  event.preventDefault()
  held.at = placeOf(event, site)
  if (event.button === 1 || held.space) return startPan(site)
  held.drawing = true
  host.pointer(asInput(event, 'down', site))
}

function pointerMove(event: PointerEvent, site: Site): void {
  const { held, host } = site
  held.at = placeOf(event, site)
  host.hover(held.at)
  if (held.pan !== null) {
    const to = wholePoint(held.at)
    host.pan({ x: to.x - held.pan.x, y: to.y - held.pan.y })
    held.pan = to
    return
  }
  const steps = event.buttons === 0 ? [] : event.getCoalescedEvents()
  for (const step of steps.length > 0 ? steps : [event]) host.pointer(asInput(step, 'move', site))
}

function pointerEnd(event: PointerEvent, site: Site): void {
  const { held, host } = site
  const { drawing } = held
  if (held.pan !== null) host.panning(held.space ? 'ready' : 'no')
  Object.assign(held, { pan: null, drawing: false })
  if (drawing) host.pointer(asInput(event, event.type === 'pointerup' ? 'up' : 'cancel', site))
}

function startPan({ held, host }: Site): void {
  held.pan = wholePoint(held.at)
  host.panning('yes')
}

/** A gesture that Space had interrupted goes on; a drag that began with Space down moves on until its button is up. */
function releaseSpace({ held, host }: Site): void {
  held.space = false
  if (held.drawing) held.pan = null
  if (held.pan === null) host.panning('no')
}

function wheel(event: WheelEvent, site: Site): void {
  const { host } = site
  event.preventDefault()
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 : 1
  const [dx, dy] = [event.deltaX * unit, event.deltaY * unit]
  if (event.altKey) return host.brushSize(-Math.sign(dy || dx))
  const ratio = deviceRatio()
  if (event.shiftKey) return host.pan({ x: -(dx || dy) * ratio, y: 0 })
  if (host.wheel() === 'scroll' && !event.ctrlKey) {
    return host.pan({ x: -dx * ratio, y: -dy * ratio })
  }
  const speed = event.ctrlKey ? 0.01 : 0.0015 // a pinch arrives as small steps with Ctrl
  const turn = Math.min(0.7, Math.max(-0.7, -dy * speed))
  host.zoom(placeOf(event, site), Math.exp(turn))
}

function keyDown(event: KeyboardEvent, site: Site): void {
  const { element, held, host, steering } = site
  if (event.target !== element) return
  const input = { key: event.key, ...modifiersOf(event) }
  const { key } = input
  const arrow = input.ctrl || input.alt ? undefined : ARROWS[key]
  if (key === ' ') {
    held.space = true
    if (held.pan === null && held.drawing) startPan(site)
    else if (held.pan === null) host.panning('ready')
  } else if (arrow !== undefined && (held.space || host.arrows() === 'pan')) {
    const by = -ARROW * deviceRatio()
    host.pan({ x: arrow.x * by || 0, y: arrow.y * by || 0 })
  } else if (!steering.key(input) && !host.key(input)) return
  event.preventDefault()
  event.stopPropagation()
}

function asInput(event: MouseEvent, phase: PointerInput['phase'], site: Site): PointerInput {
  const pen = event instanceof PointerEvent && event.pointerType === 'pen'
  return {
    ...site.host.toPicture(placeOf(event, site)),
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
function placeOf(event: MouseEvent, { element, held }: Site): Point {
  held.box ??= element.getBoundingClientRect()
  const ratio = deviceRatio()
  return { x: (event.clientX - held.box.left) * ratio, y: (event.clientY - held.box.top) * ratio }
}

const wholePoint = ({ x, y }: Point): Point => ({ x: Math.round(x), y: Math.round(y) })

const deviceRatio = (): number => window.devicePixelRatio
