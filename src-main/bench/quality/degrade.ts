/**
 * The damage that the benchmark does to photographs: masks to be filled, small copies, grey copies.
 * Everything follows from sizes and fixed streams of random numbers, so two runs damage alike.
 */
import { emptyImage, tensorToPixels, pixelsToTensor } from '../../../src-shared/tensor/pixels.ts'
import type { PixelImage, Region } from '../../../src-shared/tensor/pixels.ts'
import { normals, uniforms } from '../../../src-shared/tensor/random.ts'
import type { Paint } from '../../../src-shared/field/paint.ts'
import { GLYPH_HEIGHT, drawText, fillRectangle, textWidth } from './bitmap-font.ts'

type Size = Pick<PixelImage, 'width' | 'height'>

const SEED = 20
const STREAM = { scratches: 1, hole: 2 } as const
const WHITE = 255

const SCRATCHES = 4
const SCRATCH_WIDTH = 4
/** Four scratches, 4 pixels wide, from the upper to the lower edge, slanted and slightly bent. */
export function scratchMask(size: Size): PixelImage {
  const mask = emptyImage(size, 1, 8)
  const draws = uniforms(SEED, STREAM.scratches, 3 * SCRATCHES)
  for (let i = 0; i < SCRATCHES; i++) {
    const [top = 0, bottom = 0, bend = 0] = draws.subarray(3 * i, 3 * i + 3)
    for (let y = 0; y < size.height; y++) {
      const t = y / size.height
      const middle = top + (bottom - top) * t + 0.2 * (bend - 0.5) * Math.sin(Math.PI * t)
      const x = Math.round(middle * size.width) - SCRATCH_WIDTH / 2
      fillRectangle(mask, { x, y, width: SCRATCH_WIDTH, height: 1 }, WHITE)
    }
  }
  return mask
}

const LINES = ['ONE MODEL, EVERY', 'TOOL - 22.11.1926']
/** Two lines of text across the picture, as a date stamp or a caption would lie over it. */
export function textMask(size: Size): PixelImage {
  const mask = emptyImage(size, 1, 8)
  for (const [row, text] of LINES.entries()) {
    const scale = Math.max(1, Math.floor((0.9 * size.width) / textWidth(text, 1)))
    const y = Math.round(
      ((1 + row) / (1 + LINES.length)) * size.height - (GLYPH_HEIGHT * scale) / 2,
    )
    const x = Math.round((size.width - textWidth(text, scale)) / 2)
    drawText(mask, text, { x, y, scale, value: WHITE })
  }
  return mask
}

const HOLES = 2
const HOLE_SIDE = 48
/** Two squares of 48 pixels, one in each half of the picture; pictures must be larger than that. */
export function holeMask(size: Size): PixelImage {
  const mask = emptyImage(size, 1, 8)
  const draws = uniforms(SEED, STREAM.hole, 2 * HOLES)
  for (let i = 0; i < HOLES; i++) {
    const [across = 0, down = 0] = draws.subarray(2 * i, 2 * i + 2)
    const column = size.width / HOLES
    const x = Math.round(i * column + across * Math.max(0, column - HOLE_SIDE))
    const y = Math.round(down * Math.max(0, size.height - HOLE_SIDE))
    fillRectangle(mask, { x, y, width: HOLE_SIDE, height: HOLE_SIDE }, WHITE)
  }
  return mask
}

/** The picture with everything under the mask black: what an inpainter may see. */
export function punch(image: PixelImage, mask: PixelImage): PixelImage {
  const data = image.data.map((sample, i) =>
    mask.data[Math.floor(i / image.channels)] === 0 ? sample : 0,
  )
  return { ...image, data }
}

/** The upper left part whose sides are multiples of `factor`. */
export function cropToMultiple(image: PixelImage, factor: number): PixelImage {
  const width = image.width - (image.width % factor)
  const height = image.height - (image.height % factor)
  return tensorToPixels(pixelsToTensor(image, { x: 0, y: 0, width, height }), image.depth)
}

/** Normal noise of deviation `sigma` (8-bit levels) added to every sample, rounded and clipped. */
export function addNoise(image: PixelImage, sigma: number, seed: number): PixelImage {
  const noise = normals(seed, 0, [image.data.length]).data
  const data = image.data.map((sample, i) =>
    Math.min(Math.max(Math.round(sample + sigma * (noise[i] ?? 0)), 0), 255),
  )
  return { ...image, data }
}

/** The middle of a picture, at most `side` pixels each way. */
export function centreOf(image: PixelImage, side: number): PixelImage {
  const [width, height] = [Math.min(image.width, side), Math.min(image.height, side)]
  const x = Math.floor((image.width - width) / 2)
  const y = Math.floor((image.height - height) / 2)
  return tensorToPixels(pixelsToTensor(image, { x, y, width, height }), image.depth)
}

/** The picture whose pixels are the means of `factor` x `factor` blocks, rounded; sides must be multiples. */
export function boxDown(image: PixelImage, factor: number): PixelImage {
  const width = image.width / factor
  const small = emptyImage({ width, height: image.height / factor }, image.channels, image.depth)
  const sums = new Float64Array(small.data.length)
  const rowLength = image.width * image.channels
  for (let i = 0; i < image.data.length; i++) {
    const y = Math.floor(i / rowLength / factor)
    const x = Math.floor((i % rowLength) / image.channels / factor)
    const target = (y * width + x) * image.channels + (i % image.channels)
    sums[target] = (sums[target] ?? 0) + (image.data[i] ?? 0)
  }
  return { ...small, data: small.data.map((_, i) => Math.round((sums[i] ?? 0) / factor ** 2)) }
}

/** Each pixel's luminance (0.2989 R + 0.587 G + 0.114 B) three times over. */
export function toGrey(image: PixelImage): PixelImage {
  const data = new Uint8Array(image.data.length)
  for (let i = 0; i < data.length; i += 3) {
    const [red = 0, green = 0, blue = 0] = image.data.subarray(i, i + 3)
    data.fill(Math.round((0.2989 * red + 0.587 * green + 0.114 * blue) / 0.9999), i, i + 3)
  }
  return { ...image, data }
}

const DABS = 6
/** Radius of a dab as a share of the shorter side. */
const DAB_RADIUS = 0.015
/** Round dabs of the mean colour there, spread evenly over the picture and placed without looking at it. */
export function colourDabs(image: PixelImage): Paint[] {
  const radius = Math.max(3, Math.round(DAB_RADIUS * Math.min(image.width, image.height)))
  const side = 2 * radius + 1
  return Array.from({ length: DABS }, (_, i) => {
    // A sequence of low discrepancy: powers of the reciprocal of the plastic number.
    const x = Math.floor(((0.3 + i * PLASTIC) % 1) * (image.width - side))
    const y = Math.floor(((0.6 + i * PLASTIC ** 2) % 1) * (image.height - side))
    return dab(image, { x, y, width: side, height: side })
  })
}

const PLASTIC = 1 / 1.324717957244746

/** A round dab in a square of an RGB picture. */
function dab(image: PixelImage, region: Region): Paint {
  const { width: side } = region
  const rgba = new Uint8Array(4 * side * side)
  const sums = [0, 0, 0, 0]
  const isInside = (i: number) =>
    Math.hypot((i % side) - (side - 1) / 2, Math.floor(i / side) - (side - 1) / 2) <= side / 2
  for (let i = 0; i < side * side; i++) {
    if (!isInside(i)) continue
    const pixel = (region.y + Math.floor(i / side)) * image.width + region.x + (i % side)
    for (let c = 0; c < 3; c++) sums[c] = (sums[c] ?? 0) + (image.data[3 * pixel + c] ?? 0)
    sums[3] = (sums[3] ?? 0) + 1
  }
  const [red = 0, green = 0, blue = 0, count = 1] = sums
  const colour = [red / count, green / count, blue / count, 255].map(Math.round)
  for (let i = 0; i < side * side; i++) if (isInside(i)) rgba.set(colour, 4 * i)
  return { region, rgba }
}

/** True when every pixel of an RGB picture has three equal samples. */
export function isColourless({ data }: PixelImage): boolean {
  for (let i = 0; i < data.length; i += 3) {
    if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return false
  }
  return true
}
