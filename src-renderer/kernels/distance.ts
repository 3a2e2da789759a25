/**
 * How far every pixel of a plane is from the nearest one that is set: the exact Euclidean distance by lower envelopes
 * of parabolas (Felzenszwalb and Huttenlocher, 2012). Knows nothing of masks.
 */
import type { Size } from './region.ts'

const FAR = 1e12 // larger than any squared distance within a picture, small enough to be subtracted exactly

/** Squared distances between pixel centres, row by row; very large where nothing is set. */
export function distancesTo(set: Uint8Array, { width, height }: Size): Float32Array {
  const squared = new Float32Array(width * height)
  const columnScratch = scratch(height)
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) columnScratch.from[y] = set[y * width + x] === 1 ? 0 : FAR
    lowerEnvelope(columnScratch, height)
    for (let y = 0; y < height; y++) squared[y * width + x] = columnScratch.to[y] ?? FAR
  }
  const rowScratch = scratch(width)
  for (let y = 0; y < height; y++) {
    rowScratch.from.set(squared.subarray(y * width, (y + 1) * width))
    lowerEnvelope(rowScratch, width)
    squared.set(rowScratch.to, y * width)
  }
  return squared
}

interface Scratch {
  readonly from: Float64Array
  readonly to: Float64Array
  /** Where the parabolas of the envelope have their lowest point. */
  readonly roots: Int32Array
  /** From where on each of them is the lowest. */
  readonly starts: Float64Array
}

function scratch(length: number): Scratch {
  return {
    from: new Float64Array(length),
    to: new Float64Array(length),
    roots: new Int32Array(length),
    starts: new Float64Array(length + 1),
  }
}

/** to[q] = min over p of (q - p)^2 + from[p]. */
function lowerEnvelope({ from, to, roots, starts }: Scratch, length: number): void {
  const height = (p: number) => (from[p] ?? 0) + p * p
  const crossing = (p: number, q: number) => (height(q) - height(p)) / (2 * q - 2 * p)
  let last = 0
  roots[0] = 0
  starts[0] = -Infinity
  for (let q = 1; q < length; q++) {
    let at = crossing(roots[last] ?? 0, q)
    while (at <= (starts[last] ?? 0)) at = crossing(roots[--last] ?? 0, q)
    roots[++last] = q
    starts[last] = at
  }
  starts[last + 1] = Infinity
  for (let q = 0, k = 0; q < length; q++) {
    while ((starts[k + 1] ?? Infinity) < q) k++
    const p = roots[k] ?? 0
    to[q] = (q - p) ** 2 + (from[p] ?? 0)
  }
}
