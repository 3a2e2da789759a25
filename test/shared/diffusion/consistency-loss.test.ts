import { describe, expect, test } from 'vitest'
import {
  huberConstant,
  l1,
  l2,
  pseudoHuber,
  SNR_WEIGHTS,
  weightedMean,
} from '../../../src-shared/diffusion/consistency-loss.ts'
import { tensor } from '../../../src-shared/tensor/tensor.ts'
import { at } from '../../support/at.ts'
import { goldenSchedules, goldenValues, largestError } from '../../support/golden.ts'

const golden = (name: string) => goldenValues('training/golden_training.safetensors', name)

describe('distances per sample', () => {
  const a = tensor([2, 1, 1, 2], Float32Array.of(1, 2, 0, 0))
  const b = tensor([2, 1, 1, 2], Float32Array.of(4, -2, 0, 1))

  test('by hand: differences (3, 4) and (0, 1)', () => {
    expect([...l1(a, b)]).toEqual([3.5, 0.5])
    expect([...l2(a, b)]).toEqual([12.5, 0.5])
    expect([...pseudoHuber(a, b, 0)]).toEqual([5, 1])
    expect(pseudoHuber(a, b, 12)[0]).toBe(13 - 12) // sqrt(25 + 144) - 12
  })
  test('pseudo-Huber and its constant agree with the reference losses', async () => {
    const [high, low] = [await golden('ict.f_hi'), await golden('ict.f_lo')]
    const shape = [4, 3, 16, 16]
    const [x, y] = [tensor(shape, Float32Array.from(high)), tensor(shape, Float32Array.from(low))]
    const huber = pseudoHuber(x, y, huberConstant(3 * 16 * 16))
    expect(largestError(huber, await golden('ict.huber_per_sample'))).toBeLessThan(1e-5)
    const weights = await golden('ict.lambda')
    const weighted = huber.map((distance, i) => distance * at(weights, i))
    const expected = await golden('ict.loss_per_sample')
    const ratios = weighted.map((loss, i) => loss / at(expected, i))
    expect(largestError(ratios, [1, 1, 1, 1])).toBeLessThan(1e-5)
  })
  test('c follows the size of a sample', async () => {
    const rows = await goldenSchedules('ict_huber_c')
    for (let i = 0; i < rows.length; i += 2) {
      expect(Math.abs(huberConstant(at(rows, i)) - at(rows, i + 1))).toBeLessThan(1e-12)
    }
  })
})

describe('weights of noise levels', () => {
  test.each([
    ['snr', 'weight_snr'],
    ['snr+1', 'weight_snr_plus_1'],
    ['karras', 'weight_karras'],
    ['truncated-snr', 'weight_truncated_snr'],
  ] as const)('%s agrees with the reference at 33 levels', async (name, fixture) => {
    const sigmas = await goldenSchedules('sigma')
    const expected = await goldenSchedules(fixture)
    // Up to 1/0.002^2 = 250000, so compared relative to their size.
    const ratios = sigmas.map((sigma, i) => SNR_WEIGHTS[name](sigma) / at(expected, i))
    expect(largestError(ratios, new Array<number>(33).fill(1))).toBeLessThan(1e-12)
  })
  test('the batch mean weighs each sample', () => {
    expect(weightedMean([1, 2, 3], [3, 0, 1])).toBe(2)
    expect(weightedMean([1, 2, 3], [1, 1, 1].map(SNR_WEIGHTS.uniform))).toBe(2)
  })
})
