import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import {
  colorizeBaselines,
  denoiseBaselines,
  inpaintBaselines,
  meanChroma,
  upscaleBaselines,
} from '../../../../src-main/bench/quality/baselines.ts'
import {
  addNoise,
  boxDown,
  holeMask,
  punch,
  toGrey,
} from '../../../../src-main/bench/quality/degrade.ts'
import { psnr } from '../../../../src-main/bench/quality/metrics/psnr.ts'
import { bicubic, lanczos3, resample } from '../../../../src-main/bench/quality/resample.ts'
import { learnUsualChroma } from '../../../../src-main/bench/quality/usual-chroma.ts'
import { emptyImage } from '../../../../src-shared/tensor/pixels.ts'
import type { PixelImage } from '../../../../src-shared/tensor/pixels.ts'

async function photograph(): Promise<PixelImage> {
  const { data, info } = await sharp('assets/photographs/cat.png')
    .resize(160, 128, { fit: 'cover' })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return {
    width: info.width,
    height: info.height,
    channels: 3,
    depth: 8,
    data: new Uint8Array(data),
  }
}

const inner = ({ width, height }: PixelImage, margin: number): PixelImage => {
  const mask = emptyImage({ width, height }, 1, 8)
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)]
    const inside = x >= margin && y >= margin && x < width - margin && y < height - margin
    mask.data[i] = inside ? 255 : 0
  }
  return mask
}

describe('resampling', () => {
  test('bicubic enlargement reproduces a parabola, as cubic convolution must', () => {
    const parabola = (at: number) => 30 * (at - 10) ** 2 + 1000
    const line = emptyImage({ width: 24, height: 1 }, 1, 16)
    line.data.forEach((_, x) => (line.data[x] = parabola(x)))
    const enlarged = resample(line, { width: 96, height: 1 }, bicubic)
    for (let x = 8; x < 88; x++) {
      expect(Math.abs((enlarged.data[x] ?? 0) - parabola((x + 0.5) / 4 - 0.5))).toBeLessThan(0.51)
    }
  })

  test('lanczos enlargement of one bright pixel draws the windowed sinc', () => {
    const line = emptyImage({ width: 15, height: 1 }, 1, 16)
    line.data[7] = 30000
    const enlarged = resample(line, { width: 45, height: 1 }, lanczos3)
    const sinc = (t: number) => Math.sin(Math.PI * t) / (Math.PI * t)
    expect(enlarged.data[22]).toBe(30000)
    const side = 30000 * sinc(1 / 3) * sinc(1 / 9)
    expect(Math.abs((enlarged.data[23] ?? 0) - side)).toBeLessThan(0.01 * side)
  })

  test.each([
    ['cubic', bicubic],
    ['lanczos3', lanczos3],
  ] as const)('%s reduction agrees with libvips away from the edges', async (name, kernel) => {
    const image = await photograph()
    const ours = resample(image, { width: 80, height: 64 }, kernel)
    const { data } = await sharp(image.data, { raw: { width: 160, height: 128, channels: 3 } })
      .resize(80, 64, { kernel: name })
      .raw()
      .toBuffer({ resolveWithObject: true })
    expect(psnr(ours, { ...ours, data }, inner(ours, 8))).toBeGreaterThan(45)
  })

  test.each([
    ['bicubic', bicubic],
    ['lanczos', lanczos3],
  ])('%s keeps a flat picture flat and a picture at its own size untouched', async (_, kernel) => {
    const flat = emptyImage({ width: 9, height: 5 }, 3, 8)
    flat.data.fill(77)
    expect(new Set(resample(flat, { width: 31, height: 14 }, kernel).data)).toEqual(new Set([77]))
    const image = await photograph()
    expect(resample(image, image, kernel).data).toEqual(new Uint8Array(image.data))
  })
})

describe('baselines', () => {
  test('both inpainters fill the hole from its surroundings and touch nothing else', async () => {
    const image = await photograph()
    const mask = holeMask(image)
    const outside = { ...mask, data: mask.data.map((value) => 255 - value) }
    const punched = punch(image, mask)
    for (const { run } of inpaintBaselines(mask)) {
      const filled = await run(punched)
      expect(psnr(filled, image, outside)).toBe(Infinity)
      expect(psnr(filled, image, mask)).toBeGreaterThan(psnr(punched, image, mask) + 3)
    }
  })

  test('both enlargers return the size asked for and come close to the original', async () => {
    const image = await photograph()
    for (const { run } of upscaleBaselines(2)) {
      const enlarged = await run(boxDown(image, 2))
      expect([enlarged.width, enlarged.height]).toEqual([160, 128])
      expect(psnr(enlarged, image)).toBeGreaterThan(24)
    }
  })

  test('the mean chroma brings a picture of one hue nearer to its colours than grey', async () => {
    const hue = emptyImage({ width: 32, height: 32 }, 3, 8)
    hue.data.forEach((_, i) => (hue.data[i] = 60 + (Math.floor(i / 3) % 90) + 30 * (i % 3)))
    const [grey, mean] = await Promise.all(
      colorizeBaselines(hue).map(async ({ run }) => psnr(await run(toGrey(hue)), hue)),
    )
    expect(mean).toBeGreaterThan(50)
    expect(grey).toBeLessThan(25)
  })

  test('the usual colour of a photograph is that of the others in colour, never its own', async () => {
    const flat = (name: string, rgb: readonly [number, number, number]) => {
      const image = emptyImage({ width: 4, height: 4 }, 3, 8)
      image.data.forEach((_, i) => (image.data[i] = rgb[i % 3] ?? 0))
      return { name, image }
    }
    const grey = flat('grey', [90, 90, 90])
    const [red, blue] = [flat('red', [120, 20, 20]), flat('blue', [20, 20, 120])]
    const usual = await learnUsualChroma(inOrder([red, grey, blue]))
    expect(usual('red')).toEqual(meanChroma(blue.image))
    expect(usual('grey')?.[0]).toBeCloseTo(usual('grey')?.[2] ?? 0, -1)
    expect((await learnUsualChroma(inOrder([red, grey])))('red')).toBeUndefined()
  })
})

async function* inOrder<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item)
}

test('the filters against noise bring a noisy photograph nearer to the clean one', async () => {
  const original = await photograph()
  const noisy = addNoise(original, 25, 3)
  for (const { run } of denoiseBaselines(25)) {
    expect(psnr(original, await run(noisy))).toBeGreaterThan(psnr(original, noisy) + 2)
  }
})
