/** The generator in WebAssembly, against the one in JavaScript, which has published values to agree with. */
import { describe, expect, test } from 'vitest'
import { openPhiloxKernel } from '../../../src-shared/tensor/philox-kernel.ts'
import { philoxBlock, PHILOX, scrambleRow } from '../../../src-shared/tensor/random.ts'

describe('many blocks at once', () => {
  const kernel = openPhiloxKernel(PHILOX)
  const key = [0xa4093822, 0x299f31d0] as const
  const counters = [
    [0, 0, 0, 0],
    [0xfffffffe, 1, 2, 3], // the first word passes its end
    [-5, -1, 0xffffffff, 0x80000000],
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
  ]

  test.each(counters)('are those made one by one, from %d %d %d %d on', (...counter) => {
    for (const count of [8, 16, 4096]) {
      expect(kernel?.(key, counter, count)).toEqual(scrambleRow(key, counter, count))
    }
  })

  test('begin with the published block of the digits of pi', () => {
    const pi = kernel?.(key, counters[3] ?? [], 8)
    const first = [0, 1, 2, 3].map((word) => pi?.[8 * word])
    expect(first).toEqual([0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1])
    expect(first).toEqual([...philoxBlock(key, [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344])])
  })

  test('take more memory when more is asked for', () => {
    expect(kernel?.(key, [0, 0, 0, 0], 40_000).length).toBe(160_000)
  })
})
