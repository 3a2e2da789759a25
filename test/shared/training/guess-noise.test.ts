import { describe, expect, it } from 'vitest'
import { DEFAULT_NETWORK } from '../../../src-main/training/default-network.ts'
import { SIGMA_MIN } from '../../../src-shared/diffusion/noise-schedule.ts'
import { faithfulUp } from '../../../src-shared/field/pyramid.ts'
import { blockMeans } from '../../../src-shared/operators/blocks.ts'
import { grey } from '../../../src-shared/operators/luminance.ts'
import { normals, uniforms } from '../../../src-shared/tensor/random.ts'
import { mapTensor } from '../../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../../src-shared/tensor/tensor.ts'
import { GUESS_DRAWS, GUESS_LEVELS, guessNoise } from '../../../src-shared/training/guess-noise.ts'
import { defaultRecipe } from '../../../src-shared/training/recipe.ts'
import { drawNoise } from '../../../src-shared/training/train-step.ts'
import { at } from '../../support/at.ts'

const SIDE = 24
const COUNT = 200
const size = 3 * SIDE * SIDE
const z = normals(1, 0, [COUNT, 3, SIDE, SIDE])
/** Noise in the range of pictures: no guess comes near it by chance. */
const x0 = mapTensor(normals(3, 0, z.shape), (value) => Math.tanh(value))
const draws = uniforms(2, 0, COUNT * GUESS_DRAWS)
const noise = guessNoise({ x0, z }, 1, draws)

const patchOf = ({ data }: Tensor, i: number): Tensor => ({
  shape: [1, 3, SIDE, SIDE],
  data: data.slice(i * size, (i + 1) * size),
})
const largest = ({ data }: Tensor) =>
  data.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
const difference = (a: Tensor, b: Tensor) => mapTensor(a, (value, i) => value - at(b.data, i))

/** Picture `i` as the model is asked about it. */
const askedAbout = (i: number) => {
  const level = noise.levels[i] ?? NaN
  const error = patchOf(noise.z, i)
  return mapTensor(patchOf(x0, i), (value, k) => value + level * at(error.data, k))
}

const FACTORS = [2, 3, 4, 8] as const

/** What a patch is a guess at, found by what it keeps of the picture. */
function kindOf(i: number): string {
  const [asked, clean] = [askedAbout(i), patchOf(x0, i)]
  const factor = FACTORS.find((candidate) => {
    const start = faithfulUp(blockMeans(clean, candidate), candidate)
    return largest(difference(asked, start)) < 1e-5
  })
  if (factor !== undefined) return `${factor} times`
  if (largest(difference(grey(asked), grey(clean))) < 1e-3) return 'colours'
  return patchOf(noise.z, i).data.some((value) => value === 0) ? 'hole' : 'unknown'
}

describe('the first guesses of edits as noise', () => {
  const kinds = Array.from({ length: COUNT }, (_, i) => kindOf(i))

  it('are fillings, grey pictures and the starts of enlargements by every factor, and nothing else', () => {
    const wanted = ['hole', 'colours', ...FACTORS.map((factor) => `${factor} times`)]
    expect(new Set(kinds)).toEqual(new Set(wanted))
  })
  it('are asked about at the level of their kind', () => {
    for (const [i, kind] of kinds.entries()) {
      const factor = FACTORS.find((candidate) => kind === `${candidate} times`)
      const own = factor ? GUESS_LEVELS[factor] : GUESS_LEVELS[kind === 'hole' ? 'hole' : 'colour']
      expect(noise.levels[i]).toBe(own)
    }
  })
  it('count by what they leave open, so that a scratch counts as much as a whole picture', () => {
    for (const [i, kind] of kinds.entries()) {
      const weight = at(noise.weights, i)
      if (kind === 'colours') expect(weight).toBeCloseTo(3 / 2)
      if (kind === '2 times') expect(weight).toBeCloseTo(4 / 3)
      if (kind !== 'hole') continue
      const free = patchOf(noise.z, i).data.filter((value) => value !== 0).length / size
      expect(weight).toBeCloseTo(Math.min(1 / free, 8))
    }
  })
  it('take the share of the patches that is asked for, and none where it is 0', () => {
    const some = guessNoise({ x0, z }, 0.25, draws)
    const share = some.levels.filter((level) => level !== null).length / COUNT
    expect(share).toBeCloseTo(0.25, 1)
    const none = { z, weights: Array(COUNT).fill(1), levels: Array(COUNT).fill(null) }
    expect(guessNoise({ x0, z }, 0, draws)).toEqual(none)
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
        expect(Object.values(GUESS_LEVELS)).toContain(after.t)
        expect(after.r).toBe(name === 'edm' ? 0 : SIGMA_MIN)
      }
    }
  })
})
