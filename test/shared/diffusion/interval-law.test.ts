import { describe, expect, test } from 'vitest'
import {
  erf,
  intervalProbabilities,
  intervalWeights,
  pickInterval,
} from '../../../src-shared/diffusion/interval-law.ts'
import { karrasSigmas } from '../../../src-shared/diffusion/noise-schedule.ts'
import { uniforms } from '../../../src-shared/tensor/random.ts'
import { at } from '../../support/at.ts'
import { goldenSchedules, largestError } from '../../support/golden.ts'

describe('the lognormal law over intervals', () => {
  test.each([11, 21, 161])('agrees with the reference on %i points', async (count) => {
    const sigmas = karrasSigmas(count).reverse()
    expect(largestError(sigmas, await goldenSchedules(`ict_sigma_${count}`))).toBeLessThan(1e-12)
    const law = intervalProbabilities(sigmas)
    expect(largestError(law, await goldenSchedules(`ict_p_${count}`))).toBeLessThan(1e-12)
    const expected = await goldenSchedules(`ict_lambda_${count}`)
    // Weights reach 1/(sigma_2 - sigma_1), thousands: compared relative to their size.
    const ratios = intervalWeights(sigmas).map((weight, i) => weight / at(expected, i))
    expect(largestError(ratios, new Array<number>(count - 1).fill(1))).toBeLessThan(1e-12)
  })
  test('draws follow the probabilities', () => {
    const law = [0.5, 0.125, 0.375]
    const picks = uniforms(4, 0, 80_000).map((u) => pickInterval(law, u))
    law.forEach((share, i) => {
      const deviation = Math.sqrt(80_000 * share * (1 - share))
      const count = picks.filter((pick) => pick === i).length
      expect(Math.abs(count - 80_000 * share)).toBeLessThan(4 * deviation)
    })
  })
  test('a draw at the very end stays on the grid', () => {
    expect(pickInterval([0.3, 0.3, 0.3999999], 1 - 2 ** -53)).toBe(2)
    expect(pickInterval([0.3, 0.7], 0)).toBe(0)
  })
})

test('the error function has its tabulated values', () => {
  // Abramowitz and Stegun, table 7.1.
  const table = [
    [0, 0],
    [0.1, 0.1124629160182849],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [2, 0.9953222650189527],
    [3.5, 0.9999992569016276],
    [7, 1],
  ] as const
  for (const [x, value] of table) {
    expect(Math.abs(erf(x) - value)).toBeLessThan(1e-14)
    expect(Math.abs(erf(-x) + value)).toBeLessThan(1e-14)
  }
})
