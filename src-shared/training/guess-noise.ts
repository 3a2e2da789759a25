/**
 * The first guesses of edits as noise: a picture with a smoothly filled hole, an enlarged one, one without colours. An
 * edit asks about them in place of noisy pictures, so some of the patches have the error of such a guess as their
 * noise, at one level for each kind, and the model learns to undo it in one step (Delbracio and Milanfar 2023,
 * "Inversion by direct iteration", with the guess as the end of the trajectory). Which kind it is, the network sees.
 */
import { faithfulUp } from '../field/pyramid.ts'
import { smoothFill } from '../field/smooth-fill.ts'
import { blockMeans } from '../operators/blocks.ts'
import { asColour, grey } from '../operators/luminance.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** Uniform numbers that one patch takes: share, kind, size, noise, and five for each ellipse. */
export const GUESS_DRAWS = 4 + 6 * 5

/** Shares of the kinds among the guesses; colours have the rest. */
const HOLES = 0.3
const ENLARGEMENTS = 0.35
/** Factors of enlargement, the frequent ones more than once. */
const FACTORS = [2, 2, 2, 2, 3, 4, 4, 8] as const
/** A hole is of so many ellipses at most, each with half axes between these: scratches are ellipses too. */
const MOST_ELLIPSES = 6
const SHORTEST_AXIS = 1.2
const LONGEST_AXIS = 0.3 // of the side of a patch
/** A patch of which little is free counts more, up to this factor: its error is a mean over all values. */
const LARGEST_WEIGHT = 8

/** The level at which each kind of guess is asked about, near the deviation of its error: a hole, colours, an enlargement by a factor. */
export const GUESS_LEVELS = {
  hole: 0.25,
  colour: 0.25,
  2: 0.06,
  3: 0.09,
  4: 0.12,
  8: 0.18,
} as const

export interface GuessNoise {
  /** What is added to the picture, in units of its level. */
  readonly z: Tensor
  /** For each patch, the factor of its loss: 1 over the share of values that the guess may change. */
  readonly weights: readonly number[]
  /** For each patch, the level that its noise belongs to; null where any may be drawn. */
  readonly levels: readonly (number | null)[]
}

/** A patch and its unit normals, [1, C, H, W]. */
interface Patch {
  readonly clean: Tensor
  readonly normals: Tensor
}

/** The noise of one patch: x0 + level z is the guess, with some noise of the same kind. */
interface Guess {
  readonly z: Float32Array
  readonly level: number
  readonly free: number
}

/**
 * Unit normals `z` for the pictures `x0`, both [B, C, H, W], with those of a share of the patches replaced by the errors of
 * guesses. `draws` holds GUESS_DRAWS uniform numbers of [0, 1) for each patch. Only patches of three channels have colours.
 */
export function guessNoise(
  { x0, z }: { readonly x0: Tensor; readonly z: Tensor },
  share: number,
  draws: Float64Array,
): GuessNoise {
  const [batch, ...rest] = z.shape
  const data = z.data.slice()
  const size = data.length / batch
  const part = (of: Float32Array, i: number): Tensor => ({
    shape: [1, ...rest],
    data: of.subarray(i * size, (i + 1) * size),
  })
  const guesses = Array.from({ length: batch }, (_, i) => {
    const [chance, ...own] = draws.subarray(i * GUESS_DRAWS, (i + 1) * GUESS_DRAWS)
    if (chance >= share) return null
    const guess = guessOf({ clean: part(x0.data, i), normals: part(z.data, i) }, own)
    data.set(guess.z, i * size)
    return guess
  })
  return {
    z: { shape: z.shape, data },
    weights: guesses.map((guess) => Math.min(1 / (guess?.free ?? 1), LARGEST_WEIGHT)),
    levels: guesses.map((guess) => guess?.level ?? null),
  }
}

function guessOf(patch: Patch, [kind, size, noise, ...shapes]: readonly number[]): Guess {
  const hasColours = patch.clean.shape[1] === 3
  if (kind < HOLES) return filledHole(patch, { size, noise, shapes })
  if (kind < HOLES + ENLARGEMENTS || !hasColours) {
    return enlargement(patch, FACTORS[Math.floor(size * FACTORS.length)])
  }
  return withoutColours(patch, noise)
}

/** A hole, smoothly filled, with up to its level of noise, mostly little. */
function filledHole(
  { clean, normals }: Patch,
  draw: { readonly size: number; readonly noise: number; readonly shapes: readonly number[] },
): Guess {
  const hole = ellipses(clean, 1 + Math.floor(draw.size * MOST_ELLIPSES), draw.shapes)
  const plane = hole.data.length
  const guess = smoothFill(clean, hole)
  const level = GUESS_LEVELS.hole
  const z = clean.data.map((value, i) => {
    if (hole.data[i % plane] === 0) return 0
    return (guess.data[i] - value) / level + draw.noise ** 2 * normals.data[i]
  })
  const free = hole.data.reduce((sum, value) => sum + value, 0) / plane
  return { z, level, free: Math.max(free, 1 / plane) }
}

/** A union of ellipses as a mask [1, 1, H, W]; each takes five of the numbers: centre, half axes, angle. */
function ellipses({ shape }: Tensor, count: number, draws: readonly number[]): Tensor {
  const [, , height, width] = shape
  const data = new Float32Array(width * height)
  const longest = Math.max(LONGEST_AXIS * Math.min(width, height), SHORTEST_AXIS)
  const axis = (w: number) => SHORTEST_AXIS * (longest / SHORTEST_AXIS) ** w
  for (let n = 0; n < count; n++) {
    const [u, v, first, second, turn] = draws.slice(5 * n, 5 * n + 5)
    const [a, b] = [axis(first), axis(second)]
    const [cos, sin] = [Math.cos(Math.PI * turn), Math.sin(Math.PI * turn)]
    for (let i = 0; i < data.length; i++) {
      const [dx, dy] = [(i % width) - u * width, Math.floor(i / width) - v * height]
      if (((dx * cos + dy * sin) / a) ** 2 + ((dy * cos - dx * sin) / b) ** 2 < 1) data[i] = 1
    }
  }
  return { shape: [1, 1, height, width], data }
}

/** The means of blocks, enlarged again; where they do not fit, those of smaller ones. */
function enlargement({ clean }: Patch, wanted: 2 | 3 | 4 | 8): Guess {
  const [, , height, width] = clean.shape
  const factor = height % wanted === 0 && width % wanted === 0 ? wanted : 2
  const level = GUESS_LEVELS[factor]
  const guess = faithfulUp(blockMeans(clean, factor), factor)
  const z = clean.data.map((value, i) => (guess.data[i] - value) / level)
  return { z, level, free: 1 - 1 / factor ** 2 }
}

/** The picture in grey, with up to its level of noise in the colours, mostly little. */
function withoutColours({ clean, normals }: Patch, noise: number): Guess {
  const level = GUESS_LEVELS.colour
  const guess = asColour(grey(clean))
  const brightness = asColour(grey(normals))
  const z = clean.data.map((value, i) => {
    const colours = normals.data[i] - brightness.data[i]
    return (guess.data[i] - value) / level + noise ** 2 * colours
  })
  return { z, level, free: 2 / 3 }
}
