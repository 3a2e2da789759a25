/** Every tool: same seed same bytes, any batch, progress, cancelling; and those that keep nothing. */
import { describe, expect, test } from 'vitest'
import { blend } from '../../../src-main/edits/blend.ts'
import { generate } from '../../../src-main/edits/generate.ts'
import type { EditRequest } from '../../../src-main/edits/edit-request.ts'
import { runEdit } from '../../../src-main/edits/run-edit.ts'
import { TOOL_SPANS } from '../../../src-main/edits/schedules.ts'
import { at } from '../../support/at.ts'
import {
  collect,
  drawMask,
  drawPicture,
  drawPlain,
  edit,
  modelOf,
  windowMean,
} from '../../support/editing.ts'
import { gaussianDenoiser } from '../../support/gaussian-model.ts'

const image = drawPicture(50, 44)
const mask = drawMask(50, 44, [{ x: 12, y: 9, width: 20, height: 18 }])
const requests: readonly EditRequest[] = [
  { operator: 'inpaint', image, mask, seed: 5 },
  { operator: 'colorize', image, seed: 5 },
  { operator: 'upscale', image, scale: 3, seed: 5 },
  { operator: 'denoise', image, sigma: 20, seed: 5 },
  { operator: 'stroke', image, seed: 5 },
  { operator: 'restore', image, mask, grey: true, scale: 2, seed: 5 },
]
const model = modelOf(windowMean)

describe.each(requests)('$operator', (request) => {
  test('gives the same bytes for the same seed, whatever the batch', async () => {
    const one = await edit(request)
    expect((await edit(request)).image.data).toEqual(one.image.data)
    for (const windowBatch of [1, 3, 100]) {
      expect((await edit({ ...request, windowBatch })).image.data).toEqual(one.image.data)
    }
  })

  test('reports a growing share of the work and, last, the result', async () => {
    const shares: number[] = []
    const onFraction = (share: number) => shares.push(share)
    const reports = await collect(runEdit(request, { model, onFraction }))
    const fractions = reports.map(({ fraction }) => fraction)
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b))
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
    expect(shares.at(-1)).toBe(1)
    expect(reports.filter(({ result }) => result)).toHaveLength(1)
    expect(reports.at(-1)).toMatchObject({ fraction: 1 })
    const sigmas = reports.at(-1)?.result?.sigmas ?? []
    expect(sigmas.length).toBeGreaterThanOrEqual(reports.at(-1)?.result?.steps ?? 1)
    expect(sigmas.every((sigma) => sigma > 0)).toBe(true)
  })

  test('stops between two batches when it is cancelled', async () => {
    const stop = new AbortController()
    let calls = 0
    const counting = modelOf((x, sigma) => {
      if (++calls === 2) stop.abort()
      return windowMean(x, sigma)
    })
    const work = collect(
      runEdit({ ...request, windowBatch: 1 }, { model: counting, signal: stop.signal }),
    )
    await expect(work).rejects.toMatchObject({ name: 'AbortError' })
    expect(calls).toBe(2)
  })

  test('works on a picture smaller than a window', async () => {
    const size = { width: 7, height: 5 }
    const small = {
      ...request,
      image: drawPicture(7, 5),
      ...('mask' in request && { mask: drawMask(7, 5, [{ x: 1, y: 1, width: 2, height: 2 }]) }),
    }
    const result = await edit(small)
    const scale = 'scale' in request ? (request.scale ?? 1) : 1
    expect(result.image).toMatchObject({ width: size.width * scale, height: size.height * scale })
  })
})

test('another seed gives another picture where noise is added', async () => {
  const strokeOf = async (seed: number) => (await edit({ operator: 'stroke', image, seed })).image
  expect((await strokeOf(5)).data).not.toEqual((await strokeOf(6)).data)
})

describe('removing noise', () => {
  const exact = modelOf(gaussianDenoiser({ mean: 0, deviation: 0.5 }))

  test('asks the network once per window, at multiples of the level given in 8-bit units', async () => {
    const once = { sigmas: [1], noise: 0 }
    const schedules = { first: once, finer: once }
    const request: EditRequest = { operator: 'denoise', image, sigma: 51, seed: 1, schedules }
    const result = await edit(request, { model: exact })
    // 51 of 255 levels are 0.4 in [-1, 1]; the posterior mean draws towards 0 by 0.25 / 0.41.
    const share = 0.25 / (0.25 + 0.16)
    image.data.forEach((value, i) => {
      const wanted = ((value / 127.5 - 1) * share + 1) * 127.5
      expect(Math.abs(at(result.image.data, i) - wanted)).toBeLessThan(0.51)
    })
    expect(result.sigmas).toEqual([0.4])
    expect(result).toMatchObject({ steps: 1, residual: null, changedOutsideMask: null })
  })

  test('asks near the level that it is told, whatever number of steps is wanted', async () => {
    const request: EditRequest = { operator: 'denoise', image, sigma: 51, seed: 1, steps: 4 }
    const { sigmas } = await edit(request, { model: exact })
    expect(sigmas).toHaveLength(1)
    expect(at(sigmas, 0) / 0.4).toBeCloseTo(TOOL_SPANS.denoising.first.high, 9)
  })

  test('measures the level where none is given', async () => {
    const { sigmas } = await edit({ operator: 'denoise', image, seed: 1 }, { model: exact })
    expect(sigmas).toHaveLength(1)
    expect(sigmas[0]).toBeGreaterThan(0.002)
  })

  test.each([0, -3, NaN])('a level of %d is refused', async (sigma) => {
    await expect(edit({ operator: 'denoise', image, sigma, seed: 1 })).rejects.toMatchObject({
      name: 'UsageError',
    })
  })
})

test('a stroke of little strength keeps the picture, a strong one does not', async () => {
  const off = async (strength: number) => {
    const { data } = (await edit({ operator: 'stroke', image, strength, seed: 1 })).image
    return (
      Array.from(data).reduce((sum, v, i) => sum + Math.abs(v - at(image.data, i)), 0) / data.length
    )
  }
  expect(await off(0.02)).toBeLessThan(2)
  expect(await off(0.9)).toBeGreaterThan(20)
})

test('the mean of many draws strays from the picture by the root of their number less', async () => {
  const plain = drawPlain(64, 64, [128, 128, 128])
  const asItCame = modelOf((noisy) => Promise.resolve(noisy))
  const strays = async (draws: number) => {
    const schedule = { sigmas: [0.2], noise: 1, draws }
    const schedules = { first: schedule, finer: schedule }
    const request = { operator: 'stroke', image: plain, seed: 1, schedules } as const
    const { data } = (await edit(request, { model: asItCame })).image
    return Math.sqrt(Array.from(data).reduce((sum, v) => sum + (v - 128) ** 2, 0) / data.length)
  }
  expect(await strays(1)).toBeCloseTo(0.2 * 127.5, 0)
  expect((await strays(1)) / (await strays(16))).toBeCloseTo(4, 0)
})

describe('blending', () => {
  const images = [image, drawPicture(50, 44, { channels: 3 })] as const
  const other = { ...images[1], data: images[1].data.map((value) => 255 - value) }

  test('begins with the first photograph and ends with the second', async () => {
    const frames: Array<typeof image> = []
    for await (const { result } of blend(
      { images: [image, other], frames: 4, seed: 1 },
      { model },
    )) {
      if (result) frames.push(result.image)
    }
    expect(frames).toHaveLength(4)
    expect(at(frames, 0).data).toEqual(image.data)
    expect(at(frames, 3).data).toEqual(other.data)
    expect(at(frames, 1).data).not.toEqual(at(frames, 2).data)
  })

  test('of photographs of two sizes is refused', async () => {
    const small = drawPicture(10, 10)
    const work = collect(blend({ images: [image, small], frames: 3, seed: 1 }, { model }))
    await expect(work).rejects.toMatchObject({ name: 'UserError' })
  })
})

test('a generated picture has the size of the window and depends on the seed', async () => {
  const make = async (seed: number) => (await collect(generate({ seed }, { model }))).at(-1)?.result
  const one = await make(1)
  expect(one?.image).toMatchObject({ width: 16, height: 16, channels: 3, depth: 8 })
  expect((await make(1))?.image.data).toEqual(one?.image.data)
  expect((await make(2))?.image.data).not.toEqual(one?.image.data)
})

test('a class label reaches the network for every window', async () => {
  const seen = new Set<string>()
  const labelled = {
    ...model,
    denoise: (x: Parameters<typeof windowMean>[0], sigma: number, labels?: readonly number[]) => {
      seen.add(`${labels?.length === x.shape[0]} ${labels?.[0]}`)
      return windowMean(x, sigma)
    },
  }
  await edit({ operator: 'stroke', image, label: 7, seed: 1 }, { model: labelled })
  expect([...seen]).toEqual(['true 7'])
})
