/**
 * Draws the noise of a step while the network still estimates the one before: the processor that orders the network's
 * work has nothing to do meanwhile. What comes out does not depend on when it was drawn.
 */
import { noiseOf } from '../../src-shared/field/noise.ts'
import type { NoiseSource, NoiseStep } from '../../src-shared/field/noise.ts'
import type { Region } from '../../src-shared/tensor/pixels.ts'
import { zeros } from '../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import type { Turn } from './edit-plan.ts'
import { forEachBand } from './in-bands.ts'

export interface NoiseAhead {
  /** Draws the noise of a step over that of the step before. Rejects with what `turn` rejects with. */
  draw(step: Pick<NoiseStep, 'step' | 'deviation'>): Promise<void>
  /** A field [1, 3, H, W] of the region plus the noise drawn last; overwrites the sum given before. */
  addTo(this: void, field: Tensor): Tensor
}

/** Noise for the pixels of `region` where `where` [1, 1, H, W] is above 0. */
export function noiseAhead(
  source: NoiseSource,
  region: Region,
  { where, turn }: { readonly where: Tensor; readonly turn: Turn },
): NoiseAhead {
  const shape = [1, 3, region.height, region.width]
  const addNoise = noiseOf(source, region, where)
  const [noise, sum] = [zeros(shape), zeros(shape)]
  return {
    draw: async (step) => {
      noise.data.fill(0)
      await forEachBand(
        region,
        (rows) => {
          addNoise(noise, { ...step, rows })
        },
        turn,
      )
    },
    addTo: ({ data }) => {
      for (let i = 0; i < sum.data.length; i++) sum.data[i] = (data[i] ?? 0) + (noise.data[i] ?? 0)
      return sum
    },
  }
}
