import { expect, it } from 'vitest'
import { keepMask } from '../../../src-shared/tensor/keep-mask.ts'

const shape = [10, 1000]

it('drops the share of values that is asked for, and keeps the mean', () => {
  const { data } = keepMask(3, 7, { shape, rate: 0.3 })
  const dropped = data.filter((value) => value === 0).length
  expect(Math.abs(dropped - 3000)).toBeLessThan(4 * Math.sqrt(10_000 * 0.3 * 0.7))
  for (const value of data) expect(value === 0 || Math.abs(value - 1 / 0.7) < 1e-4).toBe(true)
})

it('is the same for the same seed and stream, another for others', () => {
  const mask = keepMask(3, 7, { shape, rate: 0.5 })
  expect(keepMask(3, 7, { shape, rate: 0.5 })).toEqual(mask)
  expect(keepMask(3, 8, { shape, rate: 0.5 }).data).not.toEqual(mask.data)
  expect(keepMask(4, 7, { shape, rate: 0.5 }).data).not.toEqual(mask.data)
})

it('keeps everything as it is at rate 0', () => {
  expect(new Set(keepMask(1, 1, { shape, rate: 0 }).data)).toEqual(new Set([1]))
})
