/** Going down and up between scales, against polynomials and block means. */
import { describe, expect, test } from 'vitest'
import { boxDown, cubicUp, faithfulUp, mirror } from '../../../src-shared/field/pyramid.ts'
import { normals } from '../../../src-shared/tensor/random.ts'
import type { Tensor } from '../../../src-shared/tensor/tensor.ts'
import { at } from '../../support/at.ts'

function paint(width: number, height: number, value: (x: number, y: number) => number): Tensor {
  const data = Float32Array.from({ length: width * height }, (_, i) =>
    value((i % width) + 0.5, Math.floor(i / width) + 0.5),
  )
  return { shape: [1, 1, height, width], data }
}

describe('a smaller copy', () => {
  test('holds the means of blocks', () => {
    const field = paint(4, 4, (x, y) => Math.floor(x) + 10 * Math.floor(y))
    expect([...boxDown(field, 2).data]).toEqual([5.5, 7.5, 25.5, 27.5])
  })

  test('is refused where blocks do not fit', () => {
    expect(() =>
      boxDown(
        paint(5, 4, () => 0),
        2,
      ),
    ).toThrow(/5 x 4/)
  })
})

describe('a larger copy', () => {
  test.each([2, 3, 4, 8])('%i times keeps a quadratic where it lies', (factor) => {
    const surface = (x: number, y: number) => 0.3 * x - 0.1 * y + 0.02 * x * x + 0.01 * x * y
    const small = paint(12, 10, surface)
    const large = cubicUp(small, factor)
    const width = 12 * factor
    for (let y = 3 * factor; y < 7 * factor; y++) {
      for (let x = 3 * factor; x < 9 * factor; x++) {
        const exact = surface((x + 0.5) / factor, (y + 0.5) / factor)
        expect(large.data[y * width + x]).toBeCloseTo(exact, 5)
      }
    }
  })

  test('of a constant is constant to its edges', () => {
    const large = cubicUp(
      paint(5, 7, () => 0.25),
      3,
    )
    for (const value of large.data) expect(value).toBeCloseTo(0.25, 6)
  })

  test('that is faithful nearly has the block means of the small one', () => {
    const small = normals(3, 0, [1, 3, 20, 24])
    const off = (large: Tensor) => {
      const means = boxDown(large, 3)
      return means.data.reduce((sum, v, i) => sum + Math.abs(v - at(small.data, i)), 0) / 1440
    }
    expect(off(faithfulUp(small, 3))).toBeLessThan(off(cubicUp(small, 3)) / 10)
  })
})

test('a mirrored row runs forwards and backwards', () => {
  const places = Array.from({ length: 11 }, (_, i) => mirror(i - 4, 3))
  expect(places.slice(0, 4)).toEqual([2, 2, 1, 0])
  expect(places.slice(4)).toEqual([0, 1, 2, 2, 1, 0, 0])
})
