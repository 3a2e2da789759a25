import { describe, expect, it } from 'vitest'
import { DEFAULT_NETWORK } from '../../../src-main/training/default-network.ts'
import { SIGMA_MIN } from '../../../src-shared/diffusion/noise-schedule.ts'
import { faithfulUp } from '../../../src-shared/field/pyramid.ts'
import { blockMeans } from '../../../src-shared/operators/blocks.ts'
import { normals, uniforms } from '../../../src-shared/tensor/random.ts'
import { mapTensor } from '../../../src-shared/tensor/tensor.ts'
import { GUESS_DRAWS, GUESS_LEVELS, guessNoise } from '../../../src-shared/training/guess-noise.ts'
import { defaultRecipe } from '../../../src-shared/training/recipe.ts'
import { drawNoise } from '../../../src-shared/training/draw-noise.ts'
import { at } from '../../support/at.ts'
import { difference, largest, patchOf } from '../../support/noise-patches.ts'

const SIDE = 24
const COUNT = 200
const z = normals(1, 0, [COUNT, 3, SIDE, SIDE])
/** Noise in the range of pictures: no guess comes near it by chance. */
const x0 = mapTensor(normals(3, 0, z.shape), (value) => Math.tanh(value))
const draws = uniforms(6, 0, COUNT * GUESS_DRAWS)
const noise = guessNoise({ x0, z }, 1, draws)

/** Picture `i` as the model is asked about it. */
const askedAbout = (i: number) => {
  const level = noise.levels[i] ?? NaN
  const error = patchOf(noise.z, i)
  return mapTensor(patchOf(x0, i), (value, k) => value + level * at(error.data, k))
}

const FACTORS = [2, 3, 4, 8] as const

describe('enlargements as noise', () => {
  const factors = Array.from({ length: COUNT }, (_, i) => {
    const [asked, clean] = [askedAbout(i), patchOf(x0, i)]
    return FACTORS.find((factor) => {
      const start = faithfulUp(blockMeans(clean, factor), factor)
      return largest(difference(asked, start)) < 1e-5
    })
  })

  it('lead to what an edit starts from, by every factor, near the level of the factor', () => {
    expect(new Set(factors)).toEqual(new Set(FACTORS))
    for (const [i, factor] of factors.entries()) {
      const ratio = (noise.levels[i] ?? NaN) / (factor ? GUESS_LEVELS[factor] : NaN)
      expect(ratio).toBeGreaterThanOrEqual(1 / 2)
      expect(ratio).toBeLessThan(2)
    }
  })
  it('take the share of the patches that is asked for, and none where it is 0', () => {
    const some = guessNoise({ x0, z }, 0.25, draws)
    const share = some.levels.filter((level) => level !== null).length / COUNT
    expect(share).toBeCloseTo(0.25, 1)
    expect(guessNoise({ x0, z }, 0, draws)).toEqual({ z, levels: Array(COUNT).fill(null) })
  })
  it('are of smaller blocks where those of a factor do not fit', () => {
    const odd = { shape: [COUNT, 1, 10, 10], data: x0.data.slice(0, COUNT * 100) }
    const { levels } = guessNoise({ x0: odd, z: odd }, 1, draws)
    expect(Math.max(...levels.map((level) => level ?? NaN))).toBeLessThan(2 * GUESS_LEVELS[2])
  })
})

describe.each(['edm', 'ect'] as const)('the noise of the recipe %s', (name) => {
  const recipeOf = (guessShare: number) => ({
    ...defaultRecipe(name, { network: DEFAULT_NETWORK, steps: 10, batch: COUNT }),
    guessShare,
  })
  const draw = { step: 3, uniforms: (count: number) => uniforms(4, 0, count), x0, z }

  it('is as ever without guesses, and leads from a guess the whole way to the picture', () => {
    const [plain, guessing] = [drawNoise(recipeOf(0), draw), drawNoise(recipeOf(0.5), draw)]
    expect(plain.z).toBe(z)
    for (let i = 0; i < COUNT; i++) {
      const [before, after] = [at(plain.samples, i), at(guessing.samples, i)]
      const untouched = largest(difference(patchOf(guessing.z, i), patchOf(z, i))) === 0
      if (untouched) expect(after).toEqual(before)
      else {
        expect(after.t).toBeLessThan(2 * GUESS_LEVELS[8])
        expect(after.r).toBe(name === 'edm' ? 0 : SIGMA_MIN)
      }
    }
  })
})
