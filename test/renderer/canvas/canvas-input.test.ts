// @vitest-environment happy-dom
/** What the browser says of pointer, wheel and keys, as the canvas understands it. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { listenToInput } from '../../../src-renderer/canvas/canvas-input.ts'
import type { InputHost, Wheel } from '../../../src-renderer/canvas/canvas-input.ts'

let element: HTMLElement
let stop = () => {}
let wheelDoes: Wheel = 'zoom'
let arrows: ReturnType<InputHost['arrows']> = 'pan'
const host = {
  toPicture: ({ x, y }: { x: number; y: number }) => ({ x: x / 2, y: y / 2 }),
  pointer: vi.fn<InputHost['pointer']>(),
  key: vi.fn<InputHost['key']>(() => false),
  pan: vi.fn<InputHost['pan']>(),
  zoom: vi.fn<InputHost['zoom']>(),
  wheel: () => wheelDoes,
  brushSize: vi.fn<InputHost['brushSize']>(),
  hover: vi.fn<InputHost['hover']>(),
  panning: vi.fn<InputHost['panning']>(),
  view: () => ({ size: { width: 400, height: 300 }, ratio: 1 }),
  arrows: () => arrows,
  crosshair: vi.fn<InputHost['crosshair']>(),
}

beforeEach(() => {
  vi.clearAllMocks()
  wheelDoes = 'zoom'
  arrows = 'pan'
  element = document.createElement('div')
  element.tabIndex = 0
  element.setPointerCapture = () => {}
  document.body.append(element)
  stop = listenToInput(element, host)
})
afterEach(() => {
  stop()
  element.remove()
})

function pointer(type: string, x: number, y: number, more: PointerEventInit = {}) {
  const event = new PointerEvent(type, { clientX: x, clientY: y, button: 0, buttons: 1, ...more })
  event.getCoalescedEvents = () => []
  element.dispatchEvent(event)
}
const key = (type: 'keydown' | 'keyup', name: string) =>
  element.dispatchEvent(new KeyboardEvent(type, { key: name, bubbles: true }))
const NO_KEYS = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false }
const NO_TURN = { deltaMode: 0, deltaX: 0, deltaY: 0, clientX: 0, clientY: 0 }
/** A plain event with what a wheel says: happy-dom's own says nothing of keys and places. */
const wheel = (more: WheelEventInit) =>
  element.dispatchEvent(Object.assign(new Event('wheel'), NO_KEYS, NO_TURN, more))
const phases = () => host.pointer.mock.calls.map(([{ phase, x, y }]) => [phase, x, y])

describe('the pointer', () => {
  test('tells the tool where it is in the picture, and how hard a pen presses', () => {
    pointer('pointerdown', 20, 40, { pointerType: 'pen', pressure: 0.25, ctrlKey: true })
    expect(host.pointer).toHaveBeenLastCalledWith({
      ...{ phase: 'down', x: 10, y: 20, pressure: 0.25, button: 0 },
      ...{ shift: false, ctrl: true, alt: false },
    })
    pointer('pointermove', 30, 40, { pointerType: 'mouse', pressure: 0.5 })
    expect(host.pointer).toHaveBeenLastCalledWith(
      expect.objectContaining({ phase: 'move', x: 15, pressure: 1 }),
    )
    expect(host.hover).toHaveBeenLastCalledWith({ x: 30, y: 40 })
  })

  test('moves the picture with the middle button, and the tool hears nothing of it', () => {
    pointer('pointerdown', 20, 40, { button: 1 })
    pointer('pointermove', 25, 38)
    pointer('pointerup', 25, 38, { button: 1 })
    pointer('pointermove', 90, 90, { buttons: 0 })
    expect(host.pan.mock.calls).toEqual([[{ x: 5, y: -2 }]])
    expect(phases()).toEqual([['move', 45, 45]])
    expect(host.panning.mock.calls).toEqual([['yes'], ['no']])
  })
})

describe('Space', () => {
  test('moves the picture in the middle of a gesture, which then goes on', () => {
    pointer('pointerdown', 20, 20)
    pointer('pointermove', 30, 20)
    key('keydown', ' ')
    pointer('pointermove', 40, 26)
    key('keyup', ' ')
    pointer('pointermove', 50, 26)
    pointer('pointerup', 50, 26)
    expect(host.pan.mock.calls).toEqual([[{ x: 10, y: 6 }]])
    expect(phases()).toEqual([
      ['down', 10, 10],
      ['move', 15, 10],
      ['move', 25, 13],
      ['up', 25, 13],
    ])
  })

  test('held before a drag moves the picture, and a polygon in progress hears nothing of it', () => {
    key('keydown', ' ')
    pointer('pointerdown', 20, 20)
    pointer('pointermove', 22, 20)
    pointer('pointerup', 22, 20)
    element.dispatchEvent(new MouseEvent('dblclick'))
    expect(host.pan.mock.calls).toEqual([[{ x: 2, y: 0 }]])
    expect(host.pointer).not.toHaveBeenCalled()
    expect(host.panning.mock.calls).toEqual([['ready'], ['yes'], ['ready']])
    window.dispatchEvent(new Event('blur'))
    pointer('pointerdown', 20, 20)
    expect(phases()).toEqual([['down', 10, 10]])
  })
})

describe('the wheel', () => {
  test('zooms about the pointer, inwards when it is turned away', () => {
    wheel({ deltaY: -100, clientX: 30, clientY: 50 })
    const [at, factor] = host.zoom.mock.calls[0] ?? []
    expect(at).toEqual({ x: 30, y: 50 })
    expect(factor).toBeGreaterThan(1)
    wheel({ deltaY: 100 })
    expect((factor ?? 0) * (host.zoom.mock.calls[1]?.[1] ?? 0)).toBeCloseTo(1)
  })

  test('scrolls where that is wanted, and with Ctrl still zooms', () => {
    wheelDoes = 'scroll'
    wheel({ deltaX: 3, deltaY: 40 })
    expect(host.pan.mock.calls).toEqual([[{ x: -3, y: -40 }]])
    expect(host.zoom).not.toHaveBeenCalled()
    wheel({ deltaY: -10, ctrlKey: true })
    expect(host.zoom).toHaveBeenCalledTimes(1)
  })

  test('goes sideways with Shift and changes the brush with Alt', () => {
    wheel({ deltaY: 40, shiftKey: true })
    wheel({ deltaY: 40, altKey: true })
    expect(host.pan.mock.calls).toEqual([[{ x: -40, y: 0 }]])
    expect(host.brushSize.mock.calls).toEqual([[-1]])
  })
})

test('with the hand arrow keys move the picture, others go to the tool, and none is heard after the end', () => {
  key('keydown', 'ArrowLeft')
  expect(host.pan.mock.calls).toEqual([[{ x: 64, y: 0 }]])
  key('keydown', '[')
  expect(host.key).toHaveBeenCalledWith({ key: '[', shift: false, ctrl: false, alt: false })
  stop()
  key('keydown', 'ArrowLeft')
  expect(host.pan).toHaveBeenCalledTimes(1)
})

describe('arrow keys and Enter', () => {
  const press = (...names: readonly string[]) => names.forEach((name) => key('keydown', name))

  test('are a pointer that begins in the middle, presses, draws and lets go', () => {
    arrows = 'draw'
    press('ArrowRight', 'Enter', 'ArrowDown', 'Enter', 'ArrowDown')
    expect(
      host.pointer.mock.calls.map(([{ phase, x, y, button }]) => [phase, x, y, button]),
    ).toEqual([
      ['move', 104, 75, -1],
      ['down', 104, 75, 0],
      ['move', 104, 79, 0],
      ['up', 104, 79, 0],
      ['move', 104, 83, -1],
    ])
    expect(host.crosshair).toHaveBeenLastCalledWith({ x: 208, y: 166 })
    expect(host.pan).not.toHaveBeenCalled()
  })

  test('click with tools that act at once, and end what the tool has begun by a second Enter', () => {
    arrows = 'click'
    press('ArrowRight', 'Enter')
    expect(
      phases()
        .slice(1)
        .map(([phase]) => phase),
    ).toEqual(['down', 'up'])
    host.key.mockReturnValueOnce(true)
    press('Enter')
    expect(host.key).toHaveBeenLastCalledWith(expect.objectContaining({ key: 'Enter' }))
    expect(host.pointer).toHaveBeenCalledTimes(3)
  })

  test('move the picture where the crosshair would leave the view', () => {
    arrows = 'draw'
    for (let i = 0; i < 30; i++) press('ArrowRight')
    const [by] = host.pan.mock.calls.at(-1) ?? []
    expect(by).toEqual({ x: -8, y: 0 })
    expect(host.crosshair).toHaveBeenLastCalledWith({ x: 392, y: 150 })
  })

  test('leave Enter and Escape to the page until the crosshair is there, and after it was put away', () => {
    arrows = 'draw'
    press('Enter', 'ArrowLeft', 'Enter', 'Escape')
    expect(phases().map(([phase]) => phase)).toEqual(['move', 'down', 'cancel'])
    press('Escape', 'Enter')
    expect(host.crosshair).toHaveBeenLastCalledWith(null)
    expect(host.pointer).toHaveBeenCalledTimes(3)
  })

  test('give way to a real pointer, and let go when the canvas loses the focus', () => {
    arrows = 'draw'
    press('ArrowLeft', 'Enter')
    element.dispatchEvent(new FocusEvent('blur'))
    expect(phases().at(-1)?.[0]).toBe('up')
    press('ArrowLeft')
    pointer('pointerdown', 20, 40)
    expect(host.crosshair).toHaveBeenLastCalledWith(null)
  })
})
