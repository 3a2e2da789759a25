import { expect, test } from 'vitest'
import { bfloatToFloat, floatToHalf, halfToFloat } from '../../../src-shared/tensor/half.ts'
import { at } from '../../support/at.ts'

const everyPattern = Uint16Array.from({ length: 0x10000 }, (_, i) => i)

/** The platform's own conversion, which does not know ours. */
function platformHalf(values: Float32Array): Uint16Array {
  const view = new DataView(new ArrayBuffer(2))
  return Uint16Array.from(values, (value) => {
    view.setFloat16(0, value)
    return view.getUint16(0)
  })
}

test('all 65536 half patterns have the value that the platform gives them', () => {
  const view = new DataView(everyPattern.buffer)
  const expected = Float32Array.from(everyPattern, (_, i) => view.getFloat16(2 * i, true))
  expect(halfToFloat(everyPattern)).toEqual(expected)
})

test('all half patterns that are numbers survive the way through 32 bits', () => {
  const halves = halfToFloat(everyPattern)
  const numbers = everyPattern.filter((_, i) => !Number.isNaN(halves[i]))
  expect(floatToHalf(halfToFloat(numbers))).toEqual(numbers)
})

test('not-a-number stays not-a-number', () => {
  expect(halfToFloat(floatToHalf(Float32Array.of(NaN)))[0]).toBeNaN()
})

test('rounding agrees with the platform at, just below and just above every halfway point', () => {
  const values: number[] = []
  const halves = halfToFloat(everyPattern)
  for (let i = 0; i < 0x7bff; i++) {
    const middle = (at(halves, i) + at(halves, i + 1)) / 2 // exact in 32 bits: one fraction bit more
    for (const value of [middle, middle * (1 - 2 ** -23), middle * (1 + 2 ** -23)]) {
      values.push(value, -value)
    }
  }
  const floats = Float32Array.from(values)
  expect(floatToHalf(floats)).toEqual(platformHalf(floats))
})

test('a million random bit patterns round as the platform rounds them', () => {
  const words = new Uint32Array(1_000_000)
  for (let i = 0, state = 1; i < words.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    words[i] = state
  }
  const floats = new Float32Array(words.buffer).filter((value) => !Number.isNaN(value))
  expect(floatToHalf(floats)).toEqual(platformHalf(floats))
})

test('what is too large for half becomes infinite, and 65519 does not', () => {
  const bits = floatToHalf(Float32Array.of(65519, 65520, -65520, 1e30, -Infinity))
  expect([...halfToFloat(bits)]).toEqual([65504, Infinity, -Infinity, Infinity, -Infinity])
})

test('bfloat16 patterns are the upper halves of 32-bit patterns', () => {
  expect([...bfloatToFloat(Uint16Array.of(0x3f80, 0xc049, 0x7f80, 0x0001, 0x8000))]).toEqual([
    1,
    -3.140625,
    Infinity,
    2 ** -133,
    -0,
  ])
})
