/**
 * The starts of enlargements as noise: an edit asks about an enlarged picture in place of a noisy one, so some of the
 * patches have its error as their noise, near a level of each factor's own, and the model learns to undo it in one step
 * (Delbracio and Milanfar 2023, "Inversion by direct iteration", with the start as the end of the trajectory). That it
 * is such a picture, the network sees: there is no noise in it.
 */
import { faithfulUp } from '../field/pyramid.ts'
import { blockMeans } from '../operators/blocks.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** Uniform numbers that one patch takes: whether it is a guess, by which factor, and at which level. */
export const GUESS_DRAWS = 3

/** Factors of enlargement, the frequent ones more than once. */
const FACTORS = [2, 2, 2, 2, 3, 4, 4, 8] as const
type Factor = (typeof FACTORS)[number]

/**
 * The level at which the start of an enlargement by each factor is asked about, near the deviation of its error. Training
 * takes it from half to twice as high: at a single one, noise of this level would no longer be removed.
 */
export const GUESS_LEVELS: Readonly<Record<Factor, number>> = { 2: 0.06, 3: 0.09, 4: 0.12, 8: 0.18 }

export interface GuessNoise {
  /** What is added to the picture, in units of its level. */
  readonly z: Tensor
  /** For each patch, the level that its noise belongs to; null where any may be drawn. */
  readonly levels: readonly (number | null)[]
}

/**
 * Unit normals `z` for the pictures `x0`, both [B, C, H, W] of an even size, with those of a share of the patches replaced
 * by the errors of enlargements. `draws` holds GUESS_DRAWS uniform numbers of [0, 1) for each patch.
 */
export function guessNoise(
  { x0, z }: { readonly x0: Tensor; readonly z: Tensor },
  share: number,
  draws: Float64Array,
): GuessNoise {
  const [batch, ...rest] = z.shape
  const data = z.data.slice()
  const size = data.length / batch
  const levels = Array.from({ length: batch }, (_, i) => {
    const [chance, factor, spread] = draws.subarray(i * GUESS_DRAWS, (i + 1) * GUESS_DRAWS)
    if (chance >= share) return null
    const clean = { shape: [1, ...rest], data: x0.data.subarray(i * size, (i + 1) * size) }
    const wanted = FACTORS[Math.floor(factor * FACTORS.length)]
    return writeError(data.subarray(i * size), clean, { wanted, spread })
  })
  return { z: { shape: z.shape, data }, levels }
}

/** Writes into `z` what leads from a picture to the enlargement of its block means; where they do not fit, of smaller ones. */
function writeError(
  z: Float32Array,
  clean: Tensor,
  { wanted, spread }: { readonly wanted: Factor; readonly spread: number },
): number {
  const [, , height, width] = clean.shape
  const factor = height % wanted === 0 && width % wanted === 0 ? wanted : 2
  const level = GUESS_LEVELS[factor] * 4 ** (spread - 0.5)
  const guess = faithfulUp(blockMeans(clean, factor), factor)
  for (let i = 0; i < clean.data.length; i++) z[i] = (guess.data[i] - clean.data[i]) / level
  return level
}
