import { describe, expect, test } from 'vitest'
import type { Denoise, Estimate } from '../../../src-shared/diffusion/multistep-sampler.ts'
import {
  clampToRange,
  freeGeneration,
  lastEstimate,
  renoise,
  renoiseBy,
  sampleMultistep,
} from '../../../src-shared/diffusion/multistep-sampler.ts'
import { normals } from '../../../src-shared/tensor/random.ts'
import { mapTensor, vector } from '../../../src-shared/tensor/tensor.ts'
import { at } from '../../support/at.ts'
import { gaussianConsistency } from '../../support/gaussian-model.ts'

const data = { mean: 0.1, deviation: 0.25 }
const shape = [1, 3, 40, 40]
const startAt = (sigma: number) => mapTensor(normals(1, 0, shape), (z) => sigma * z)
const noise = (step: number) => normals(1, step, shape)

async function collect(estimates: AsyncIterable<Estimate>): Promise<Estimate[]> {
  const all: Estimate[] = []
  for await (const estimate of estimates) all.push(estimate)
  return all
}

describe('multistep sampling of Gaussian data with its exact consistency function', () => {
  const options = {
    denoise: gaussianConsistency(data),
    known: freeGeneration,
    start: startAt(80),
    renoise: renoiseBy(noise),
    clip: false,
  }

  test('one step is the closed form of one step', async () => {
    const { image, step, steps, sigma } = await lastEstimate(
      sampleMultistep({ ...options, sigmas: [80] }),
    )
    expect([step, steps, sigma]).toEqual([1, 1, 80])
    const ratio = Math.sqrt((0.25 ** 2 + 0.002 ** 2) / (0.25 ** 2 + 80 ** 2))
    image.data.forEach((value, i) => {
      expect(value).toBeCloseTo(0.1 + (at(options.start.data, i) - 0.1) * ratio, 6)
    })
  })

  test('two steps follow the closed form, with the noise of step 1 only', async () => {
    const estimates = await collect(sampleMultistep({ ...options, sigmas: [80, 1.5] }))
    expect(estimates.map(({ step, sigma }) => [step, sigma])).toEqual([
      [1, 80],
      [2, 1.5],
    ])
    const ratio = Math.sqrt((0.25 ** 2 + 0.002 ** 2) / (0.25 ** 2 + 1.5 ** 2))
    const z = noise(1).data
    at(estimates, 1).image.data.forEach((value, i) => {
      const first = at(at(estimates, 0).image.data, i)
      const noisy = first + Math.sqrt(1.5 ** 2 - 0.002 ** 2) * at(z, i)
      expect(value).toBeCloseTo(0.1 + (noisy - 0.1) * ratio, 6)
    })
  })

  test('many steps return the distribution of the data', async () => {
    const sigmas = [80, 20, 5, 1, 0.2]
    const { image } = await lastEstimate(sampleMultistep({ ...options, sigmas }))
    const mean = image.data.reduce((sum, x) => sum + x, 0) / image.data.length
    const variance = image.data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / image.data.length
    // 4800 independent values: four standard errors of the mean and of the deviation.
    expect(Math.abs(mean - 0.1)).toBeLessThan((4 * 0.25) / Math.sqrt(4800))
    expect(Math.abs(Math.sqrt(variance) - 0.25)).toBeLessThan((4 * 0.25) / Math.sqrt(9600))
  })
})

describe('the order of a step', () => {
  test('the estimate is clamped, then the known part imposed, then noise added', async () => {
    const asked: number[] = []
    const denoise: Denoise = (x, sigma) => {
      asked.push(at(x.data, 0), sigma)
      return Promise.resolve(vector([7]))
    }
    const known = { impose: (x: { data: Float32Array }) => vector([at(x.data, 0) + 2]) }
    const sampling = { denoise, known, start: vector([5]), renoise: renoiseBy(() => vector([1])) }
    const images = await collect(sampleMultistep({ ...sampling, sigmas: [3, 2] }))
    expect(images.map(({ image }) => image.data[0])).toEqual([3, 3]) // clamp(7) + 2
    expect(asked[2]).toBeCloseTo(3 + Math.sqrt(2 ** 2 - 0.002 ** 2), 6)
    expect([asked[0], asked[1], asked[3]]).toEqual([5, 3, 2])
  })

  test('an aborted signal stops before the next call of the network', async () => {
    const abort = new AbortController()
    let calls = 0
    const denoise: Denoise = (x) => {
      calls += 1
      if (calls === 2) abort.abort()
      return Promise.resolve(x)
    }
    const sampling = sampleMultistep({
      denoise,
      known: freeGeneration,
      start: startAt(80),
      sigmas: [80, 10, 1],
      renoise: renoiseBy(noise),
      signal: abort.signal,
    })
    await expect(collect(sampling)).rejects.toMatchObject({ name: 'AbortError' })
    expect(calls).toBe(2)
  })

  test('leaving the loop ends the work', async () => {
    let calls = 0
    const denoise: Denoise = (x) => {
      calls += 1
      return Promise.resolve(x)
    }
    const start = startAt(80)
    const sigmas = [80, 10, 1]
    for await (const { step } of sampleMultistep({
      denoise,
      known: freeGeneration,
      start,
      sigmas,
      renoise: renoiseBy(noise),
    })) {
      if (step === 1) break
    }
    expect(calls).toBe(1)
  })
})

test('re-noising to a level a rounding error below sigmaMin adds nothing', () => {
  const sigma = 0.002 - 1e-17
  expect(renoise(vector([0.5]), vector([3]), { sigma }).data[0]).toBe(0.5)
  expect([...clampToRange(vector([-2, 0.25, 2])).data]).toEqual([-1, 0.25, 1])
})
