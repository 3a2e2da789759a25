/**
 * Magic wand and selection by colour, on the samples at full size.
 * Decides pixel by pixel; growing and feathering are the page's affair.
 */
import type { MaskPatch, SelectRequest } from '../../src-shared/contract/pictures-api.ts'
import { whiteLevel, type PixelImage, type Region } from '../../src-shared/tensor/pixels.ts'

/** A plane of one byte for each pixel. */
export interface Plane {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

const ALIKE = 1
const SELECTED = 255

/**
 * What looks like the pixel at (x, y); where `contiguous`, only what is joined to it by sides. Throws RangeError for a
 * pixel that the picture does not have.
 */
export function selectPixels(image: PixelImage, request: Omit<SelectRequest, 'id'>): MaskPatch {
  const { width, height } = image
  const { x, y, contiguous } = request
  if (x < 0 || y < 0 || x >= width || y >= height) {
    throw new RangeError(`there is no pixel at ${x}, ${y}`)
  }
  const data = new Uint8Array(width * height)
  const plane = { width, height, data }
  markAlike(plane, image, { ...request, value: contiguous ? ALIKE : SELECTED })
  if (contiguous) flood(plane, y * width + x)
  return cutPatch(plane, SELECTED)
}

interface Wanted {
  readonly x: number
  readonly y: number
  readonly tolerance: number
  readonly value: number
}

function markAlike({ width, data }: Plane, image: PixelImage, { x, y, tolerance, value }: Wanted) {
  const { channels, data: samples } = image
  const limit = (tolerance * whiteLevel(image.depth)) / 255
  data.fill(value)
  for (let c = 0; c < channels; c++) {
    const wanted = samples[(y * width + x) * channels + c] ?? 0
    for (let pixel = 0, i = c; pixel < data.length; pixel++, i += channels) {
      if (Math.abs((samples[i] ?? 0) - wanted) > limit) data[pixel] = 0
    }
  }
}

/** Selects what is alike and joined to `seed`, a whole run of a row at a time. */
function flood({ width, data }: Plane, seed: number): void {
  const seeds = [seed]
  for (let at = seeds.pop(); at !== undefined; at = seeds.pop()) {
    if (data[at] !== ALIKE) continue
    const row = at - (at % width)
    let [left, end] = [at, at + 1]
    while (left > row && data[left - 1] === ALIKE) left--
    while (end < row + width && data[end] === ALIKE) end++
    data.fill(SELECTED, left, end)
    for (const shift of [-width, width]) {
      for (let i = left + shift; i < end + shift; i++) {
        const begins = i === left + shift || data[i - 1] !== ALIKE
        if (begins && data[i] === ALIKE) seeds.push(i)
      }
    }
  }
}

/** The smallest rectangle with every byte of at least `least`; what is below becomes 0. 0 x 0 where there is none. */
export function cutPatch(plane: Plane, least: number): MaskPatch {
  const region = boundsOf(plane, least)
  const coverage = new Uint8Array(region.width * region.height)
  for (let y = 0; y < region.height; y++) {
    const start = (region.y + y) * plane.width + region.x
    coverage.set(plane.data.subarray(start, start + region.width), y * region.width)
  }
  for (let i = 0; i < coverage.length; i++) if ((coverage[i] ?? 0) < least) coverage[i] = 0
  return { region, coverage }
}

function boundsOf({ width, height, data }: Plane, least: number): Region {
  let [left, top, right, bottom] = [width, height, 0, 0]
  for (let y = 0; y < height; y++) {
    const row = y * width
    let [first, end] = [0, width]
    while (first < width && (data[row + first] ?? 0) < least) first++
    if (first === width) continue
    while ((data[row + end - 1] ?? 0) < least) end--
    left = Math.min(left, first)
    right = Math.max(right, end)
    top = Math.min(top, y)
    bottom = y + 1
  }
  if (bottom === 0) return { x: 0, y: 0, width: 0, height: 0 }
  return { x: left, y: top, width: right - left, height: bottom - top }
}
