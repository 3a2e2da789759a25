/**
 * Hands the keys over the canvas to the pointer that they steer, and what that does to the tool. Holds where it is.
 */
import type { Point, Size } from '../kernels/region.ts'
import type { KeyInput, PointerInput } from '../tools/tool.ts'
import { ARROWS, pressKey } from './keyboard-pointer.ts'
import type { KeyboardPointer } from './keyboard-pointer.ts'

export interface SteeringHost {
  /** The view in device pixels, and how many of them are one of CSS. */
  readonly view: () => { readonly size: Size; readonly ratio: number }
  /** What arrow keys do with the tool in hand: move the picture, or a pointer that draws or that clicks. */
  readonly arrows: () => 'pan' | 'draw' | 'click'
  /** Device pixels of the view to pixels of the picture. */
  readonly toPicture: (at: Point) => Point
  readonly pointer: (input: PointerInput) => void
  /** True where the key was meant for the tool. */
  readonly key: (input: KeyInput) => boolean
  /** By device pixels. */
  readonly pan: (by: Point) => void
  /** Where the crosshair is, in device pixels; null when it is gone. */
  readonly crosshair: (at: Point | null) => void
}

export interface Steering {
  /** True where the key steered the pointer. */
  readonly key: (input: KeyInput) => boolean
  /** Lets go of what it presses, and puts the crosshair away. */
  readonly end: () => void
}

export function createSteering(host: SteeringHost): Steering {
  let pointer: KeyboardPointer | null = null

  function tell(at: KeyboardPointer, phase: PointerInput['phase'], shift: boolean): void {
    const button = phase === 'move' && !at.pressed ? -1 : 0
    const place = host.toPicture(at.at)
    host.pointer({ ...place, phase, button, pressure: 1, shift, ctrl: false, alt: false })
  }
  function end(): void {
    if (pointer === null) return
    if (pointer.pressed) tell(pointer, 'up', false)
    pointer = null
    host.crosshair(null)
  }
  function step(input: KeyInput): boolean {
    const { size: view, ratio } = host.view()
    const field = { view, ratio, clicks: host.arrows() === 'click' }
    const next = pressKey(pointer, input, field)
    if (next === null) return false
    pointer = next.pointer
    if (next.pan.x !== 0 || next.pan.y !== 0) host.pan(next.pan)
    const shift = input.shift && input.key === 'Enter'
    for (const phase of next.phases) tell(pointer, phase, shift)
    host.crosshair(pointer.at)
    return true
  }
  return {
    key: (input) => {
      if (input.ctrl || input.alt) return false
      if (input.key in ARROWS && host.arrows() === 'pan') return false
      if (pointer !== null && !pointer.pressed) {
        // A second Enter at the same place ends what the tool has begun, such as a polygon or a crop.
        if (input.key === 'Enter' && pointer.rests && host.key(input)) return true
        if (input.key === 'Escape' && !host.key(input)) end()
        if (input.key === 'Escape') return pointer !== null
      }
      return step(input)
    },
    end,
  }
}
