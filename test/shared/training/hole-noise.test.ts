import { describe, expect, it } from 'vitest'
import { DEFAULT_NETWORK } from '../../../src-main/training/default-network.ts'
import { smoothFill } from '../../../src-shared/field/smooth-fill.ts'
import { normals, uniforms } from '../../../src-shared/tensor/random.ts'
import { mapTensor } from '../../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../../src-shared/tensor/tensor.ts'
import { drawNoise } from '../../../src-shared/training/draw-noise.ts'
import { HOLE_DRAWS, holeNoise } from '../../../src-shared/training/hole-noise.ts'
import { defaultRecipe } from '../../../src-shared/training/recipe.ts'
import { at } from '../../support/at.ts'

const SIDE = 32
const COUNT = 200
const plane = SIDE * SIDE
const z = normals(1, 0, [COUNT, 3, SIDE, SIDE])
/** Noise in the range of pictures: every pixel of a filling differs from it. */
const x0 = mapTensor(normals(3, 0, z.shape), (value) => Math.tanh(value))
const draws = uniforms(6, 0, COUNT * HOLE_DRAWS)
const none = { z, levels: Array<number | null>(COUNT).fill(null) }

const patchOf = ({ data }: Tensor, i: number): Tensor => ({
  shape: [1, 3, SIDE, SIDE],
  data: data.slice(3 * i * plane, 3 * (i + 1) * plane),
})
const difference = (a: Tensor, b: Tensor) => mapTensor(a, (value, i) => value - at(b.data, i))
const largest = ({ data }: Tensor) =>
  data.reduce((most, value) => Math.max(most, Math.abs(value)), 0)

describe('fillings as noise', () => {
  const { z: noise, levels } = holeNoise(x0, none, { share: 1, draws })

  it('lead to what an edit starts from: one hole of at most half the sides, filled smoothly', () => {
    for (let i = 0; i < COUNT; i++) {
      const error = patchOf(noise, i)
      const [clean, level] = [patchOf(x0, i), at(levels, i) ?? NaN]
      const asked = mapTensor(clean, (value, k) => value + level * at(error.data, k))
      const inside = error.data.subarray(0, plane).map((value) => (value === 0 ? 0 : 1))
      const hole = { shape: [1, 1, SIDE, SIDE], data: inside }
      expect(inside.reduce((sum, value) => sum + value, 0)).toBeLessThanOrEqual(plane / 4)
      expect(largest(difference(asked, smoothFill(clean, hole)))).toBeLessThan(1e-5)
    }
  })

  it('are asked about at all the levels that edits of holes look at', () => {
    const sorted = levels.map((level) => level ?? NaN).sort((a, b) => a - b)
    expect(at(sorted, 0)).toBeGreaterThanOrEqual(0.03)
    expect(at(sorted, COUNT - 1)).toBeLessThan(0.3)
    expect(at(sorted, COUNT / 2)).toBeCloseTo(Math.sqrt(0.03 * 0.3), 1)
  })

  it('take the share that is asked for of the patches that have no noise of their own', () => {
    const own = none.levels.map((_, i) => (i % 2 === 0 ? 7 : null))
    const some = holeNoise(x0, { z, levels: own }, { share: 0.25, draws })
    const changed = some.levels.filter((level) => level !== 7 && level !== null).length
    expect(Math.abs(changed / (COUNT / 2) - 0.25)).toBeLessThan(0.1)
    for (const [i, level] of some.levels.entries())
      if (level === at(own, i)) expect(patchOf(some.z, i)).toEqual(patchOf(z, i))
    expect(some.levels.filter((level) => level === 7)).toHaveLength(COUNT / 2)
  })
})

it('the noise of a recipe leads from a filling the whole way to the picture, and is as ever without', () => {
  const recipe = defaultRecipe('edm', { network: DEFAULT_NETWORK, steps: 10, batch: COUNT })
  const draw = { step: 3, uniforms: (count: number) => uniforms(4, 0, count), x0, z }
  const plain = drawNoise(recipe, draw)
  const { samples, z: noise } = drawNoise({ ...recipe, holeShare: 0.5 }, draw)
  expect(plain.z).toBe(z)
  const changed = samples.filter((sample, i) => sample !== plain.samples[i] && sample.r === 0)
  expect(changed.length).toBeGreaterThan(COUNT / 3)
  for (const [i, sample] of samples.entries()) {
    const untouched = largest(difference(patchOf(noise, i), patchOf(z, i))) === 0
    if (untouched) expect(sample).toEqual(at(plain.samples, i))
    else expect(sample.t).toBeLessThan(0.3)
  }
})
