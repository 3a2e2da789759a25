/** Windows and their blending, against sums and per-pixel networks that can be written down. */
import { describe, expect, test } from 'vitest'
import type { Denoise } from '../../../src-shared/diffusion/multistep-sampler.ts'
import { windowedDenoise } from '../../../src-shared/field/windowed-denoise.ts'
import { blendWeights, quarterOverlapping, planWindows } from '../../../src-shared/field/windows.ts'
import { normals } from '../../../src-shared/tensor/random.ts'
import { mapTensor, zeros } from '../../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../../src-shared/tensor/tensor.ts'
import { at } from '../../support/at.ts'

const grid = quarterOverlapping(16)

/** Largest difference of two tensors of the same shape. */
function distance(a: Tensor, b: Tensor): number {
  expect(a.shape).toEqual(b.shape)
  return a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - at(b.data, i))), 0)
}

/** Each pixel on its own, but differently per channel: windows cannot change it. */
const perPixel: Denoise = (x, sigma) =>
  Promise.resolve(mapTensor(x, (value, i) => value / (1 + sigma) + ((i >> 8) % 3)))

/** Every pixel of a window feels every other one. */
const windowMean: Denoise = (x) => {
  const count = at(x.shape, 0)
  const size = x.data.length / count
  const means = Array.from({ length: count }, (_, n) => {
    return x.data.subarray(n * size, (n + 1) * size).reduce((a, b) => a + b, 0) / size
  })
  return Promise.resolve(mapTensor(x, (value, i) => value / 2 + at(means, Math.floor(i / size))))
}

describe('the windows of a field', () => {
  test('share a quarter with the next, the last flush with the edge', () => {
    const { corners } = planWindows({ width: 50, height: 16 }, grid)
    expect(corners.map(({ x }) => x)).toEqual([0, 12, 24, 34])
    expect(new Set(corners.map(({ y }) => y))).toEqual(new Set([0]))
  })

  test('fade in where the one before fades out', () => {
    const weights = blendWeights(16)
    const shares = [0, 1, 2, 3].map((i) => at(weights, i) / (at(weights, i) + at(weights, 12 + i)))
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(at(shares, 0) + at(shares, 3)).toBeCloseTo(1, 12)
    expect(at(shares, 0)).toBeLessThan(0.1)
    expect(Math.min(...weights)).toBeGreaterThan(0)
  })

  test('are only those that see a needed pixel', () => {
    const needed = zeros([1, 1, 64, 64])
    needed.data[20 * 64 + 20] = 1
    const { corners } = planWindows({ width: 64, height: 64 }, grid, needed)
    expect(corners).toEqual([{ x: 12, y: 12 }])
  })

  test('cannot lie in a field smaller than one', () => {
    expect(() => planWindows({ width: 15, height: 40 }, grid)).toThrow(/15/)
  })
})

describe('a network run over windows', () => {
  const field = normals(1, 0, [1, 3, 37, 50])
  const plan = planWindows({ width: 50, height: 37 }, grid)
  const run = (denoise: Denoise, windowBatch: number) =>
    windowedDenoise(denoise, plan, { windowBatch })(field, 0.5)

  test('does to a field what it does to each pixel', async () => {
    const once = mapTensor(field, (value, i) => value / 1.5 + (Math.floor(i / (37 * 50)) % 3))
    expect(distance(await run(perPixel, 4), once)).toBeLessThan(1e-6)
  })

  test('gives the same bits whatever the batch', async () => {
    const one = await run(windowMean, 1)
    for (const batch of [3, 8, 1000]) expect((await run(windowMean, batch)).data).toEqual(one.data)
  })

  test('gives the same estimate where it is needed, and none far from there', async () => {
    const needed = zeros([1, 1, 37, 50])
    for (const i of [0, 1, 2, 7, 49, 50 * 20 + 13, 50 * 36 + 49]) needed.data[i] = 1
    const size = { width: 50, height: 37 }
    const all = planWindows(size, grid)
    const run = windowedDenoise(windowMean, { ...all, needed }, { windowBatch: 4 })
    const whole = await windowedDenoise(windowMean, all, { windowBatch: 4 })(field, 1)
    const some = await run(field, 1)
    some.data.forEach((value, i) => {
      const row = Math.floor((i % (50 * 37)) / 50) * 50
      const x = i % 50
      const near = needed.data.subarray(row + Math.max(x - 8, 0), row + Math.min(x + 9, 50))
      if (at(needed.data, row + x) > 0) expect(value).toBe(whole.data[i])
      else if (!near.includes(1)) expect(value).toBe(0)
    })
  })

  test('brings the blended estimate into range when asked to', async () => {
    const wide: Denoise = (x) => Promise.resolve(mapTensor(x, (value) => 4 * value))
    const free = await windowedDenoise(wide, plan, { windowBatch: 4 })(field, 1)
    const clipped = await windowedDenoise(wide, plan, { windowBatch: 4, clip: true })(field, 1)
    expect(Math.max(...free.data)).toBeGreaterThan(1)
    expect(clipped.data).toEqual(free.data.map((value) => Math.min(Math.max(value, -1), 1)))
  })

  test('stops between two batches when it is cancelled', async () => {
    const stop = new AbortController()
    let calls = 0
    const count: Denoise = (x) => {
      if (++calls === 2) stop.abort()
      return Promise.resolve(x)
    }
    const work = windowedDenoise(count, plan, { windowBatch: 2, signal: stop.signal })(field, 1)
    await expect(work).rejects.toMatchObject({ name: 'AbortError' })
    expect(calls).toBe(2)
  })

  test('reports every window once', async () => {
    const batches: number[] = []
    const onBatch = (windows: number) => batches.push(windows)
    await windowedDenoise(perPixel, plan, { windowBatch: 5, onBatch })(field, 1)
    expect(batches.reduce((a, b) => a + b)).toBe(plan.corners.length)
    expect(Math.max(...batches)).toBe(5)
  })
})
