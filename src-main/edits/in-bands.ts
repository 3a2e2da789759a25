/**
 * Makes a large field band by band, with a turn for others between two bands. The result is that of making it at
 * once; nothing here knows how a pixel is made.
 */
import { enlargePart, newLayer, writeLayer } from '../../src-shared/field/layer.ts'
import type { Layer } from '../../src-shared/field/layer.ts'
import type { Region } from '../../src-shared/tensor/pixels.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import type { Turn } from './turn.ts'

/** Rows of a band: a multiple of every factor, and so many that the margins of an enlargement cost less than a tenth. */
const BAND_ROWS = 480

export interface Pace {
  readonly turn: Turn
  /** Rows of the picture that are read for a row of the region; 1 if not given. */
  readonly shrink?: number
}

/** Works on a region band by band. Rejects with what `turn` rejects with. */
export async function forEachBand(
  region: Region,
  work: (band: Region) => void,
  { turn, shrink = 1 }: Pace,
): Promise<void> {
  const rows = Math.max(Math.floor(BAND_ROWS / shrink), 1)
  for (let done = 0; done < region.height; done += rows) {
    const height = Math.min(rows, region.height - done)
    work({ ...region, y: region.y + done, height })
    await turn()
  }
}

/** The field [1, C, H, W] of a region of which `draw` makes any rows. Rejects with what `turn` rejects with. */
export async function inBands(
  region: Region,
  draw: (band: Region) => Tensor,
  pace: Pace,
): Promise<Tensor> {
  let whole: Layer | undefined
  await forEachBand(
    region,
    (band) => {
      const field = draw(band)
      if (band.height === region.height) whole = { region, field }
      whole ??= newLayer(region, field.shape[1])
      if (whole.field !== field) writeLayer(whole, field, band)
    },
    pace,
  )
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
  return inBands(region, (band) => enlargePart(band, factor, { read, enlarge }), { turn })
}
