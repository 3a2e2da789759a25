/**
 * Where the square windows of a network lie on a field, and how much each counts where they overlap.
 * Only geometry: no pixel is read here.
 */
import { spansAbove0 } from '../tensor/spans.ts'
import type { Spans } from '../tensor/spans.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** Side of a window and distance from one to the next, in pixels. */
export interface WindowGrid {
  readonly size: number
  readonly stride: number
}

/** The windows of a field that are to be computed, each by its top left corner, row by row. */
export interface WindowPlan {
  readonly size: number
  readonly width: number
  readonly height: number
  readonly corners: readonly { readonly x: number; readonly y: number }[]
  /** Above 0 where an estimate is wanted, [1, 1, H, W]; everywhere if not given. */
  readonly needed?: Tensor
}

/** Windows that share a quarter of their size with the next: enough to leave no seam. */
export function quarterOverlapping(size: number): WindowGrid {
  return { size, stride: (3 * size) / 4 }
}

/** First pixels of the windows along one axis: every `stride`, the last one flush with the end. */
export function windowOffsets(extent: number, { size, stride }: WindowGrid): number[] {
  if (extent < size) {
    throw new RangeError(`a field ${extent} pixels wide is smaller than a window of ${size}`)
  }
  const offsets = Array.from({ length: Math.ceil((extent - size) / stride) }, (_, i) => i * stride)
  return [...offsets, extent - size]
}

/**
 * The windows that cover a field of at least one window; with `needed` [1, 1, H, W], only those
 * that see a pixel where it is above 0.
 */
export function planWindows(
  field: { readonly width: number; readonly height: number },
  grid: WindowGrid,
  needed?: Tensor,
): WindowPlan {
  const { width, height } = field
  const columns = windowOffsets(width, grid)
  const all = windowOffsets(height, grid).flatMap((y) => columns.map((x) => ({ x, y })))
  const spans = needed && spansAbove0(needed)
  const corners = spans ? all.filter((at) => seesAny(spans, at, grid.size)) : all
  return { size: grid.size, width, height, corners, ...(needed && { needed }) }
}

/** 1 for every pixel that a window of the plan sees, else 0: [1, 1, H, W]. */
export function seenBy({ size, width, height, corners }: WindowPlan): Tensor {
  const data = new Float32Array(width * height)
  for (const { x, y } of corners) {
    for (let row = y; row < y + size; row++) data.fill(1, row * width + x, row * width + x + size)
  }
  return { shape: [1, 1, height, width], data }
}

/**
 * How much a window counts at each of its pixels along one axis: sin^2, so that one fades in where
 * the other fades out; above 0 everywhere, so that every pixel a window sees has an estimate.
 */
export function blendWeights(size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => Math.sin((Math.PI * (i + 0.5)) / size) ** 2)
}

function seesAny({ rows, bounds }: Spans, at: { x: number; y: number }, size: number): boolean {
  for (let n = rows[at.y]; n < rows[at.y + size]; n++) {
    if (bounds[2 * n] < at.x + size && bounds[2 * n + 1] > at.x) return true
  }
  return false
}
