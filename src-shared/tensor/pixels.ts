/**
 * Pictures as samples and as tensors. The only place that knows 0..255 and 0..65535 against
 * [-1, 1] and interleaved samples against NCHW; it may not read files or convert colour profiles.
 */
import { fullSpans, spansAbove0 } from './spans.ts'
import type { Tensor } from './tensor.ts'

/** Interleaved samples, rows from the top: grey, grey + alpha, RGB or RGB + alpha. */
export interface PixelImage {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 2 | 3 | 4
  readonly depth: 8 | 16
  readonly data: Uint8Array | Uint16Array
}

/** A rectangle in pixels. */
export interface Region {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

type Size = Pick<PixelImage, 'width' | 'height'>

export function wholeOf(image: Size): Region {
  return { x: 0, y: 0, width: image.width, height: image.height }
}

/** The largest sample value: 255 or 65535. */
export function whiteLevel(depth: PixelImage['depth']): number {
  return depth === 8 ? 255 : 65535
}

/** True for grey and grey + alpha. */
export function isGrey(image: PixelImage): boolean {
  return image.channels < 3
}

export function hasAlpha(image: PixelImage): boolean {
  return image.channels === 2 || image.channels === 4
}

/** All samples zero. */
export function emptyImage(size: Size, channels: 1 | 2 | 3 | 4, depth: 8 | 16): PixelImage {
  const count = size.width * size.height * channels
  const data = depth === 8 ? new Uint8Array(count) : new Uint16Array(count)
  return { width: size.width, height: size.height, channels, depth, data }
}

/** The colours of a region as [1, 3, H, W] in [-1, 1]; grey is repeated, alpha is left out. */
export function pixelsToTensor(image: PixelImage, region: Region = wholeOf(image)): Tensor {
  checkInside(image, region)
  const { width, height } = region
  const data = new Float32Array(3 * width * height)
  for (let y = 0; y < height; y++) {
    const first = ((region.y + y) * image.width + region.x) * image.channels
    readRow(data, image, { first, to: y * width, width, plane: width * height })
  }
  return { shape: [1, 3, height, width], data }
}

interface RowReading {
  /** Number of the first sample. */
  readonly first: number
  /** Where the row begins in the first plane. */
  readonly to: number
  readonly width: number
  /** Values of a plane. */
  readonly plane: number
}

/** Every pixel is looked at once, for all of its colours. */
function readRow(
  row: Float32Array,
  { data, channels, depth }: PixelImage,
  { first, to, width, plane }: RowReading,
): void {
  const scale = 2 / whiteLevel(depth)
  const next = channels < 3 ? 0 : 1
  for (let i = to, at = first; i < to + width; i++, at += channels) {
    row[i] = data[at] * scale - 1
    row[i + plane] = data[at + next] * scale - 1
    row[i + 2 * plane] = data[at + 2 * next] * scale - 1
  }
}

/** Picture `index` of a batch [B, 3, H, W] as RGB, rounded to the nearest level and clamped. */
export function tensorToPixels(x: Tensor, depth: 8 | 16 = 8, index = 0): PixelImage {
  const [, channels, height, width] = x.shape
  const size = channels * height * width
  const one = { shape: [1, channels, height, width], data: x.data.subarray(index * size) }
  const image = emptyImage({ width, height }, 3, depth)
  pasteTensor(image, one, { x: 0, y: 0 })
  return image
}

/**
 * Writes the colours of [1, 3, H, W] into `image` with its top left corner at `at`; alpha stays as
 * it is. With `where` [1, 1, H, W], only pixels where it is above 0 are touched. A grey image takes
 * the luminance.
 */
export function pasteTensor(
  image: PixelImage,
  x: Tensor,
  at: { readonly x: number; readonly y: number; readonly where?: Tensor },
): void {
  const [, , height, width] = x.shape
  const plane = width * height
  const white = whiteLevel(image.depth)
  const colours = [x.data, x.data.subarray(plane), x.data.subarray(2 * plane)]
  const [red, green, blue] = colours
  eachRun(image, { x: at.x, y: at.y, width, height, where: at.where }, (run) => {
    if (!isGrey(image))
      colours.forEach((values, c) => writeRun(image, values, { ...run, c, white }))
    else writeGreyRun(image, [red, green, blue], { ...run, white })
  })
}

/** Pixels side by side. */
interface Run {
  /** Number of the first one's first sample. */
  readonly sample: number
  /** Number of the first one in its region. */
  readonly pixel: number
  readonly length: number
}

/** One channel of a run. */
function writeRun(
  { data, channels }: PixelImage,
  values: Float32Array,
  { sample, pixel, length, c, white }: Run & { readonly c: number; readonly white: number },
): void {
  for (let i = 0; i < length; i++) {
    data[sample + i * channels + c] = toSample(values[pixel + i], white)
  }
}

function writeGreyRun(
  { data, channels }: PixelImage,
  [red, green, blue]: readonly [Float32Array, Float32Array, Float32Array],
  { sample, pixel, length, white }: Run & { readonly white: number },
): void {
  for (let i = 0; i < length; i++) {
    const sum = 0.2989 * red[pixel + i] + 0.587 * green[pixel + i] + 0.114 * blue[pixel + i]
    data[sample + i * channels] = toSample(sum / 0.9999, white)
  }
}

function toSample(value: number, white: number): number {
  return Math.min(Math.max(Math.round(((value + 1) * white) / 2), 0), white)
}

/**
 * Writes opacity [1, 1, H, W] in [0, 1] into `image` with its top left corner at `at`, with `where`
 * as in pasteTensor; colours stay as they are. Without alpha nothing happens.
 */
export function pasteAlpha(
  image: PixelImage,
  alpha: Tensor,
  at: { readonly x: number; readonly y: number; readonly where?: Tensor },
): void {
  if (!hasAlpha(image)) return
  const [, , height, width] = alpha.shape
  const white = whiteLevel(image.depth)
  eachPixel(image, { x: at.x, y: at.y, width, height, where: at.where }, (sample, pixel) => {
    const opacity = Math.min(Math.max(alpha.data[pixel], 0), 1)
    image.data[sample + image.channels - 1] = Math.round(opacity * white)
  })
}

/** Opacity of a region as [1, 1, H, W] in [0, 1]; all ones where the image has no alpha. */
export function alphaToTensor(image: PixelImage, region: Region = wholeOf(image)): Tensor {
  return toUnitPlane(image, region, (sample) =>
    hasAlpha(image) ? image.data[sample + image.channels - 1] : whiteLevel(image.depth),
  )
}

/** Brightness of a region, the mean of its colours, as [1, 1, H, W] in [0, 1]: how masks are read. */
export function brightnessToTensor(image: PixelImage, region: Region = wholeOf(image)): Tensor {
  return toUnitPlane(image, region, (sample) => {
    if (isGrey(image)) return image.data[sample]
    return (image.data[sample] + image.data[sample + 1] + image.data[sample + 2]) / 3
  })
}

/** The same picture with three colours: grey becomes RGB, grey + alpha becomes RGB + alpha. */
export function withColour(image: PixelImage): PixelImage {
  if (!isGrey(image)) return image
  const wide = emptyImage(image, hasAlpha(image) ? 4 : 3, image.depth)
  eachPixel(image, wholeOf(image), (sample, pixel) => {
    const target = pixel * wide.channels
    wide.data.fill(image.data[sample], target, target + 3)
    if (hasAlpha(image)) wide.data[target + 3] = image.data[sample + 1]
  })
  return wide
}

/** A copy whose samples can be changed without touching the source. */
export function copyImage(image: PixelImage): PixelImage {
  return { ...image, data: image.data.slice() }
}

function toUnitPlane(image: PixelImage, region: Region, read: (sample: number) => number): Tensor {
  const data = new Float32Array(region.width * region.height)
  const white = whiteLevel(image.depth)
  eachPixel(image, region, (sample, pixel) => {
    data[pixel] = read(sample) / white
  })
  return { shape: [1, 1, region.height, region.width], data }
}

/** A region; only pixels where `where` [1, 1, H, W] is above 0 if it is given. */
interface Place extends Region {
  readonly where?: Tensor | undefined
}

/** Calls `visit` with the first sample of each pixel of the region and its index in the region. */
function eachPixel(
  image: PixelImage,
  place: Place,
  visit: (sample: number, pixel: number) => void,
): void {
  eachRun(image, place, ({ sample, pixel, length }) => {
    for (let i = 0; i < length; i++) visit(sample + i * image.channels, pixel + i)
  })
}

function eachRun(image: PixelImage, region: Place, visit: (run: Run) => void): void {
  checkInside(image, region)
  const { rows, bounds } = region.where ? spansAbove0(region.where) : fullSpans(region)
  for (let y = 0; y < region.height; y++) {
    const row = ((region.y + y) * image.width + region.x) * image.channels
    for (let n = rows[y]; n < rows[y + 1]; n++) {
      const [from, to] = [bounds[2 * n], bounds[2 * n + 1]]
      const sample = row + from * image.channels
      visit({ sample, pixel: y * region.width + from, length: to - from })
    }
  }
}

function checkInside(image: Size, region: Region): void {
  const inside =
    region.x >= 0 &&
    region.y >= 0 &&
    region.x + region.width <= image.width &&
    region.y + region.height <= image.height
  if (!inside) throw new RangeError('the region reaches beyond the image')
}
