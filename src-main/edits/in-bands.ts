/**
 * Makes a large field band by band, with a turn for others between two bands. The result is that of making it at
 * once; nothing here knows how a pixel is made.
 */
import { enlargePart, newLayer, writeLayer } from '../../src-shared/field/layer.ts'
import type { Layer } from '../../src-shared/field/layer.ts'
import type { Region } from '../../src-shared/tensor/pixels.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import type { Turn } from './edit-plan.ts'

/** Rows of a band: a multiple of every factor, and so many that the margins of an enlargement cost less than a tenth. */
const BAND_ROWS = 480

/** The field [1, C, H, W] of a region of which `draw` makes any rows. Rejects with what `turn` rejects with. */
export async function inBands(
  region: Region,
  draw: (band: Region) => Tensor,
  turn: Turn,
): Promise<Tensor> {
  if (region.height <= BAND_ROWS) {
    const field = draw(region)
    await turn()
    return field
  }
  let whole: Layer | undefined
  for (let done = 0; done < region.height; done += BAND_ROWS) {
    const height = Math.min(BAND_ROWS, region.height - done)
    const band = { ...region, y: region.y + done, height }
    const field = draw(band)
    whole ??= newLayer(region, field.shape[1])
    writeLayer(whole, field, band)
    await turn()
  }
  return whole?.field ?? draw(region)
}

export interface Enlarging {
  /** The part [1, 3, h, w] of what is enlarged. */
  readonly read: (small: Region) => Tensor
  readonly enlarge: (small: Tensor, factor: number) => Tensor
  readonly turn: Turn
}

/** As enlargePart(). */
export function enlargeInBands(
  region: Region,
  factor: number,
  { read, enlarge, turn }: Enlarging,
): Promise<Tensor> {
  return inBands(region, (band) => enlargePart(band, factor, { read, enlarge }), turn)
}
