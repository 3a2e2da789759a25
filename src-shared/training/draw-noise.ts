/**
 * The noise of a batch and the levels it is asked about, from random numbers that the caller draws: those of the recipe,
 * and for shares of the patches the errors of enlargements and colourings. Pure.
 */
import type { Tensor } from '../tensor/tensor.ts'
import { CHOICE_WEIGHT, choosesColours, COLOUR_DRAWS, colourNoise } from './colour-noise.ts'
import { GUESS_DRAWS, guessNoise } from './guess-noise.ts'
import { levelsAt, wholeWay, type StepLevels } from './levels.ts'
import { type TrainRecipe } from './recipe.ts'

/** So many uniform numbers of [0, 1); the first ones are the same however many are asked for. */
export type DrawUniforms = (count: number) => Float64Array

export interface NoiseDraw {
  readonly step: number
  readonly uniforms: DrawUniforms
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
  const draws = drawsOf(recipe, batch, draw)
  const { samples, targetRate } = levelsAt({ ...recipe, batch }, step, draws.levels)
  if (!draws.guesses) return { samples, targetRate, z }
  const guesses = guessNoise({ x0, z }, recipe.guessShare, draws.guesses)
  const noise = draws.colours
    ? colourNoise(x0, guesses, { share: recipe.colourShare, draws: draws.colours })
    : guesses
  const whole = wholeAmong(recipe, batch, draws.colours)
  const asked = samples.map((drawn, i) => {
    const level = noise.levels[i]
    if (level === null) return drawn
    const way = wholeWay(recipe, level)
    return whole?.[i] ? { ...way, weight: CHOICE_WEIGHT * way.weight } : way
  })
  return { samples: asked, targetRate, z: noise.z }
}

/** Which patches of a batch are to be whole pictures, because their colours are chosen; null where none ever is. */
export function wholePictures(recipe: TrainRecipe, draw: DrawUniforms): readonly boolean[] | null {
  const { batch } = recipe
  return wholeAmong(recipe, batch, drawsOf(recipe, batch, draw).colours)
}

function wholeAmong({ colourShare }: TrainRecipe, batch: number, draws: Float64Array | null) {
  if (!draws) return null
  return Array.from({ length: batch }, (_, i) =>
    choosesColours(draws.subarray(i * COLOUR_DRAWS, (i + 1) * COLOUR_DRAWS), colourShare),
  )
}

/** The numbers for a batch, by what they decide; null for what the recipe does not have. */
function drawsOf({ guessShare, colourShare }: TrainRecipe, batch: number, draw: DrawUniforms) {
  if (guessShare === 0 && colourShare === 0)
    return { levels: draw(2 * batch), guesses: null, colours: null }
  const ofColours = colourShare > 0 ? COLOUR_DRAWS : 0
  const draws = draw((2 + GUESS_DRAWS + ofColours) * batch)
  return {
    levels: draws,
    guesses: draws.subarray(2 * batch),
    colours: ofColours > 0 ? draws.subarray((2 + GUESS_DRAWS) * batch) : null,
  }
}
