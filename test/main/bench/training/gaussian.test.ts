/** What perfect training would reach on Gaussian data, held against the solver's own steps with an exact denoiser. */
import { describe, expect, test } from 'vitest'
import {
  exactGain,
  gaussianErrors,
  gaussianTest,
  heunWalk,
  posteriorGain,
  reachedGain,
  straightWalk,
} from '../../../../src-main/bench/training/closed-form/gaussian.ts'
import type { Walk } from '../../../../src-main/bench/training/closed-form/gaussian.ts'
import { karrasSigmas } from '../../../../src-shared/diffusion/noise-schedule.ts'
import { eulerStep, heunStep } from '../../../../src-shared/diffusion/ode-solver.ts'
import { normals } from '../../../../src-shared/tensor/random.ts'
import { vector } from '../../../../src-shared/tensor/tensor.ts'
import { gaussianConsistency, gaussianDenoiser } from '../../../support/gaussian-model.ts'

const data = { mean: 0.3, deviation: 0.4 }

describe('the factor by which a step draws to the mean', () => {
  test.each([
    ['straight', straightWalk(data), eulerStep],
    ['heun', heunWalk(data), heunStep],
  ] as const)('is that of the solver with the exact denoiser: %s', async (_, walk, method) => {
    for (const [from, to] of [
      [80, 60],
      [1, 0.5],
      [0.02, 0.002],
    ] as const) {
      const noisy = vector([data.mean - 2, data.mean, data.mean + 1])
      const reached = await method({ denoise: gaussianDenoiser(data), noisy, from, to })
      const factor = walk(from, to)
      const wanted = [data.mean - 2 * factor, data.mean, data.mean + factor]
      reached.data.forEach((value, i) => expect(value).toBeCloseTo(wanted[i] ?? NaN, 5))
    }
  })

  test('is the regression of one noisy picture on another with the same noise', () => {
    const [t, r] = [1.3, 0.6]
    const [x, z] = [normals(1, 0, [40_000]).data, normals(1, 1, [40_000]).data]
    let [both, own] = [0, 0]
    for (const [i, value] of x.entries()) {
      const [clean, noise] = [data.deviation * value, z[i] ?? 0]
      both += (clean + t * noise) * (clean + r * noise)
      own += (clean + t * noise) ** 2
    }
    expect(both / own).toBeCloseTo(straightWalk(data)(t, r), 2)
  })
})

test('steps on ever finer grids reach the consistency function, straight ones in first order and Heun in second', async () => {
  const miss = async (walk: Walk, points: number) => {
    const grid = karrasSigmas(points)
    const below = (sigma: number) => grid.find((level) => level < sigma * (1 - 1e-9)) ?? 0.002
    const { data: exact } = await gaussianConsistency(data)(vector([data.mean + 80]), 80)
    return Math.abs(data.mean + 80 * reachedGain(walk, below, 0.002)(80) - (exact[0] ?? NaN))
  }
  const ratio = async (walk: Walk) => (await miss(walk, 81)) / (await miss(walk, 161))
  expect(await ratio(straightWalk(data))).toBeCloseTo(2, 0)
  expect(await ratio(heunWalk(data))).toBeGreaterThan(3.5)
})

test('errors are counted in deviations of the data: 0 for the closed form, 1 for the mean', async () => {
  const levels = [80, 0.5]
  const drawn = gaussianTest(data, levels, { seed: 4, side: 8, perLevel: 64 })
  const gain = exactGain(data, 0.002)
  const exact = await Promise.all(
    levels.map((sigma) => gaussianConsistency(data)(drawn.noisy, sigma)),
  )
  const half = drawn.noisy.data.length / 2
  const estimate = {
    shape: drawn.noisy.shape,
    data: Float32Array.from(drawn.noisy.data, (_, i) => exact[i < half ? 0 : 1]?.data[i] ?? NaN),
  }
  for (const error of gaussianErrors(data, drawn, { estimate, gain }))
    expect(error).toBeLessThan(1e-5)
  const mean = { ...estimate, data: estimate.data.map(() => data.mean) }
  for (const error of gaussianErrors(data, drawn, { estimate: mean, gain })) {
    expect(error).toBeCloseTo(1, 1)
  }
  expect(posteriorGain(data)(0.4)).toBeCloseTo(0.5, 12)
})
