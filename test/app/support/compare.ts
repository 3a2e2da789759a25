/**
 * Compares pictures sample for sample.
 */
import type { Samples } from './photographs.ts'

export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Colours without alpha. */
export function colours({ data, channels }: Samples): Buffer {
  if (channels === 3) return data
  return Buffer.from(data.filter((_, i) => i % channels < 3))
}

/** How many pixels differ in any colour: inside of a box, and outside. Throws RangeError for unequal sizes. */
export function differences(a: Samples, b: Samples, box: Box): { inside: number; outside: number } {
  if (a.width !== b.width || a.height !== b.height) throw new RangeError('The sizes differ.')
  const [left, right] = [colours(a), colours(b)]
  const count = { inside: 0, outside: 0 }
  for (let i = 0; i < a.width * a.height; i++) {
    const at = 3 * i
    if (left.compare(right, at, at + 3, at, at + 3) === 0) continue
    const [x, y] = [i % a.width, Math.floor(i / a.width)]
    const isInside = x >= box.left && x < box.right && y >= box.top && y < box.bottom
    count[isInside ? 'inside' : 'outside'] += 1
  }
  return count
}

/** How many pixels differ in any colour. */
export function differing(a: Samples, b: Samples): number {
  return differences(a, b, { left: 0, top: 0, right: 0, bottom: 0 }).outside
}

/** Largest distance between two lists of numbers of the same length. */
export function largestDistance(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) throw new RangeError('The lengths differ.')
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? NaN))), 0)
}

/** Luminance of every pixel, 0 to 255, by the weights of ITU-R BT.601. */
export function luminances(samples: Samples): number[] {
  const { data, channels, width, height } = samples
  const at = (i: number, channel: number) => data[i * channels + channel] ?? NaN
  return Array.from({ length: width * height }, (_, i) =>
    channels < 3 ? at(i, 0) : 0.299 * at(i, 0) + 0.587 * at(i, 1) + 0.114 * at(i, 2),
  )
}

/** Means of blocks of side x side pixels, channel by channel. */
export function blockMeans({ data, channels, width, height }: Samples, side: number): number[] {
  const columns = width / side
  const sums = new Array<number>((columns * height * channels) / side).fill(0)
  data.forEach((value, i) => {
    const [channel, pixel] = [i % channels, Math.floor(i / channels)]
    const column = Math.floor((pixel % width) / side)
    const row = Math.floor(Math.floor(pixel / width) / side)
    const at = (row * columns + column) * channels + channel
    sums[at] = (sums[at] ?? 0) + value / side ** 2
  })
  return sums
}

/** The largest of the colours, 0 to 255, where a pixel is asked for; 0 where none is. */
export function brightest(
  { data, channels, width }: Samples,
  asked: (x: number, y: number) => boolean,
): number {
  return data.reduce((most, value, i) => {
    const pixel = Math.floor(i / channels)
    const counts = i % channels < 3 && asked(pixel % width, Math.floor(pixel / width))
    return counts ? Math.max(most, value) : most
  }, 0)
}
