/**
 * Blurs a plane of samples: three running means one after another, which come close to a Gaussian and cost the same
 * for every width. Beyond its border a plane goes on as it is at the border.
 */
import type { Size } from './region.ts'

/** The plane blurred with standard deviation `sigma` in pixels. */
export function blurPlane(
  plane: Uint8Array,
  { width, height }: Size,
  sigma: number,
): Uint8Array<ArrayBuffer> {
  const radii = boxRadii(sigma)
  const between = new Float32Array(width * height)
  const row = line(width)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) row.from[x] = plane[y * width + x] ?? 0
    between.set(blurLine(row, radii), y * width)
  }
  const blurred = new Uint8Array(width * height)
  const column = line(height)
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) column.from[y] = between[y * width + x] ?? 0
    const result = blurLine(column, radii)
    for (let y = 0; y < height; y++) blurred[y * width + x] = Math.round(result[y] ?? 0)
  }
  return blurred
}

/** Radii of three boxes whose variances, ((2r + 1)^2 - 1) / 12 each, sum to about sigma^2. */
export function boxRadii(sigma: number): readonly [number, number, number] {
  const variance = (r: number) => ((2 * r + 1) ** 2 - 1) / 12
  const small = Math.floor((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2)
  const step = variance(small + 1) - variance(small)
  const larger = Math.round((sigma * sigma - 3 * variance(small)) / step)
  return [small + (larger > 0 ? 1 : 0), small + (larger > 1 ? 1 : 0), small + (larger > 2 ? 1 : 0)]
}

interface Line {
  from: Float64Array
  to: Float64Array
}

const line = (length: number): Line => ({
  from: new Float64Array(length),
  to: new Float64Array(length),
})

/** Blurs `from`; the scratch is used up. */
function blurLine(scratch: Line, radii: readonly number[]): Float64Array {
  for (const radius of radii) {
    runningMean(scratch, radius)
    ;[scratch.from, scratch.to] = [scratch.to, scratch.from]
  }
  return scratch.from
}

function runningMean({ from, to }: Line, radius: number): void {
  const last = from.length - 1
  const sample = (i: number) => from[Math.min(last, Math.max(0, i))] ?? 0
  let sum = 0
  for (let i = -radius; i <= radius; i++) sum += sample(i)
  for (let i = 0; i <= last; i++) {
    to[i] = sum / (2 * radius + 1)
    sum += sample(i + radius + 1) - sample(i - radius)
  }
}
