/**
 * The frame of a crop and its eight handles: which one is under the pointer, and where the frame goes when it is moved.
 * The frame lies on whole pixels within the picture.
 */
import type { Region } from '../../../src-shared/tensor/pixels.ts'
import type { Point, Size } from '../../kernels/region.ts'
import { boxBetween } from '../../kernels/shapes.ts'

/** Which sides a handle moves: -1 the left or upper one, 1 the right or lower one, 0 none. */
export interface Handle {
  readonly horizontal: -1 | 0 | 1
  readonly vertical: -1 | 0 | 1
}

const SIDES = [-1, 0, 1] as const

export const HANDLES: readonly Handle[] = SIDES.flatMap((vertical) =>
  SIDES.map((horizontal) => ({ horizontal, vertical })),
).filter(({ horizontal, vertical }) => horizontal !== 0 || vertical !== 0)

/** The point of the picture at which a handle sits. */
export function handlePoint({ x, y, width, height }: Region, handle: Handle): Point {
  return {
    x: x + (width * (handle.horizontal + 1)) / 2,
    y: y + (height * (handle.vertical + 1)) / 2,
  }
}

/** The nearest handle within `reach` pixels of the picture; null where there is none. */
export function handleAt(frame: Region, at: Point, reach: number): Handle | null {
  const distance = (handle: Handle) => {
    const point = handlePoint(frame, handle)
    return Math.hypot(point.x - at.x, point.y - at.y)
  }
  const nearest = [...HANDLES].sort((a, b) => distance(a) - distance(b))[0]
  return nearest !== undefined && distance(nearest) <= reach ? nearest : null
}

/** The frame with a handle dragged to a point; sides may change places, a pixel is left at least. */
export function dragHandle(
  frame: Region,
  { handle, to, picture }: { handle: Handle; to: Point; picture: Size },
): Region {
  const fixed = handlePoint(frame, {
    horizontal: handle.horizontal === 1 ? -1 : 1,
    vertical: handle.vertical === 1 ? -1 : 1,
  })
  const moving = handlePoint(frame, {
    horizontal: handle.horizontal === 1 ? 1 : -1,
    vertical: handle.vertical === 1 ? 1 : -1,
  })
  const far = {
    x: handle.horizontal === 0 ? moving.x : to.x,
    y: handle.vertical === 0 ? moving.y : to.y,
  }
  return frameBetween(fixed, far, { picture, square: false })
}

/** The frame between two corners, on whole pixels, within the picture, a pixel at least. */
export function frameBetween(
  from: Point,
  to: Point,
  { picture, square }: { picture: Size; square: boolean },
): Region {
  const box = boxBetween(wholePixelIn(from, picture), wholePixelIn(to, picture), square)
  const x = Math.min(Math.max(0, box.x), picture.width - 1)
  const y = Math.min(Math.max(0, box.y), picture.height - 1)
  return {
    x,
    y,
    width: Math.max(1, Math.min(box.x + box.width, picture.width) - x),
    height: Math.max(1, Math.min(box.y + box.height, picture.height) - y),
  }
}

/** The frame moved, as far as the picture goes. */
export function moveFrame(frame: Region, by: Point, picture: Size): Region {
  const within = (at: number, length: number, whole: number) =>
    Math.min(whole - length, Math.max(0, Math.round(at)))
  return {
    ...frame,
    x: within(frame.x + by.x, frame.width, picture.width),
    y: within(frame.y + by.y, frame.height, picture.height),
  }
}

const wholePixelIn = ({ x, y }: Point, { width, height }: Size): Point => ({
  x: Math.min(width, Math.max(0, Math.round(x))),
  y: Math.min(height, Math.max(0, Math.round(y))),
})
