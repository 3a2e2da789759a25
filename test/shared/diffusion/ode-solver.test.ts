import { describe, expect, test } from 'vitest'
import type { Denoise } from '../../../src-shared/diffusion/multistep-sampler.ts'
import { karrasSigmas } from '../../../src-shared/diffusion/noise-schedule.ts'
import { eulerStep, heunStep, solveOde } from '../../../src-shared/diffusion/ode-solver.ts'
import type { OdeMethod } from '../../../src-shared/diffusion/ode-solver.ts'
import { normals } from '../../../src-shared/tensor/random.ts'
import { mapTensor, vector } from '../../../src-shared/tensor/tensor.ts'
import { at } from '../../support/at.ts'
import { gaussianConsistency, gaussianDenoiser } from '../../support/gaussian-model.ts'
import { largestError } from '../../support/golden.ts'

const data = { mean: 0.3, deviation: 0.5 }
const denoise = gaussianDenoiser(data)

describe('one step of the ODE', () => {
  test('Euler by hand: x + (to - from)(x - D)/from', async () => {
    const constant: Denoise = () => Promise.resolve(vector([1]))
    const step = { denoise: constant, noisy: vector([5]), from: 4, to: 2 }
    expect((await eulerStep(step)).data[0]).toBe(3) // 5 - 2 * (5 - 1)/4
    expect((await heunStep(step)).data[0]).toBe(3) // the slope of a straight line does not change
  })
  test.each([
    ['Euler', eulerStep, 1],
    ['Heun', heunStep, 2],
  ] as const)('the local error of %s falls with the right power', async (_, method, order) => {
    // Exact solution for Gaussian data: x(to) = mu + (x - mu) sqrt((s^2 + to^2) / (s^2 + from^2)).
    const error = async (length: number) => {
      const to = 2 - length
      const moved = await method({ denoise, noisy: vector([8]), from: 2, to })
      const exact = 0.3 + 7.7 * Math.sqrt((0.25 + to ** 2) / (0.25 + 4))
      return Math.abs(at(moved.data, 0) - exact)
    }
    const ratio = (await error(0.4)) / (await error(0.2))
    expect(Math.log2(ratio)).toBeGreaterThan(order + 0.7) // a step errs by length^(order + 1)
    expect(Math.log2(ratio)).toBeLessThan(order + 1.4)
  })
  test('steps that go up undo steps that go down', async () => {
    const noisy = vector([2.5])
    const down = await heunStep({ denoise, noisy, from: 1, to: 0.99 })
    const up = await heunStep({ denoise, noisy: down, from: 0.99, to: 1 })
    expect(up.data[0]).toBeCloseTo(2.5, 5)
  })
})

describe('the deterministic sampler', () => {
  const start = mapTensor(normals(2, 0, [1, 3, 8, 8]), (z) => 80 * z)

  test('leads to the consistency function of the same data', async () => {
    const exact = await gaussianConsistency(data, 0)(start, 80)
    const of = async (count: number, method: OdeMethod) => {
      const solved = await solveOde({ denoise, start, sigmas: karrasSigmas(count), method })
      return largestError(solved.data, exact.data)
    }
    expect(await of(40, heunStep)).toBeLessThan(0.02)
    const ratio = (await of(40, heunStep)) / (await of(160, heunStep))
    expect(ratio).toBeGreaterThan(12) // second order: a quarter of the step, a sixteenth of the error
    expect(ratio).toBeLessThan(20)
    expect(await of(40, heunStep)).toBeLessThan((await of(40, eulerStep)) / 5)
  })
  test('asks the denoiser 2 N - 1 times', async () => {
    let calls = 0
    const counting: Denoise = (x, sigma) => {
      calls += 1
      return denoise(x, sigma)
    }
    await solveOde({ denoise: counting, start, sigmas: karrasSigmas(18) })
    expect(calls).toBe(35) // the published 35 evaluations for N = 18
  })
  test('clips the denoiser when asked to', async () => {
    const far: Denoise = () => Promise.resolve(vector([9]))
    const sampled = await solveOde({ denoise: far, start: vector([0]), sigmas: [2, 1], clip: true })
    expect(sampled.data[0]).toBe(1)
  })
  test('stops when aborted', async () => {
    const signal = AbortSignal.abort()
    const solving = solveOde({ denoise, start, sigmas: [80, 1], signal })
    await expect(solving).rejects.toMatchObject({ name: 'AbortError' })
  })
})
