/**
 * Noise that belongs to pixels of the photograph, not to the work at hand: whatever part is edited,
 * in whatever pieces, a pixel gets the same noise. The only state is the key.
 */
import { normalField } from '../tensor/random.ts'
import type { Region } from '../tensor/pixels.ts'
import type { Tensor } from '../tensor/tensor.ts'

export interface NoiseSource {
  /** Whole number; the same seed gives the same noise. */
  readonly seed: number
  /** Which scale of the picture: 0 is the finest. */
  readonly level: number
  /** Deviation of the noise: 1 is what consistency sampling asks for, 0 is none. */
  readonly amount: number
}

/** The noise [1, 3, H, W] of a region at step 0 (the start), 1, 2, ... of the sampler. */
export function noiseOf({ seed, level, amount }: NoiseSource, region: Region) {
  return (step: number): Tensor => {
    if (amount === 0) {
      const { width, height } = region
      return { shape: [1, 3, height, width], data: new Float32Array(3 * width * height) }
    }
    const unit = normalField({ seed, step, level }, region)
    if (amount !== 1) for (let i = 0; i < unit.data.length; i++) unit.data[i] *= amount
    return unit
  }
}
