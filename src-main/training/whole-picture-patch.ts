/**
 * A patch that shows a whole picture, or most of one, for what is decided there: colours. Cut out of the smallest scale of
 * a photograph by given random numbers, like draw-patch.ts; the same numbers give the same patch.
 */
import type { PixelImage, Region } from '../../src-shared/tensor/pixels.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import { mirrored } from './draw-patch.ts'
import type { Pyramid } from './pyramid.ts'

/** The shorter side of a picture is at most so many times what is shown of it. */
const CLOSEST = 1.6

/**
 * A patch [1, 3, size, size] in [-1, 1] of a square that is as high as the picture, or less by up to CLOSEST. `draws` are
 * those of drawPlace(): the size of the square, whether it is mirrored, and its place.
 */
export function cutWholePicture(pyramid: Pyramid, size: number, draws: Float64Array): Tensor {
  const [zoom = 0, flip = 0, x = 0, y = 0] = draws
  const image = pyramid.at(-1)
  if (!image) throw new RangeError('a pyramid without a level has no patch')
  const shorter = Math.min(image.width, image.height)
  const side = Math.max(size, Math.round(shorter / CLOSEST ** (zoom ** 2))) // mostly the whole
  const region = {
    x: Math.floor(x * (image.width - side + 1)),
    y: Math.floor(y * (image.height - side + 1)),
    width: side,
    height: side,
  }
  const patch = reduced(image, region, size)
  return flip < 0.5 ? mirrored(patch) : patch
}

/** The means of size x size equal parts of a square of an 8-bit RGB image, pixels counted by what lies in a part. */
function reduced(image: PixelImage, square: Region, size: number): Tensor {
  const parts = partsOf(square.width, size)
  const data = new Float32Array(3 * size * size)
  for (const [row, down] of parts.entries())
    for (const [column, across] of parts.entries())
      for (let c = 0; c < 3; c++)
        data[(c * size + row) * size + column] =
          meanOf(image, c, { square, down, across }) / 127.5 - 1
  return { shape: [1, 3, size, size], data }
}

interface Part {
  readonly square: Region
  readonly down: readonly Share[]
  readonly across: readonly Share[]
}

function meanOf({ width, data }: PixelImage, c: number, { square, down, across }: Part): number {
  let sum = 0
  for (const row of down)
    for (const column of across) {
      const pixel = (square.y + row.at) * width + square.x + column.at
      sum += row.share * column.share * (data[3 * pixel + c] ?? 0)
    }
  return sum
}

interface Share {
  readonly at: number
  /** Of the part; those of a part sum to 1. */
  readonly share: number
}

/** Which of `side` pixels make up each of `count` equal parts, and by how much. */
function partsOf(side: number, count: number): Share[][] {
  const long = side / count
  return Array.from({ length: count }, (_, part) => {
    const [from, to] = [part * long, (part + 1) * long]
    const shares: Share[] = []
    for (let at = Math.floor(from); at < to - 1e-9; at++) {
      const share = (Math.min(at + 1, to) - Math.max(at, from)) / long
      if (share > 1e-9) shares.push({ at, share })
    }
    return shares
  })
}
