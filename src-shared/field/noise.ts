/**
 * Noise that belongs to pixels of the photograph, not to the work at hand: whatever part is edited,
 * in whatever pieces, a pixel gets the same noise. The only state is the key.
 */
import { normalField } from '../tensor/random.ts'
import type { Region } from '../tensor/pixels.ts'
import { zeros } from '../tensor/tensor.ts'
import type { Tensor } from '../tensor/tensor.ts'

export interface NoiseSource {
  /** Whole number; the same seed gives the same noise. */
  readonly seed: number
  /** Which scale of the picture: 0 is the finest. */
  readonly level: number
  /** Deviation of the noise: 1 is what consistency sampling asks for, 0 is none. */
  readonly amount: number
}

/**
 * The noise [1, 3, H, W] of a region, or of some whole rows of it, at step 0 (the start), 1, 2, ... of the sampler.
 * Pixels where `where` [1, 1, H, W] is 0 get none.
 */
export function noiseOf({ seed, level, amount }: NoiseSource, region: Region, where?: Tensor) {
  return (step: number, rows = region): Tensor => {
    if (amount === 0) return zeros([1, 3, rows.height, rows.width])
    const options = { deviation: amount, ...(where && { where: rowsOf(where, region, rows) }) }
    return normalField({ seed, step, level }, rows, options)
  }
}

function rowsOf({ data }: Tensor, { y, width }: Region, rows: Region): Tensor {
  const first = (rows.y - y) * width
  const shape = [1, 1, rows.height, width]
  return { shape, data: data.subarray(first, first + rows.height * width) }
}
