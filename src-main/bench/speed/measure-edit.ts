/**
 * How much of an edit is spent outside the runtime: inpaintings of 512x512 pixels from file to bytes.
 * Writes nothing; the encoded pictures are dropped.
 */
import { runEdit } from '../../edits/run-edit.ts'
import { decodeImage } from '../../images/decode.ts'
import { encodeBytes } from '../../images/encode.ts'
import type { OpenModel } from '../../models/opened-model.ts'
import { textMask } from '../quality/degrade.ts'
import { median } from './measure.ts'

const SEED = 0
const RUNS = 15

export interface MeasureEditOptions {
  readonly model: OpenModel
  /** Seconds. */
  readonly now: () => number
  readonly signal: AbortSignal
}

/**
 * The share of an edit in which the network did not run (decoding, windows, noise, blending, encoding):
 * the median of fifteen fillings of two lines of text in a picture file of 512x512 pixels. The first of
 * them also pays for compiling this program, which the median leaves out.
 */
export async function measureOutside(file: string, options: MeasureEditOptions): Promise<number> {
  const shares: number[] = []
  for (let run = 0; run < RUNS; run++) shares.push(await outsideOnce(file, options))
  return median(shares)
}

async function outsideOnce(
  file: string,
  { model, now, signal }: MeasureEditOptions,
): Promise<number> {
  const started = now()
  const image = await decodeImage(file)
  const request = { operator: 'inpaint', image, mask: textMask(image), seed: SEED } as const
  let inside = 0
  for await (const { result } of runEdit(request, { model, signal })) {
    if (!result) continue
    inside = result.seconds - result.outsideSeconds
    await encodeBytes(result.image, 'png')
  }
  const seconds = now() - started
  return (seconds - inside) / seconds
}
