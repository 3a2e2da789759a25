/**
 * How a photograph looks, in 64 bits: the difference hash, a bit for each of 8 x 8 places that tells whether it is darker
 * than the place to its right. Scaling and compressing a picture leaves nearly all bits. Pure.
 */
import type { PixelImage } from '../../src-shared/tensor/pixels.ts'

/** Two halves of 32 bits. */
export type LookHash = readonly [number, number]

const ROWS = 8
const COLUMNS = 9

/** Looks that differ in more bits are of different pictures. */
export const SAME_LOOK = 4

/** The hash of an 8-bit RGB image of any size. */
export function lookHash(image: PixelImage): LookHash {
  const bits = [0, 0]
  for (let row = 0; row < ROWS; row++) {
    let left = brightness(image, row, 0)
    for (let column = 1; column < COLUMNS; column++) {
      const right = brightness(image, row, column)
      const index = row * (COLUMNS - 1) + column - 1
      if (left < right) bits[index >> 5] = (bits[index >> 5] ?? 0) | (1 << (index & 31))
      left = right
    }
  }
  return [(bits[0] ?? 0) >>> 0, (bits[1] ?? 0) >>> 0]
}

/** In how many bits two hashes differ, 0 to 64. */
export function lookDistance(a: LookHash, b: LookHash): number {
  return bitCount(a[0] ^ b[0]) + bitCount(a[1] ^ b[1])
}

/** Mean luma (Rec. 601) of one cell of a grid over the image. */
function brightness({ width, height, data }: PixelImage, row: number, column: number): number {
  const top = Math.floor((row * height) / ROWS)
  const bottom = Math.max(Math.floor(((row + 1) * height) / ROWS), top + 1)
  const left = Math.floor((column * width) / COLUMNS)
  const right = Math.max(Math.floor(((column + 1) * width) / COLUMNS), left + 1)
  let sum = 0
  for (let y = top; y < bottom; y++) {
    for (let i = 3 * (y * width + left); i < 3 * (y * width + right); i += 3) {
      sum += 0.299 * (data[i] ?? 0) + 0.587 * (data[i + 1] ?? 0) + 0.114 * (data[i + 2] ?? 0)
    }
  }
  return sum / ((bottom - top) * (right - left))
}

function bitCount(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return (((fours + (fours >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}
