import { describe, expect, test } from 'vitest'
import {
  karrasSigmaAt,
  karrasSigmas,
  sigmasAt,
} from '../../../src-shared/diffusion/noise-schedule.ts'
import { at } from '../../support/at.ts'
import { goldenSchedules, largestError } from '../../support/golden.ts'

describe('the Karras grid', () => {
  test.each([18, 40, 151, 201])('agrees with the reference at %i points', async (count) => {
    const expected = await goldenSchedules(`karras_${count}`)
    expect(largestError(karrasSigmas(count), expected)).toBeLessThan(1e-12)
  })
  test('falls strictly from sigmaMax to sigmaMin of its options', () => {
    const grid = karrasSigmas(9, { sigmaMin: 0.1, sigmaMax: 5, rho: 3 })
    expect(grid[0]).toBeCloseTo(5, 12)
    expect(grid[8]).toBeCloseTo(0.1, 12)
    // Equal steps in sigma^(1/rho): the middle is the cube of the mean of the cube roots.
    expect(grid[4]).toBeCloseTo(((5 ** (1 / 3) + 0.1 ** (1 / 3)) / 2) ** 3, 12)
    for (let i = 1; i < 9; i++) expect(grid[i]).toBeLessThan(at(grid, i - 1))
  })
  test('one point alone is the noisiest', () => {
    expect(karrasSigmas(1)[0]).toBeCloseTo(80, 10)
    expect(karrasSigmaAt(0.5)).toBeCloseTo(at(karrasSigmas(3), 1), 12)
    expect(() => karrasSigmas(0)).toThrow(RangeError)
  })
  test('gives the released time points of the published models', () => {
    // Published table: index 22 of 40 is 1.3824, 106 of 201 is 1.9128, 67 of 151 is 3.9912.
    expect(sigmasAt([0, 22], 40)[1]).toBeCloseTo(1.3824, 4)
    expect(sigmasAt([106], 201)[0]).toBeCloseTo(1.9128, 4)
    expect(sigmasAt([67], 151)[0]).toBeCloseTo(3.9912, 4)
    expect(() => sigmasAt([40], 40)).toThrow(RangeError)
  })
})
