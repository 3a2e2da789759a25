import { describe, expect, test } from 'vitest'
import { chromaError, labChroma } from '../../../../src-main/bench/quality/metrics/chroma-error.ts'
import { psnr } from '../../../../src-main/bench/quality/metrics/psnr.ts'
import { ssim } from '../../../../src-main/bench/quality/metrics/ssim.ts'
import { emptyImage } from '../../../../src-shared/tensor/pixels.ts'
import type { PixelImage } from '../../../../src-shared/tensor/pixels.ts'

/** A picture whose samples are `fn(x, y, c)`. */
function picture(side: number, fn: (x: number, y: number, c: number) => number): PixelImage {
  const image = emptyImage({ width: side, height: side }, 3, 8)
  return {
    ...image,
    data: image.data.map((_, i) => fn(Math.floor(i / 3) % side, Math.floor(i / 3 / side), i % 3)),
  }
}

const texture = (seed: number) =>
  picture(32, (x, y, c) => Math.round(128 + 100 * Math.sin(seed * x + y * y * 0.3 + c)))

describe('PSNR', () => {
  test('of a constant error e is 20 log10(255 / e)', () => {
    const a = picture(8, () => 100)
    const b = picture(8, () => 105)
    expect(psnr(a, b)).toBeCloseTo(20 * Math.log10(255 / 5), 10)
  })

  test('of one sample in 3 x 64 off by 12 follows from its mean square', () => {
    const a = picture(8, () => 50)
    const b = picture(8, (x, y, c) => (x === 3 && y === 2 && c === 1 ? 62 : 50))
    expect(psnr(a, b)).toBeCloseTo(10 * Math.log10(255 ** 2 / (144 / 192)), 10)
  })

  test('counts only the marked pixels', () => {
    const a = picture(8, () => 50)
    const b = picture(8, (x) => (x < 4 ? 60 : 51))
    const left = emptyImage(a, 1, 8)
    left.data.forEach((_, i) => (left.data[i] = i % 8 < 4 ? 255 : 0))
    expect(psnr(a, b, left)).toBeCloseTo(20 * Math.log10(255 / 10), 10)
  })

  test('of equal pictures is infinite', () => {
    expect(psnr(texture(1), texture(1))).toBe(Infinity)
  })
})

describe('SSIM', () => {
  test('of equal pictures is 1', () => {
    expect(ssim(texture(1), texture(1))).toBeCloseTo(1, 12)
  })

  test('is symmetric', () => {
    expect(ssim(texture(1), texture(2))).toBeCloseTo(ssim(texture(2), texture(1)), 12)
  })

  test('of two flat pictures is its luminance term (2ab + C1) / (a^2 + b^2 + C1)', () => {
    const c1 = (0.01 * 255) ** 2
    const value = ssim(
      picture(16, () => 90),
      picture(16, () => 130),
    )
    expect(value).toBeCloseTo((2 * 90 * 130 + c1) / (90 ** 2 + 130 ** 2 + c1), 10)
  })

  test('of a picture and its negative around the mean is close to -1 where contrast is high', () => {
    const stripes = picture(32, (x) => (x % 2 === 0 ? 227 : 27))
    const inverse = picture(32, (x) => (x % 2 === 0 ? 27 : 227))
    expect(ssim(stripes, inverse)).toBeLessThan(-0.95)
  })

  test('looks only around marked pixels', () => {
    const a = texture(1)
    const b = picture(32, (x, y, c) =>
      x < 16 ? (a.data[(y * 32 + x) * 3 + c] ?? 0) : 255 - (a.data[(y * 32 + x) * 3 + c] ?? 0),
    )
    const corner = emptyImage(a, 1, 8)
    corner.data[8 * 32 + 8] = 255
    expect(ssim(a, b, corner)).toBeCloseTo(1, 12)
    expect(ssim(a, b)).toBeLessThan(0.8)
  })
})

describe('the chroma error', () => {
  // Published values of CIELAB (D65) for the corners of sRGB.
  test.each([
    ['red', [1, 0, 0], [80.1, 67.2]],
    ['green', [0, 1, 0], [-86.2, 83.2]],
    ['blue', [0, 0, 1], [79.2, -107.9]],
    ['white', [1, 1, 1], [0, 0]],
    ['a dark grey', [0.02, 0.02, 0.02], [0, 0]],
  ] as const)('knows the place of %s in CIELAB', (_, [r, g, b], wanted) => {
    const [a, bStar] = labChroma(r, g, b)
    expect(Math.hypot(a - wanted[0], bStar - wanted[1])).toBeLessThan(0.15)
  })

  test('of red against grey is the chroma of red, and nothing sees brightness', () => {
    const red = picture(8, (_x, _y, c) => (c === 0 ? 255 : 0))
    const grey = picture(8, () => 90)
    expect(chromaError(red, grey)).toBeCloseTo(Math.hypot(80.09, 67.2), 0)
    expect(
      chromaError(
        grey,
        picture(8, () => 200),
      ),
    ).toBeLessThan(0.05)
  })
})
