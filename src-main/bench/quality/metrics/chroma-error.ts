/**
 * How far the colours of two pictures are apart, whatever their brightness: distances in the a*b* plane of CIELAB.
 * Takes samples for sRGB under D65, as the pictures of the benchmark are.
 */
import { isGrey, whiteLevel } from '../../../../src-shared/tensor/pixels.ts'
import type { PixelImage } from '../../../../src-shared/tensor/pixels.ts'
import { requireAlike } from './psnr.ts'

/** Mean over the pixels of sqrt((a1 - a2)^2 + (b1 - b2)^2), 0 for equal colours; a plain grey is at the origin. */
export function chromaError(one: PixelImage, other: PixelImage): number {
  requireAlike(one, other)
  const pixels = one.width * one.height
  let sum = 0
  for (let i = 0; i < pixels; i++) {
    const [a1, b1] = chromaAt(one, i)
    const [a2, b2] = chromaAt(other, i)
    sum += Math.hypot(a1 - a2, b1 - b2)
  }
  return sum / pixels
}

function chromaAt(image: PixelImage, i: number): [a: number, b: number] {
  if (isGrey(image)) return [0, 0]
  const [red = 0, green = 0, blue = 0] = image.data.subarray(
    i * image.channels,
    i * image.channels + 3,
  )
  const white = whiteLevel(image.depth)
  return labChroma(red / white, green / white, blue / white)
}

/** a* and b* of CIE 15 for sRGB samples in 0..1 (IEC 61966-2-1 gives the curve and the matrix). */
export function labChroma(red: number, green: number, blue: number): [a: number, b: number] {
  const [r, g, b] = [linear(red), linear(green), linear(blue)]
  const x = root((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505)
  const y = root(0.2126 * r + 0.7152 * g + 0.0722 * b)
  const z = root((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089)
  return [500 * (x - y), 200 * (y - z)]
}

const linear = (v: number) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)

const EPSILON = (6 / 29) ** 3
const root = (t: number) => (t > EPSILON ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29)
