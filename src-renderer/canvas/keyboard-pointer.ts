/**
 * A pointer for those who use no mouse: arrow keys move a crosshair over the view, Enter presses and lets go. Tools hear
 * of it as of any other pointer. A state machine; knows no events and no screen.
 */
import type { Point, Size } from '../kernels/region.ts'

export interface KeyboardPointer {
  /** In device pixels of the view. */
  readonly at: Point
  readonly pressed: boolean
  /** Whether it has stayed where it was pressed last. */
  readonly rests: boolean
}

export interface PointerStep {
  readonly pointer: KeyboardPointer
  /** What the tool hears, in this order. */
  readonly phases: readonly ('down' | 'move' | 'up' | 'cancel')[]
  /** How far the picture has to be moved for the crosshair to stay in view, in device pixels. */
  readonly pan: Point
}

/** How far an arrow key goes, and how far with Shift, in CSS pixels; zooming in makes the steps finer. */
const STEP = 8
const LEAP = 64

export const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

const STILL: Point = { x: 0, y: 0 }

export interface PointerKey {
  readonly key: string
  readonly shift: boolean
}

export interface PointerField {
  /** The view, in device pixels. */
  readonly view: Size
  /** Device pixels for one of CSS. */
  readonly ratio: number
  /** Whether the tool acts as soon as it is pressed, so that every press is a whole click. */
  readonly clicks: boolean
}

/** What a key does; null for one that means nothing to the pointer as it is. */
export function pressKey(
  pointer: KeyboardPointer | null,
  { key, shift }: PointerKey,
  field: PointerField,
): PointerStep | null {
  const arrow = ARROWS[key]
  if (arrow !== undefined) return moveBy(pointer, arrow, { ...field, step: shift ? LEAP : STEP })
  if (pointer === null) return null
  if (key === 'Escape' && pointer.pressed)
    return { pointer: { ...pointer, pressed: false }, phases: ['cancel'], pan: STILL }
  if (key !== 'Enter') return null
  const pressed = !pointer.pressed && !field.clicks
  const phases: PointerStep['phases'] = field.clicks ? ['down', 'up'] : [pressed ? 'down' : 'up']
  return { pointer: { ...pointer, pressed, rests: true }, phases, pan: STILL }
}

/** The crosshair begins in the middle of the view; where it would leave the view, the picture moves instead. */
function moveBy(
  pointer: KeyboardPointer | null,
  arrow: Point,
  { view, ratio, step }: PointerField & { readonly step: number },
): PointerStep {
  const from = pointer?.at ?? { x: Math.round(view.width / 2), y: Math.round(view.height / 2) }
  const margin = Math.min(STEP * ratio, view.width / 2, view.height / 2)
  const along = (at: number, by: number, length: number) => {
    const to = Math.round(at + by * step * ratio)
    const kept = Math.round(Math.min(length - margin, Math.max(margin, to)))
    return { at: kept, pan: kept - to }
  }
  const x = along(from.x, arrow.x, view.width)
  const y = along(from.y, arrow.y, view.height)
  return {
    pointer: { at: { x: x.at, y: y.at }, pressed: pointer?.pressed ?? false, rests: false },
    phases: ['move'],
    pan: { x: x.pan, y: y.pan },
  }
}
