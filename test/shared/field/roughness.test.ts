/** How rough a picture is, held against pictures whose roughness is known, and against a count pixel by pixel. */
import { describe, expect, test } from 'vitest'
import { withRoughness } from '../../../src-shared/field/roughness.ts'
import { normals } from '../../../src-shared/tensor/random.ts'
import { zeros } from '../../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../../src-shared/tensor/tensor.ts'
import { at } from '../../support/at.ts'

const [width, height] = [60, 44]
const plane = width * height
const turn = () => Promise.resolve()
const nowhere = zeros([1, 1, height, width])

const draw = (value: (x: number, y: number, c: number) => number): Tensor => ({
  shape: [1, 3, height, width],
  data: Float32Array.from({ length: 3 * plane }, (_, i) =>
    value(i % width, Math.floor(i / width) % height, Math.floor(i / plane)),
  ),
})

async function roughnessOf(field: Tensor, hole = nowhere, weight = 1): Promise<Float32Array> {
  const { shape, data } = await withRoughness(field, hole, { weight, turn })
  expect(shape).toEqual([1, 4, height, width])
  expect(data.subarray(0, 3 * plane)).toEqual(field.data)
  return data.subarray(3 * plane)
}

describe('the roughness of a picture', () => {
  test('is by how much it changes from pixel to pixel, across and down, everywhere up to its edges', async () => {
    const slope = await roughnessOf(draw((x, y) => 0.01 * x - 0.02 * y))
    for (const value of slope) expect(value).toBeCloseTo(0.03, 5)
    const twice = await roughnessOf(
      draw((x, y) => 0.01 * x - 0.02 * y),
      nowhere,
      2,
    )
    expect(at(twice, 100)).toBeCloseTo(0.06, 5)
  })

  test('is none where nothing changes, and none where one colour gains what another one loses', async () => {
    expect((await roughnessOf(draw(() => 0.3))).every((value) => value === 0)).toBe(true)
    const swapped = await roughnessOf(draw((x, _, c) => (c === 2 ? 0 : ((c + x) % 2) - 0.5)))
    expect(Math.max(...swapped)).toBeLessThan(1e-6)
  })

  test('is that of the pixels at most eight away, which a look at each of them gives as well', async () => {
    const field: Tensor = normals(1, 0, [1, 3, height, width])
    const mean = (i: number) =>
      (at(field.data, i) + at(field.data, i + plane) + at(field.data, i + 2 * plane)) / 3
    const found = await roughnessOf(field)
    for (const [x, y] of [
      [30, 20],
      [0, 0],
      [width - 1, height - 1],
      [3, 40],
    ] as const) {
      let [sum, count] = [0, 0]
      for (let v = Math.max(y - 8, 0); v <= Math.min(y + 8, height - 2); v++) {
        for (let u = Math.max(x - 8, 0); u <= Math.min(x + 8, width - 2); u++) {
          const i = v * width + u
          sum += Math.abs(mean(i + 1) - mean(i)) + Math.abs(mean(i + width) - mean(i))
          count++
        }
      }
      expect(at(found, y * width + x)).toBeCloseTo(sum / count, 4)
    }
  })

  test('takes nothing from holes, nor from their edges', async () => {
    const hole = { ...nowhere, data: nowhere.data.map((_, i) => Number(i % width > 20)) }
    const slope = draw((x, y) => 0.01 * x + 0.01 * y)
    const broken = { ...slope, data: slope.data.map((v, i) => (i % width > 20 ? 9 : v)) }
    const found = await roughnessOf(broken, hole)
    expect(found).toEqual(await roughnessOf(slope, hole))
    expect(at(found, 20 * width + 20)).toBeCloseTo(0.02, 5)
    expect(at(found, 20 * width + 50)).toBe(0) // far in the hole
  })

  test('of a large picture is found with turns for others, and is given up when one is refused', async () => {
    const side = 700
    const field = zeros([1, 3, side, side])
    const hole = zeros([1, 1, side, side])
    let turns = 0
    const count = () => Promise.resolve(void turns++)
    await withRoughness(field, hole, { weight: 1, turn: count })
    expect(turns).toBeGreaterThan(10)
    const refuse = () => (turns-- > 1 ? Promise.resolve() : Promise.reject(new Error('stopped')))
    await expect(withRoughness(field, hole, { weight: 1, turn: refuse })).rejects.toThrow('stopped')
  })
})
