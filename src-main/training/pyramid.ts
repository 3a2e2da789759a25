/**
 * One photograph at several scales in memory, each half the size of the one before.
 * Knows only 8-bit RGB; reads no file.
 */
import type { PixelImage } from '../../src-shared/tensor/pixels.ts'

/** Level k is the photograph reduced by 2^k. */
export type Pyramid = readonly PixelImage[]

/** How many levels, at most `most`, of a width x height photograph still hold a square of `size` pixels. */
export function levelCount(
  extent: { width: number; height: number },
  size: number,
  most: number,
): number {
  const side = Math.min(extent.width, extent.height)
  let levels = 0
  while (levels < most && side >> levels >= size) levels++
  return levels
}

/** The photograph and its halvings by 2x2 box means, as many as `levels`. */
export function buildPyramid(image: PixelImage, levels: number): Pyramid {
  const pyramid = [image]
  for (let level = 1; level < levels; level++) pyramid.push(halve(pyramid[level - 1] ?? image))
  return pyramid
}

/** Means of 2x2 blocks, rounded half up; an odd last row or column is dropped. */
function halve(image: PixelImage): PixelImage {
  const width = image.width >> 1
  const height = image.height >> 1
  const source = image.data
  const data = new Uint8Array(3 * width * height)
  const row = 3 * image.width
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++, to++) {
        const from = 2 * y * row + 6 * x + c
        data[to] =
          (at(source, from) +
            at(source, from + 3) +
            at(source, from + row) +
            at(source, from + row + 3) +
            2) >>
          2
      }
    }
  }
  return { width, height, channels: 3, depth: 8, data }
}

function at(data: Uint8Array | Uint16Array, index: number): number {
  return data[index] ?? 0
}
