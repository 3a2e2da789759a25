/**
 * Noise that belongs to pixels of the photograph, not to the work at hand: whatever part is edited,
 * in whatever pieces, a pixel gets the same noise. The only state is the key.
 */
import { addNormals } from '../tensor/random.ts'
import { fullSpans, spansAbove0 } from '../tensor/spans.ts'
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

export interface NoiseStep {
  /** 0 (the start), 1, 2, ... of the sampler. */
  readonly step: number
  /** What the noise is multiplied by. */
  readonly deviation: number
  /** Some whole rows of the region; all if not given. */
  readonly rows?: Pick<Region, 'y' | 'height'>
}

/**
 * Adds the noise of a step to the field [1, 3, H, W] of a region, in place. Pixels where `where` [1, 1, H, W] is 0
 * get none.
 */
export function noiseOf({ seed, level, amount }: NoiseSource, region: Region, where?: Tensor) {
  const spans = where ? spansAbove0(where) : fullSpans(region)
  return (field: Tensor, { step, deviation, rows = region }: NoiseStep): void => {
    if (amount === 0) return
    const options = { region, rows, deviation: amount * deviation, where: spans }
    addNormals(field, { seed, step, level }, options)
  }
}
