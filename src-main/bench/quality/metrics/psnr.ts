/**
 * Peak signal-to-noise ratio over the colours of two pictures, on the whole or where a task changed them.
 * Compares samples as they are; it converts no size and no colour profile.
 */
import { isGrey, whiteLevel } from '../../../../src-shared/tensor/pixels.ts'
import type { PixelImage } from '../../../../src-shared/tensor/pixels.ts'

/**
 * 10 log10(white^2 / mean squared error) in dB over R, G and B; Infinity for equal pictures.
 * With `where` (grey, same size), only pixels that are not black there count.
 */
export function psnr(a: PixelImage, b: PixelImage, where?: PixelImage): number {
  requireAlike(a, b)
  let sum = 0
  let pixels = 0
  for (let i = 0; i < a.width * a.height; i++) {
    if (where && where.data[i * where.channels] === 0) continue
    pixels++
    for (let c = 0; c < 3; c++) sum += (colour(a, i, c) - colour(b, i, c)) ** 2
  }
  const meanSquare = sum / (3 * pixels)
  return 10 * Math.log10(whiteLevel(a.depth) ** 2 / meanSquare)
}

/** Throws RangeError unless both pictures have the same size and depth. */
export function requireAlike(a: PixelImage, b: PixelImage): void {
  if (a.width !== b.width || a.height !== b.height || a.depth !== b.depth) {
    throw new RangeError('only pictures of the same size and depth can be compared')
  }
}

/** Sample `c` (0 red, 1 green, 2 blue) of pixel `i`; grey counts as three equal colours. */
function colour(image: PixelImage, i: number, c: number): number {
  return image.data[i * image.channels + (isGrey(image) ? 0 : c)] ?? 0
}
