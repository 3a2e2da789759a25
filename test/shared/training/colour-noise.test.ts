/** The starts of colourings as noise: what they keep, what they lose, and at which levels. */
import { describe, expect, it } from 'vitest'
import { DEFAULT_NETWORK } from '../../../src-main/training/default-network.ts'
import { grey } from '../../../src-shared/operators/luminance.ts'
import { normals, uniforms } from '../../../src-shared/tensor/random.ts'
import { mapTensor } from '../../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../../src-shared/tensor/tensor.ts'
import {
  COLOUR_DRAWS,
  COLOUR_LEVELS,
  colourNoise,
} from '../../../src-shared/training/colour-noise.ts'
import { drawNoise } from '../../../src-shared/training/draw-noise.ts'
import { defaultRecipe } from '../../../src-shared/training/recipe.ts'
import { at } from '../../support/at.ts'
import { difference, largest, patchOf } from '../../support/noise-patches.ts'

const SIDE = 24
const COUNT = 100
const PLANE = SIDE * SIDE
const z = normals(1, 0, [COUNT, 3, SIDE, SIDE])
const x0 = mapTensor(normals(3, 0, z.shape), (value) => Math.tanh(value))
const plain = { z, levels: Array<null>(COUNT).fill(null) }
const draws = uniforms(6, 0, COUNT * COLOUR_DRAWS)
const noise = colourNoise(x0, plain, { share: 1, draws })

/** Picture `i` as the model is asked about it. */
function askedAbout(i: number): Tensor {
  const error = patchOf(noise.z, i)
  const level = noise.levels[i] ?? NaN
  return mapTensor(patchOf(x0, i), (value, k) => value + level * at(error.data, k))
}

/** How far the three colours of every pixel are apart. */
const chromas = ({ data }: Tensor) =>
  Array.from({ length: PLANE }, (_, i) => {
    const rgb = [0, 1, 2].map((c) => at(data, c * PLANE + i))
    return Math.max(...rgb) - Math.min(...rgb)
  })

describe('the starts of colourings', () => {
  const starts = Array.from({ length: COUNT }, (_, i) => askedAbout(i))
  const coloured = starts.map((start) => chromas(start).filter((chroma) => chroma > 1e-4).length)

  it('have the brightness of the picture', () => {
    for (const [i, start] of starts.entries())
      expect(largest(difference(grey(start), grey(patchOf(x0, i))))).toBeLessThan(1e-4)
  })

  it('are grey, have colours in spots, or everywhere those of a smaller picture', () => {
    expect(coloured.filter((count) => count === 0).length).toBeGreaterThan(COUNT / 5)
    expect(coloured.filter((count) => count > 0 && count < PLANE).length).toBeGreaterThan(COUNT / 5)
    expect(coloured.filter((count) => count === PLANE).length).toBeGreaterThan(COUNT / 20)
  })

  it('lie from half to twice the level of their kind', () => {
    for (const [i, level] of noise.levels.entries()) {
      const kinds =
        coloured[i] === PLANE
          ? [COLOUR_LEVELS.enlarged, COLOUR_LEVELS.spots]
          : [COLOUR_LEVELS.spots]
      const ratios = kinds.map((kind) => (level ?? NaN) / kind)
      expect(ratios.some((ratio) => ratio >= 1 / 2 && ratio < 2)).toBe(true)
    }
  })

  it('leave pictures of one channel alone', () => {
    const one = { shape: [COUNT, 1, SIDE, SIDE], data: x0.data.slice(0, COUNT * PLANE) }
    const untouched = { z: one, levels: plain.levels }
    expect(colourNoise(one, untouched, { share: 1, draws })).toBe(untouched)
  })
})

describe('the noise of a recipe', () => {
  const drawn = (shares: { guessShare: number; colourShare: number }) => {
    const recipe = defaultRecipe('ect', { network: DEFAULT_NETWORK, steps: 10, batch: COUNT })
    const random = (count: number) => uniforms(4, 0, count)
    return drawNoise({ ...recipe, ...shares }, { step: 3, uniforms: random, x0, z })
  }
  const touched = (noise: Tensor) =>
    Array.from(
      { length: COUNT },
      (_, i) => largest(difference(patchOf(noise, i), patchOf(z, i))) > 0,
    )

  it('has as many colourings as it asks for, and none where it asks for none', () => {
    const share =
      touched(drawn({ guessShare: 0, colourShare: 0.3 }).z).filter(Boolean).length / COUNT
    expect(share).toBeCloseTo(0.3, 0)
    expect(share).toBeGreaterThan(0.15)
    expect(drawn({ guessShare: 0, colourShare: 0 }).z).toBe(z)
  })

  it('has the enlargements that it had without colourings, but for those that became colourings', () => {
    const before = drawn({ guessShare: 0.5, colourShare: 0 })
    const after = drawn({ guessShare: 0.5, colourShare: 0.3 })
    expect(before.z.data.every(Number.isFinite)).toBe(true)
    const changed = touched(before.z).filter((isGuess, i) => {
      const same = largest(difference(patchOf(before.z, i), patchOf(after.z, i))) === 0
      return isGuess && !same
    }).length
    expect(changed).toBeGreaterThan(0)
    expect(changed).toBeLessThan(0.5 * COUNT * 0.5)
  })
})
