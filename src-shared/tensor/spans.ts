/**
 * Runs of pixels in the rows of a field: where there is something to do, so that the rest need not be walked over.
 */
import type { Tensor } from './tensor.ts'

/** Of row y the runs number rows[y] to rows[y + 1] - 1; run number n goes from bounds[2 n] to before bounds[2 n + 1]. */
export interface Spans {
  readonly rows: Int32Array
  readonly bounds: Int32Array
}

/** The runs of pixels where `mask` [1, 1, H, W] is above 0. */
export function spansAbove0({ shape, data }: Tensor): Spans {
  const [, , height, width] = shape
  const rows = new Int32Array(height + 1)
  const bounds: number[] = []
  for (let y = 0, i = 0; y < height; y++) {
    let inside = false
    for (let x = 0; x < width; x++, i++) {
      if (data[i] > 0 === inside) continue
      inside = !inside
      bounds.push(x)
    }
    if (inside) bounds.push(width)
    rows[y + 1] = bounds.length / 2
  }
  return { rows, bounds: Int32Array.from(bounds) }
}

/** Every row is one run. */
export function fullSpans({
  width,
  height,
}: {
  readonly width: number
  readonly height: number
}): Spans {
  return {
    rows: Int32Array.from({ length: height + 1 }, (_, y) => y),
    bounds: Int32Array.from({ length: 2 * height }, (_, i) => (i & 1) * width),
  }
}
