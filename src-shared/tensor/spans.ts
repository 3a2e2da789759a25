/**
 * Runs of pixels in the rows of a field: where there is something to do, so that the rest need not be walked over.
 */
import type { Tensor } from './tensor.ts'

/** Of row y the runs number rows[y] to rows[y + 1] - 1; run number n goes from bounds[2 n] to before bounds[2 n + 1]. */
export interface Spans {
  readonly rows: Int32Array
  readonly bounds: Int32Array
}

/** The runs of pixels where `mask` [1, 1, H, W] is above 0; those with at most `gap` pixels between them are one. */
export function spansAbove0({ shape, data }: Tensor, gap = 0): Spans {
  const [, , height, width] = shape
  const rows = new Int32Array(height + 1)
  const bounds: number[] = []
  for (let y = 0; y < height; y++) {
    const end = (y + 1) * width
    for (let place = y * width; place < end;) {
      const from = firstWhere(true, data, { place, end })
      const isNext = bounds.length > 2 * rows[y] && from - place <= gap
      place = firstWhere(false, data, { place: from, end })
      if (from === place) break
      if (isNext) bounds[bounds.length - 1] = place - y * width
      else bounds.push(from - y * width, place - y * width)
    }
    rows[y + 1] = bounds.length / 2
  }
  return { rows, bounds: Int32Array.from(bounds) }
}

/** The first place from `place` to `end` where the value is above 0, or is not; `end` if there is none. */
function firstWhere(
  above0: boolean,
  data: Float32Array,
  { place, end }: { readonly place: number; readonly end: number },
): number {
  let at = place
  while (at < end && data[at] > 0 !== above0) at++
  return at
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

/** Calls `work` with where each run begins and ends in the data of a field [B, C, H, W], channel by channel. */
export function eachSpan(
  { shape }: Pick<Tensor, 'shape'>,
  { rows, bounds }: Spans,
  work: (from: number, to: number) => void,
): void {
  const [batch, channels, height, width] = shape
  for (let line = 0; line < batch * channels * height; line++) {
    const y = line % height
    for (let n = rows[y]; n < rows[y + 1]; n++) {
      work(line * width + bounds[2 * n], line * width + bounds[2 * n + 1])
    }
  }
}
