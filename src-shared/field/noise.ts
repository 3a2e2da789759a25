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
 * The noise [1, 3, H, W] of a region at step 0 (the start), 1, 2, ... of the sampler. Pixels where
 * `where` [1, 1, H, W] is 0 get none.
 */
export function noiseOf({ seed, level, amount }: NoiseSource, region: Region, where?: Tensor) {
  const options = { deviation: amount, ...(where ? { where } : {}) }
  return (step: number): Tensor =>
    amount === 0
      ? zeros([1, 3, region.height, region.width])
      : normalField({ seed, step, level }, region, options)
}
