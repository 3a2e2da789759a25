import { describe, expect, test } from 'vitest'
import { blockMeans } from '../../../src-shared/operators/blocks.ts'
import { keepLuminance } from '../../../src-shared/operators/colorize.ts'
import { keepAll } from '../../../src-shared/operators/compose.ts'
import { inpaint } from '../../../src-shared/operators/inpaint.ts'
import { fitGamut, keepNothing } from '../../../src-shared/operators/known-part.ts'
import { keepBlockMeans } from '../../../src-shared/operators/super-resolve.ts'
import { normals, uniforms } from '../../../src-shared/tensor/random.ts'
import { mapTensor, tensor } from '../../../src-shared/tensor/tensor.ts'
import { at } from '../../support/at.ts'
import { largestError } from '../../support/golden.ts'

const values = Float32Array.from(uniforms(1, 0, 3 * 8 * 8), (u) => 1.6 * u - 0.8)
const reference = tensor([1, 3, 8, 8], values)
const estimates = normals(2, 0, [2, 3, 8, 8])
const colour = keepLuminance(reference)
const means = keepBlockMeans({ small: blockMeans(reference, 4), factor: 4 })

/** A mask that cuts through blocks of 4: columns 0 to 2 are known. */
const mask = tensor(
  [1, 1, 8, 8],
  Float32Array.from({ length: 64 }, (_, i) => (i % 8 < 3 ? 1 : 0)),
)
const pixels = inpaint({ image: reference, known: mask }).known

describe('known parts that commute', () => {
  test('luminance and block means are both exact after a single round', () => {
    const both = keepAll([colour, means], { rounds: 1, tolerance: 0 })
    const imposed = both.impose(estimates)
    expect(both.residual(imposed)).toBeLessThan(1e-6)
    expect(largestError(both.impose(imposed).data, imposed.data)).toBeLessThan(1e-6)
  })
  test('their order does not matter', () => {
    const one = keepAll([colour, means]).impose(estimates)
    const other = keepAll([means, colour]).impose(estimates)
    expect(largestError(one.data, other.data)).toBeLessThan(1e-6)
  })
  test('keeping nothing beside known pixels leaves all others alone', () => {
    const imposed = keepAll([pixels, keepNothing]).impose(estimates)
    imposed.data.forEach((value, i) => {
      const expected = i % 8 < 3 ? at(reference.data, i % 192) : estimates.data[i]
      expect(value).toBe(expected)
    })
  })
})

describe('known parts that do not commute', () => {
  const both = keepAll([means, pixels])

  test('meet the stated tolerance', () => {
    expect(both.residual(both.impose(estimates))).toBeLessThanOrEqual(1 / 4080)
    const exact = keepAll([means, pixels], { tolerance: 1e-6, rounds: 200 })
    expect(exact.residual(exact.impose(estimates))).toBeLessThanOrEqual(1e-6)
  })
  test('leave what satisfies them alone', () => {
    const imposed = both.impose(estimates)
    expect(largestError(both.impose(imposed).data, imposed.data)).toBeLessThan(1e-3)
    expect(largestError(both.impose(reference).data, reference.data)).toBeLessThan(1e-6)
  })
  test('end at the nearest picture that has both: in each block free pixels share the difference', () => {
    // Block 0 has 3 of 4 columns known; the correction of its mean goes evenly to the fourth.
    const exact = keepAll([means, pixels], { tolerance: 1e-7, rounds: 400 }).impose(estimates)
    const shifts = [0, 1, 2, 3].map(
      (y) => at(exact.data, y * 8 + 3) - at(estimates.data, y * 8 + 3),
    )
    const first = at(shifts, 0)
    shifts.forEach((shift) => expect(shift).toBeCloseTo(first, 4))
    expect(Math.abs(first)).toBeGreaterThan(0.01)
  })
  test('contradictions end after the rounds, with the last part exact', () => {
    const darker = inpaint({
      image: mapTensor(reference, () => -1),
      known: mapTensor(mask, () => 1),
    }).known
    const imposed = keepAll([means, darker], { rounds: 5 }).impose(estimates)
    expect(new Set(imposed.data)).toEqual(new Set([-1]))
  })
})

describe('fitting several known parts into the gamut', () => {
  const near = mapTensor(estimates, (z, i) => at(reference.data, i % 192) + 0.4 * z)

  test.each([
    ['luminance and block means', [colour, means]],
    ['block means and pixels', [means, pixels]],
  ] as const)('%s stay within a level after fitting', (_, parts) => {
    const known = keepAll(parts)
    const fitted = fitGamut(near, known)
    expect(known.impose(near).data.some((value) => Math.abs(value) > 1)).toBe(true)
    expect(fitted.data.every((value) => Math.abs(value) <= 1)).toBe(true)
    expect(known.residual(fitted)).toBeLessThan(0.25 / 255)
  })
})

test('nothing composed keeps nothing, and one part is itself', () => {
  expect(keepAll([])).toBe(keepNothing)
  expect(keepAll([colour])).toBe(colour)
})
