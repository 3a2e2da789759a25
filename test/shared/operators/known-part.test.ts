import { describe, expect, test } from 'vitest'
import { keepBlockMeans } from '../../../src-shared/operators/super-resolve.ts'
import { keepLuminance } from '../../../src-shared/operators/colorize.ts'
import { inpaint } from '../../../src-shared/operators/inpaint.ts'
import { fitGamut, keepNothing } from '../../../src-shared/operators/known-part.ts'
import type { KnownContent } from '../../../src-shared/operators/known-part.ts'
import { blockMeans } from '../../../src-shared/operators/blocks.ts'
import { restore } from '../../../src-shared/operators/restore.ts'
import { pixelsToTensor, tensorToPixels } from '../../../src-shared/tensor/pixels.ts'
import { normals, uniforms } from '../../../src-shared/tensor/random.ts'
import { mapTensor, tensor } from '../../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../../src-shared/tensor/tensor.ts'
import { at } from '../../support/at.ts'
import { largestError } from '../../support/golden.ts'

const picture = (seed: number, shape: readonly number[]): Tensor =>
  tensor(
    shape,
    Float32Array.from(
      uniforms(
        seed,
        0,
        shape.reduce((a, b) => a * b),
      ),
      (u) => 2 * u - 1,
    ),
  )

const reference = picture(1, [1, 3, 12, 18])
const mask = mapTensor(picture(2, [1, 1, 12, 18]), (x) => (x > 0 ? 1 : 0))
const smallMask = mapTensor(picture(3, [1, 1, 6, 9]), (x) => (x > 0 ? 1 : 0))
const small = blockMeans(reference, 2)

const parts: readonly (readonly [string, KnownContent])[] = [
  ['inpainting', inpaint({ image: reference, known: mask }).known],
  ['colourising', keepLuminance(reference)],
  ['blocks of 2', keepBlockMeans({ small, factor: 2 })],
  ['blocks of 3', keepBlockMeans({ small: blockMeans(reference, 3), factor: 3 })],
  ['some blocks of 2', keepBlockMeans({ small, factor: 2, known: smallMask })],
  ['restoring', restore({ image: small, known: smallMask, grey: true, factor: 2 }).known],
]

/** Inner product of two tensors. */
function inner(a: Tensor, b: Tensor): number {
  return a.data.reduce((sum, value, i) => sum + value * at(b.data, i), 0)
}

describe.each(parts)('what %s keeps', (_, known) => {
  const estimates = normals(5, 0, [2, 3, 12, 18])
  const imposed = known.impose(estimates)

  test('is in every picture of a batch after imposing, and was not before', () => {
    expect(known.residual(imposed)).toBeLessThan(1e-6)
    expect(known.residual(estimates)).toBeGreaterThan(0.1)
  })
  test('imposing twice changes nothing more', () => {
    expect(largestError(known.impose(imposed).data, imposed.data)).toBeLessThan(1e-6)
  })
  test('the reference itself is left alone', () => {
    expect(largestError(known.impose(reference).data, reference.data)).toBeLessThan(1e-6)
    expect(known.residual(reference)).toBeLessThan(1e-7)
  })
  test('imposing is an orthogonal projection: what it changes is at right angles to what it may not', () => {
    // For x and y with the same known part, x - y must be orthogonal to every correction.
    const correction = mapTensor(imposed, (value, i) => value - at(estimates.data, i))
    const other = known.impose(normals(6, 0, [2, 3, 12, 18]))
    const within = mapTensor(imposed, (value, i) => value - at(other.data, i))
    const cosine =
      inner(correction, within) / Math.sqrt(inner(correction, correction) * inner(within, within))
    expect(Math.abs(cosine)).toBeLessThan(1e-6)
  })
  test('survives fitting into the gamut and rounding to 8 bits', () => {
    // Estimates around the reference, a third of them outside [-1, 1].
    const wild = known.impose(
      mapTensor(estimates, (z, i) => at(reference.data, i % reference.data.length) + 0.5 * z),
    )
    const outside = wild.data.filter((value) => Math.abs(value) > 1).length
    expect(outside).toBeGreaterThan(50)
    const fitted = fitGamut(wild, known)
    expect(fitted.data.every((value) => Math.abs(value) <= 1)).toBe(true)
    expect(known.residual(fitted)).toBeLessThan(1e-6)
    const rounded = pixelsToTensor(tensorToPixels(fitted, 8, 1))
    expect(known.residual(rounded)).toBeLessThan(0.501 / 255)
  })
  test('is reported as a share of the full range', () => {
    const shifted = mapTensor(reference, (value) => value + 0.2)
    expect(known.residual(shifted)).toBeCloseTo(0.1, 3)
  })
})

test('keeping nothing changes nothing and leaves only clamping to the gamut', () => {
  const estimate = normals(7, 0, [1, 3, 4, 4])
  expect(keepNothing.impose(estimate)).toBe(estimate)
  expect(keepNothing.residual(estimate)).toBe(0)
  const clamped = estimate.data.map((value) => Math.min(Math.max(value, -1), 1))
  expect(fitGamut(estimate, keepNothing).data).toEqual(clamped)
})
