/**
 * The starts of colourings as noise, beside those of enlargements (guess-noise.ts): what a picture loses when it becomes
 * grey, but for some spots whose colour was given, and what it loses when its colours are enlarged. The model learns to
 * give them back in one step: to spread what is given as far as a thing reaches, and to guess where nothing is.
 */
import { faithfulUp } from '../field/pyramid.ts'
import { blockMeans } from '../operators/blocks.ts'
import { keepBrightness } from '../operators/keep-brightness.ts'
import { asColour, grey } from '../operators/luminance.ts'
import type { Tensor } from '../tensor/tensor.ts'
import type { GuessNoise } from './guess-noise.ts'

/** Most spots of one patch. */
const MOST_SPOTS = 12
const DRAWS_PER_SPOT = 3
/** Uniform numbers that one patch takes: whether, which start, the level, how many spots, and each of these. */
export const COLOUR_DRAWS = 4 + MOST_SPOTS * DRAWS_PER_SPOT

/** The levels of such starts, near the deviation of their error; training takes them from half to twice as high. */
export const COLOUR_LEVELS = { spots: 0.5, enlarged: 0.05 } as const

/** Share of these starts whose colours are those of a smaller picture, and of the others that have no spot. */
const ENLARGED_SHARE = 0.15
const SPOTLESS_SHARE = 0.4

/**
 * The noise of pictures `x0` [B, 3, H, W] of an even size with that of a share of the patches replaced by the errors of
 * colourings, and their levels; pictures without colours keep theirs. `draws` holds COLOUR_DRAWS uniform numbers of [0, 1)
 * for each patch.
 */
export function colourNoise(
  x0: Tensor,
  noise: GuessNoise,
  { share, draws }: { readonly share: number; readonly draws: Float64Array },
): GuessNoise {
  const [batch, ...rest] = x0.shape
  if (rest[0] !== 3) return noise
  const data = noise.z.data.slice()
  const size = data.length / batch
  const levels = noise.levels.map((given, i) => {
    const own = draws.subarray(i * COLOUR_DRAWS, (i + 1) * COLOUR_DRAWS)
    if (own[0] >= share) return given
    const clean = { shape: [1, ...rest], data: x0.data.subarray(i * size, (i + 1) * size) }
    return writeError(data.subarray(i * size), clean, own)
  })
  return { z: { shape: x0.shape, data }, levels }
}

/** Writes into `z` what leads from a picture to the start of its colouring. */
function writeError(
  z: Float32Array,
  clean: Tensor,
  [, kind, spread, ...spots]: Float64Array,
): number {
  const isEnlarged = kind < ENLARGED_SHARE
  const colours = isEnlarged ? faithfulUp(blockMeans(clean, 2), 2) : spotted(clean, spots)
  const level = COLOUR_LEVELS[isEnlarged ? 'enlarged' : 'spots'] * 4 ** (spread - 0.5)
  const start = keepBrightness(grey(clean)).impose(colours)
  for (let k = 0; k < clean.data.length; k++) z[k] = (start.data[k] - clean.data[k]) / level
  return level
}

/** The picture [1, 3, H, W] in grey, but for round spots of the mean colour there. */
function spotted(clean: Tensor, [chance, ...places]: readonly number[]): Tensor {
  const [, , height, width] = clean.shape
  const colours = asColour(grey(clean))
  const count = Math.ceil(((chance - SPOTLESS_SHARE) / (1 - SPOTLESS_SHARE)) * MOST_SPOTS)
  for (let spot = 0; spot < count; spot++) {
    const [x, y, size] = places.slice(spot * DRAWS_PER_SPOT)
    const radius = 1.5 * 5 ** size
    layMean(colours, clean, pixelsWithin({ x: x * width, y: y * height, radius }, width, height))
  }
  return colours
}

/** Indices of the pixels whose middle lies in a circle. */
function pixelsWithin(
  { x, y, radius }: { readonly x: number; readonly y: number; readonly radius: number },
  width: number,
  height: number,
): number[] {
  const pixels: number[] = []
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      if (Math.hypot(column + 0.5 - x, row + 0.5 - y) <= radius) pixels.push(row * width + column)
  return pixels
}

/** Gives pixels of `colours` their mean in `clean`. */
function layMean(colours: Tensor, clean: Tensor, pixels: readonly number[]): void {
  const plane = clean.data.length / 3
  for (let c = 0; c < 3; c++) {
    const sum = pixels.reduce((total, pixel) => total + clean.data[c * plane + pixel], 0)
    for (const pixel of pixels) colours.data[c * plane + pixel] = sum / pixels.length
  }
}
