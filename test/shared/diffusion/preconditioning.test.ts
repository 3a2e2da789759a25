import { describe, expect, test } from 'vitest'
import {
  consistencyScalings,
  edmNoiseCondition,
  edmScalings,
  noiseCondition,
} from '../../../src-shared/diffusion/preconditioning.ts'
import { goldenSchedules, largestError } from '../../support/golden.ts'

describe('the factors around the network', () => {
  test.each([
    ['c_skip', (sigma: number) => consistencyScalings(sigma).cSkip],
    ['c_out', (sigma: number) => consistencyScalings(sigma).cOut],
    ['c_in', (sigma: number) => consistencyScalings(sigma).cIn],
    ['edm_c_skip', (sigma: number) => edmScalings(sigma).cSkip],
    ['edm_c_out', (sigma: number) => edmScalings(sigma).cOut],
    ['c_noise_cm', noiseCondition],
    ['c_noise_edm', edmNoiseCondition],
  ] as const)('%s agrees with the reference at 33 levels', async (name, factor) => {
    const sigmas = await goldenSchedules('sigma')
    const error = largestError(sigmas.map(factor), await goldenSchedules(name))
    expect(error).toBeLessThan(1e-12)
  })
  test('the consistency function is the identity at sigmaMin', () => {
    const { cSkip, cOut } = consistencyScalings(0.002)
    expect([cSkip, cOut]).toEqual([1, 0])
    const other = consistencyScalings(0.01, { sigmaMin: 0.01, sigmaData: 0.7 })
    expect([other.cSkip, other.cOut]).toEqual([1, 0])
  })
  test('the noise condition stays finite without noise', () => {
    expect(noiseCondition(0)).toBeCloseTo(250 * -44 * Math.LN10, 0) // about -25328
    expect(noiseCondition(80)).toBeCloseTo(1095.5, 1)
  })
  test('EDM factors keep the variance of data and target at one', () => {
    // Var[c_in x] = 1, and c_out^2 = Var of the training target: sd^2 c_skip^2 s^2/sd^2 + sd^2 (1 - c_skip)^2.
    for (const sigma of [0.01, 0.5, 7]) {
      const { cSkip, cOut, cIn } = edmScalings(sigma)
      expect(cIn ** 2 * (0.25 + sigma ** 2)).toBeCloseTo(1, 12)
      expect(cSkip ** 2 * sigma ** 2 + (1 - cSkip) ** 2 * 0.25).toBeCloseTo(cOut ** 2, 12)
    }
  })
})
