import { erf } from '../../../src-shared/diffusion/interval-law.ts'
import { describe, expect, test } from 'vitest'
import {
  normalField,
  normals,
  philox,
  philoxBlock,
  randomWords,
  uniforms,
} from '../../../src-shared/tensor/random.ts'
import { at } from '../../support/at.ts'

const hex = (words: Iterable<number>) =>
  [...words].map((word) => word.toString(16).padStart(8, '0'))

/** Mean, variance, skewness and excess kurtosis. */
function moments(values: ArrayLike<number>): [number, number, number, number] {
  const xs = Array.from(values)
  const mean = xs.reduce((sum, x) => sum + x, 0) / xs.length
  const central = (p: number) => xs.reduce((sum, x) => sum + (x - mean) ** p, 0) / xs.length
  const variance = central(2)
  return [mean, variance, central(3) / variance ** 1.5, central(4) / variance ** 2 - 3]
}

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += at(a, i) * at(b, i)
  return sum / a.length
}

describe('Philox 4x32-10', () => {
  // Known answers published with Random123 (kat_vectors).
  test('gives the published block for counter 0 and key 0', () => {
    const expected = ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']
    expect(hex(philoxBlock([0, 0], [0, 0, 0, 0]))).toEqual(expected)
    expect(hex(philox(0, [0, 0, 0, 0]))).toEqual(expected)
  })
  test('gives the published block for all ones', () => {
    const ones = 0xffffffff
    const expected = ['408f276d', '41c83b0e', 'a20bc7c6', '6d5451fd']
    expect(hex(philoxBlock([ones, ones], [ones, ones, ones, ones]))).toEqual(expected)
  })
  test('gives the published block for the digits of pi', () => {
    const counter = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344] as const
    const expected = ['d16cfe09', '94fdcceb', '5001e420', '24126ea1']
    expect(hex(philoxBlock([0xa4093822, 0x299f31d0], counter))).toEqual(expected)
  })
  test('takes seeds beyond 32 bits and refuses what is not a seed', () => {
    expect(hex(philox(2 ** 32 + 5, [1, 2, 3, 4]))).toEqual(hex(philoxBlock([5, 1], [1, 2, 3, 4])))
    expect(() => philox(-1, [0, 0, 0, 0])).toThrow(RangeError)
    expect(() => philox(0.5, [0, 0, 0, 0])).toThrow(RangeError)
  })
})

describe('the noise of a field', () => {
  const key = { seed: 7, step: 2, level: 1 }
  const whole = normalField(key, { x: 0, y: 0, width: 200, height: 200 })

  test('has the moments of a unit normal within four standard errors', () => {
    const n = whole.data.length // 120000; standard errors sqrt(1/n), sqrt(2/n), sqrt(6/n), sqrt(24/n)
    const [mean, variance, skew, kurtosis] = moments(whole.data)
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(1 / n))
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / n))
    expect(Math.abs(skew)).toBeLessThan(4 * Math.sqrt(6 / n))
    expect(Math.abs(kurtosis)).toBeLessThan(4 * Math.sqrt(24 / n))
  })

  test('lies below any bound as often as the normal distribution function says', () => {
    const { data } = normalField(
      { seed: 8, step: 0, level: 0 },
      { x: 0, y: 0, width: 400, height: 400 },
    )
    for (const bound of [-3.5, -2.5, -1, -0.2, 0, 0.7, 1.97, 3]) {
      const share = (1 + erf(bound / Math.SQRT2)) / 2
      const below = data.filter((value) => value < bound).length / data.length
      const standardError = Math.sqrt((share * (1 - share)) / data.length)
      expect(Math.abs(below - share)).toBeLessThan(4 * standardError)
    }
  })
  test('does not correlate between channels, neighbours, steps, levels or seeds', () => {
    const region = { x: 0, y: 0, width: 200, height: 200 }
    const plane = 200 * 200
    const [red, green] = [whole.data.subarray(0, plane), whole.data.subarray(plane, 2 * plane)]
    const others = [
      [red, green],
      [red, whole.data.subarray(2 * plane)],
      [whole.data, normalField(key, { ...region, x: 1 }).data],
      [whole.data, normalField(key, { ...region, y: 1 }).data],
      [whole.data, normalField({ ...key, step: 3 }, region).data],
      [whole.data, normalField({ ...key, level: 2 }, region).data],
      [whole.data, normalField({ ...key, seed: 8 }, region).data],
    ] as const
    for (const [a, b] of others) {
      expect(Math.abs(correlation(a, b))).toBeLessThan(4 / Math.sqrt(a.length))
    }
  })

  test('belongs to the pixel: any region of it, also across the origin, is cut from one plane', () => {
    const wide = normalField(key, { x: -9, y: -4, width: 40, height: 30 })
    const part = normalField(key, { x: -2, y: 3, width: 11, height: 5 })
    for (let c = 0; c < 3; c++) {
      for (let y = 0; y < 5; y++) {
        for (let x = 0; x < 11; x++) {
          const there = wide.data[(c * 30 + y + 7) * 40 + x + 7]
          expect(part.data[(c * 5 + y) * 11 + x]).toBe(there)
        }
      }
    }
  })

  test('does not depend on how many channels are asked for', () => {
    const region = { x: 3, y: 5, width: 4, height: 4 }
    const six = normalField(key, region, { channels: 6 })
    expect(six.shape).toEqual([1, 6, 4, 4])
    expect(six.data.subarray(0, 48)).toEqual(normalField(key, region).data)
    expect(new Set(six.data).size).toBe(96)
  })
})

describe('streams for training', () => {
  test('normals have the moments of a unit normal and differ by stream', () => {
    const values = normals(3, 0, [100, 3, 17, 19]).data
    const [mean, variance] = moments(values)
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(1 / values.length))
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / values.length))
    const other = normals(3, 1, [100, 3, 17, 19]).data
    expect(Math.abs(correlation(values, other))).toBeLessThan(4 / Math.sqrt(values.length))
    expect(normals(3, 1, [100, 3, 17, 19]).data).toEqual(other)
  })
  test('a longer draw begins with the shorter one', () => {
    expect(normals(3, 5, [11]).data.slice(0, 6)).toEqual(normals(3, 5, [6]).data)
    expect(uniforms(3, 5, 11).slice(0, 6)).toEqual(uniforms(3, 5, 6))
  })
  test('uniforms fill [0, 1) evenly', () => {
    const values = uniforms(11, 2, 64_000)
    const bins = new Array<number>(64).fill(0)
    for (const value of values) {
      const bin = Math.floor(value * 64)
      bins[bin] = at(bins, bin) + 1
    }
    const chi2 = bins.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
    expect(chi2).toBeGreaterThan(30) // chi-squared with 63 degrees of freedom: 63 +- 11.2
    expect(chi2).toBeLessThan(110)
  })
})

test('every bit of random words is set half the time, and streams differ', () => {
  const words = randomWords(7, 2, 20_001)
  expect(words.length).toBe(20_001)
  for (let bit = 0; bit < 32; bit++) {
    const share = words.reduce((sum, word) => sum + ((word >>> bit) & 1), 0) / words.length
    expect(Math.abs(share - 0.5)).toBeLessThan(0.015)
  }
  expect(randomWords(7, 2, 20_001)).toEqual(words)
  const others = new Set(randomWords(7, 3, 20_001))
  expect(words.filter((word) => others.has(word)).length).toBeLessThan(5)
})
