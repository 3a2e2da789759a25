/**
 * Enlarges a large region band by band, with a turn for others between two bands. The result is that of
 * enlarging it at once; nothing here chooses how a pixel is made.
 */
import { enlargePart, newLayer, writeLayer } from '../../src-shared/field/layer.ts'
import type { Region } from '../../src-shared/tensor/pixels.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import type { Turn } from './edit-plan.ts'

export interface Enlarging {
  /** The part [1, 3, h, w] of what is enlarged. */
  readonly read: (small: Region) => Tensor
  readonly enlarge: (small: Tensor, factor: number) => Tensor
  readonly turn: Turn
}

/** Rows of a band: a multiple of every factor, and so many that its margins cost less than a tenth. */
const BAND_ROWS = 480

/** As enlargePart(). Rejects with what `turn` rejects with. */
export async function enlargeInBands(
  region: Region,
  factor: number,
  { read, enlarge, turn }: Enlarging,
): Promise<Tensor> {
  const whole = newLayer(region)
  for (let done = 0; done < region.height; done += BAND_ROWS) {
    const height = Math.min(BAND_ROWS, region.height - done)
    const band = { ...region, y: region.y + done, height }
    writeLayer(whole, enlargePart(band, factor, { read, enlarge }), band)
    await turn()
  }
  return whole.field
}
