/**
 * The starts of fillings as noise: an edit asks about a hole that was filled smoothly in place of a noisy one, so some of
 * the patches have the error of such a filling as their noise, and the model learns to put texture there in one step, as
 * it learns to undo enlargements (guess-noise.ts). Elsewhere these patches are as they are.
 */
import { smoothFill } from '../field/smooth-fill.ts'
import { zeros } from '../tensor/tensor.ts'
import type { Tensor } from '../tensor/tensor.ts'
import type { GuessNoise } from './guess-noise.ts'

/** Uniform numbers that one patch takes: whether it has a hole, at which level, and the hole's size and place. */
export const HOLE_DRAWS = 6

/** The levels at which a hole is asked about; any between them, evenly by their logarithm. */
const LEVELS = { low: 0.03, high: 0.3 }
/** Sides of a hole as shares of the patch. */
const SIDES = { low: 1 / 16, high: 1 / 2 }

/**
 * The noise of pictures `x0` [B, C, H, W] with that of a share of the patches, those that have none of their own kind yet,
 * replaced by the errors of fillings. `draws` holds HOLE_DRAWS uniform numbers of [0, 1) for each patch.
 */
export function holeNoise(
  x0: Tensor,
  { z, levels }: GuessNoise,
  { share, draws }: { readonly share: number; readonly draws: Float64Array },
): GuessNoise {
  const [, ...rest] = z.shape
  const size = z.data.length / levels.length
  const data = z.data.slice()
  const asked = levels.map((level, i) => {
    const [chance, height, ...drawn] = draws.subarray(i * HOLE_DRAWS, (i + 1) * HOLE_DRAWS)
    if (level !== null || chance >= share) return level
    const clean = { shape: [1, ...rest], data: x0.data.subarray(i * size, (i + 1) * size) }
    const own = between(LEVELS, height)
    const filled = smoothFill(clean, rectangle(clean, drawn))
    for (let k = 0; k < size; k++) data[i * size + k] = (filled.data[k] - clean.data[k]) / own
    return own
  })
  return { z: { shape: z.shape, data }, levels: asked }
}

function between({ low, high }: { low: number; high: number }, share: number): number {
  return low * (high / low) ** share
}

/** A hole [1, 1, H, W] somewhere in a patch. */
function rectangle(
  { shape: [, , height, width] }: Tensor,
  [wide, tall, across, down]: readonly number[],
): Tensor {
  const hole = zeros([1, 1, height, width])
  const columns = Math.round(width * between(SIDES, wide))
  const rows = Math.round(height * between(SIDES, tall))
  const x = Math.floor(across * (width - columns + 1))
  const y = Math.floor(down * (height - rows + 1))
  for (let row = y; row < y + rows; row++)
    hole.data.fill(1, row * width + x, row * width + x + columns)
  return hole
}
