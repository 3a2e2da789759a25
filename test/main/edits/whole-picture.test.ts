/** Colouring, enlarging, restoring: what each keeps is checked on the finished samples. */
import { describe, expect, test } from 'vitest'
import { at } from '../../support/at.ts'
import { gaussianDenoiser } from '../../support/gaussian-model.ts'
import { drawMask, drawPicture, drawPlain, edit, modelOf } from '../../support/editing.ts'
import { planColorize } from '../../../src-main/edits/colorize.ts'
import { runEdit } from '../../../src-main/edits/run-edit.ts'
import { TOOL_SPANS } from '../../../src-main/edits/schedules.ts'
import type { PixelImage, Region } from '../../../src-shared/tensor/pixels.ts'
import { sizeOf } from '../../../src-shared/tensor/tensor.ts'

const LEVEL = 1 / 255

/** Rec. 601 luminance of a pixel, 0 to 1, from its samples. */
function luminance({ data, channels, depth }: PixelImage, pixel: number): number {
  const [first = NaN, green = NaN, blue = NaN] = data.subarray(pixel * channels)
  const white = 2 ** depth - 1
  if (channels < 3) return first / white
  return (0.2989 * first + 0.587 * green + 0.114 * blue) / 0.9999 / white
}

describe('colouring', () => {
  test.each([
    ['grey, 8 bits', 1, 8, 3],
    ['grey with alpha, 16 bits', 2, 16, 4],
    ['RGB, 8 bits', 3, 8, 3],
    ['RGB with alpha, 16 bits', 4, 16, 4],
  ] as const)('%s keeps brightness and opacity', async (_, channels, depth, expected) => {
    const image = drawPicture(75, 50, { channels, depth })
    const { image: out, residual } = await edit({ operator: 'colorize', image, seed: 2 })
    expect(out).toMatchObject({ width: 75, height: 50, channels: expected, depth })
    let largest = 0
    for (let pixel = 0; pixel < 75 * 50; pixel++) {
      largest = Math.max(largest, Math.abs(luminance(image, pixel) - luminance(out, pixel)))
      if (expected === 4)
        expect(out.data[pixel * 4 + 3]).toBe(image.data[pixel * channels + channels - 1])
    }
    expect(largest).toBeLessThan(LEVEL)
    expect(residual).toBeCloseTo(largest, 4)
  })

  test.each([
    [1920, 1080],
    [512, 341],
    [101, 2003],
    [90, 60],
  ])('%i x %i pixels are worked on once, and next to nothing beyond them', (width, height) => {
    const image = { width, height, channels: 1, depth: 8, data: new Uint8Array(0) } as const
    const traits = { windowSize: 128, coloursGrey: false }
    const { jobs } = planColorize({ operator: 'colorize', image, seed: 0 }, traits)
    const passes = jobs.flatMap((job) => job.passes)
    expect(passes.at(-1)?.enlargement).toBe(1)
    for (const { plane, enlargement } of passes) {
      for (const [own, source] of [
        [plane.width, width / enlargement],
        [plane.height, height / enlargement],
      ] as const) {
        expect(own).toBeGreaterThanOrEqual(Math.max(source, 128))
        expect(own).toBeLessThan(Math.max(source + 2, 129))
        expect(own % 2).toBe(0)
      }
    }
  })

  test('shows noise to a model that draws colours, and the picture to one that learnt to colour grey ones', async () => {
    const image = drawPicture(30, 30, { channels: 1 })
    const firstSeenBy = async (coloursGrey: boolean) => {
      const seen: { sigma: number; chroma: number }[] = []
      const model = modelOf((x, sigma) => {
        const { data } = x
        const plane = sizeOf(x.shape.slice(2))
        const chroma = Math.max(
          ...data.subarray(0, plane).map((red, i) => Math.abs(red - at(data, plane + i))),
        )
        seen.push({ sigma, chroma })
        return Promise.resolve(x)
      })
      const record = { classes: null, coloursGrey }
      await edit({ operator: 'colorize', image, seed: 2 }, { model: { ...model, record } })
      return seen[0]
    }
    expect(await firstSeenBy(false)).toMatchObject({ sigma: 80 })
    expect((await firstSeenBy(false))?.chroma).toBeGreaterThan(80)
    const { learntColour } = TOOL_SPANS
    expect((await firstSeenBy(true))?.sigma).toBeCloseTo(learntColour.first.high, 9)
    expect((await firstSeenBy(true))?.chroma).toBeLessThan(2)
  })

  test('takes the colours of the model', async () => {
    const image = drawPlain(40, 30, [128])
    const tint = gaussianDenoiser({ mean: 0.5, deviation: 1e-4 })
    const model = modelOf(async (x, sigma) => {
      const plane = sizeOf(x.shape.slice(2))
      const isRed = (i: number) => Math.floor(i / plane) % 3 === 0
      const { data } = await tint(x, sigma)
      return { shape: x.shape, data: data.map((v, i) => (isRed(i) ? v : v - 0.5)) }
    })
    const { image: out } = await edit({ operator: 'colorize', image, seed: 1 }, { model })
    // 0.5 apart in [-1, 1] is 63.75 levels.
    const [red = NaN, green = NaN] = out.data
    expect(red - green).toBeGreaterThan(60)
    expect(red - green).toBeLessThan(67)
  })
})

describe('enlarging', () => {
  test.each([2, 3, 4, 8] as const)('%i times keeps the means of the blocks', async (scale) => {
    const image = drawPicture(21, 15, { channels: 4, depth: 8 })
    const { image: out, residual } = await edit({ operator: 'upscale', image, scale, seed: 2 })
    expect(out).toMatchObject({ width: 21 * scale, height: 15 * scale, channels: 4, depth: 8 })
    let largest = 0
    for (let i = 0; i < 21 * 15 * 3; i++) {
      const [c, x, y] = [i % 3, Math.floor(i / 3) % 21, Math.floor(i / 63)]
      let sum = 0
      for (let dy = 0; dy < scale; dy++) {
        for (let dx = 0; dx < scale; dx++) {
          sum += at(out.data, ((y * scale + dy) * 21 * scale + x * scale + dx) * 4 + c)
        }
      }
      largest = Math.max(
        largest,
        Math.abs(sum / scale ** 2 - at(image.data, (y * 21 + x) * 4 + c)) / 255,
      )
    }
    expect(largest).toBeLessThan(LEVEL)
    expect(residual).toBeCloseTo(largest, 4)
  })

  test('keeps 16 bits to a 16-bit level', async () => {
    const image = drawPicture(30, 30, { depth: 16 })
    const { residual } = await edit({ operator: 'upscale', image, scale: 2, seed: 2 })
    expect(residual).toBeLessThan(1 / 65535)
  })

  test('keeps what is opaque opaque and grey grey', async () => {
    const image = { ...drawPlain(20, 20, [10, 20, 30, 255]) }
    const { image: out } = await edit({ operator: 'upscale', image, scale: 3, seed: 2 })
    expect(out.data.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255)).toBe(true)
    const grey = drawPicture(20, 20, { channels: 1 })
    expect(
      (await edit({ operator: 'upscale', image: grey, scale: 2, seed: 1 })).image.channels,
    ).toBe(1)
  })

  test('leaves a plain picture plain', async () => {
    const image = drawPlain(33, 21, [200])
    const model = modelOf(gaussianDenoiser({ mean: 200 / 127.5 - 1, deviation: 1e-4 }))
    const { image: out } = await edit({ operator: 'upscale', image, scale: 4, seed: 1 }, { model })
    expect(new Set(out.data)).toEqual(new Set([200]))
  })
})

describe('restoring', () => {
  const image = drawPicture(40, 36, { channels: 1 })
  const mask = drawMask(40, 36, [{ x: 10, y: 5, width: 4, height: 25 }])

  test('a scratched, grey, small picture fills, colours and enlarges it', async () => {
    const result = await edit({ operator: 'restore', image, mask, grey: true, scale: 2, seed: 4 })
    expect(result.image).toMatchObject({ width: 80, height: 72, channels: 3 })
    expect(result.residual).toBeLessThan(LEVEL)
    expect(result.changedOutsideMask).toBeNull()
  })

  test('shows what is filled in where it will lie once it is enlarged', async () => {
    const model = modelOf(gaussianDenoiser({ mean: 0, deviation: 1 }))
    const request = { operator: 'restore', image, mask, grey: true, scale: 2, seed: 4 } as const
    const regions: Region[] = []
    for await (const { preview } of runEdit(request, { model }))
      if (preview) regions.push(preview.region)
    expect(regions.length).toBeGreaterThan(2)
    for (const { x, y, width, height } of regions) {
      expect([x <= 20, y <= 10]).toEqual([true, true])
      expect([x + width >= 28, y + height >= 60]).toEqual([true, true])
    }
  })

  test('with a mask alone is inpainting', async () => {
    const restored = await edit({ operator: 'restore', image, mask, seed: 4 })
    const inpainted = await edit({ operator: 'inpaint', image, mask, seed: 4 })
    expect(restored.image.data).toEqual(inpainted.image.data)
  })

  test('with nothing to do is refused', async () => {
    await expect(edit({ operator: 'restore', image, seed: 4 })).rejects.toMatchObject({
      name: 'UsageError',
    })
  })
})
