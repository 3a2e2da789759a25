/** Keeping brightness along grey, against the arithmetic of single pixels. */
import { describe, expect, test } from 'vitest'
import { keepBrightness } from '../../../src-shared/operators/keep-brightness.ts'
import { fitGamut } from '../../../src-shared/operators/known-part.ts'
import { normals } from '../../../src-shared/tensor/random.ts'
import { mapTensor } from '../../../src-shared/tensor/tensor.ts'
import { at } from '../../support/at.ts'

const reference = mapTensor(normals(1, 0, [1, 3, 6, 5]), (z) => Math.tanh(z))
const estimate = mapTensor(normals(2, 0, [1, 3, 6, 5]), (z) => Math.tanh(z))
const known = keepBrightness(reference)

const luminance = (data: Float32Array, i: number) =>
  0.2989 * at(data, i) + 0.587 * at(data, i + 30) + 0.114 * at(data, i + 60)

describe('brightness that is kept', () => {
  test('is that of the reference, and what differs between components is that of the estimate', () => {
    const { data } = known.impose(estimate)
    for (let i = 0; i < 30; i++) {
      expect(luminance(data, i)).toBeCloseTo(luminance(reference.data, i), 5)
      for (const j of [i + 30, i + 60]) {
        expect(at(data, i) - at(data, j)).toBeCloseTo(
          at(estimate.data, i) - at(estimate.data, j),
          5,
        )
      }
    }
  })

  test('is imposed once for all', () => {
    const once = known.impose(estimate)
    known.impose(once).data.forEach((value, i) => expect(value).toBeCloseTo(at(once.data, i), 5))
  })

  test('says how far a picture is from it', () => {
    expect(known.residual(reference)).toBe(0)
    // Half a level of the range of 2, times the 0.9999 that the weights add up to.
    const brighter = mapTensor(reference, (value) => value + 0.5)
    expect(known.residual(brighter)).toBeCloseTo(0.25 * 0.9999, 5)
  })

  test('survives being brought into range', () => {
    const wild = mapTensor(estimate, (value) => 3 * value)
    const fitted = fitGamut(wild, known)
    expect(Math.max(...fitted.data.map(Math.abs))).toBeLessThanOrEqual(1)
    expect(known.residual(fitted)).toBeLessThan(1e-6)
  })
})
