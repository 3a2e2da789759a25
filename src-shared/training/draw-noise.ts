/**
 * The noise of a batch and the levels it is asked about, from random numbers that the caller draws: those of the recipe,
 * and for shares of the patches the errors of enlargements and colourings. Pure.
 */
import type { Tensor } from '../tensor/tensor.ts'
import { COLOUR_DRAWS, colourNoise } from './colour-noise.ts'
import { GUESS_DRAWS, guessNoise } from './guess-noise.ts'
import { levelsAt, wholeWay, type StepLevels } from './levels.ts'
import { type TrainRecipe } from './recipe.ts'

export interface NoiseDraw {
  readonly step: number
  /** So many uniform numbers of [0, 1); the first ones are the same however many are asked for. */
  readonly uniforms: (count: number) => Float64Array
  /** The pictures [B, 3, S, S]; the batch may be another than the recipe's. */
  readonly x0: Tensor
  /** Unit normals of the same shape. */
  readonly z: Tensor
}

/** The noise of a batch and its levels. */
export function drawNoise(
  recipe: TrainRecipe,
  { step, uniforms: draw, x0, z }: NoiseDraw,
): StepLevels & { readonly z: Tensor } {
  const batch = z.shape[0]
  const isNoiseAlone = recipe.guessShare === 0 && recipe.colourShare === 0
  const ofColours = recipe.colourShare > 0 ? COLOUR_DRAWS : 0
  const draws = draw((isNoiseAlone ? 2 : 2 + GUESS_DRAWS + ofColours) * batch)
  const { samples, targetRate } = levelsAt({ ...recipe, batch }, step, draws)
  if (isNoiseAlone) return { samples, targetRate, z }
  const guesses = guessNoise({ x0, z }, recipe.guessShare, draws.subarray(2 * batch))
  const noise = ofColours
    ? colourNoise(x0, guesses, {
        share: recipe.colourShare,
        draws: draws.subarray((2 + GUESS_DRAWS) * batch),
      })
    : guesses
  const asked = samples.map((drawn, i) => {
    const level = noise.levels[i]
    return level === null ? drawn : wholeWay(recipe, level)
  })
  return { samples: asked, targetRate, z: noise.z }
}
