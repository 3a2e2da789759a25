/**
 * How much of an edit is spent outside the runtime: one inpainting of 512x512 pixels from file to file.
 * Writes nothing; the encoded picture is dropped.
 */
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'
import { runEdit } from '../../edits/run-edit.ts'
import { decodeImage } from '../../images/decode.ts'
import { encodeBytes } from '../../images/encode.ts'
import type { OpenModel } from '../../models/open-model.ts'
import { textMask } from '../quality/degrade.ts'

const SEED = 0

export interface EditMeasurement {
  readonly seconds: number
  /** Share of `seconds` in which the network did not run: decoding, windows, blending, noise, encoding. */
  readonly outside: number
}

/** Fills two lines of text in a picture file of 512x512 pixels. `now` gives seconds. */
export async function measureEdit(
  file: string,
  options: { model: OpenModel; now: () => number; signal: AbortSignal },
): Promise<EditMeasurement> {
  const { model, now, signal } = options
  const started = now()
  const image = await decodeImage(file)
  const request = { operator: 'inpaint', image, mask: textMask(image), seed: SEED } as const
  let inside = 0
  let result: PixelImage = image
  for await (const progress of runEdit(request, { model, signal })) {
    if (!progress.result) continue
    result = progress.result.image
    inside = progress.result.seconds - progress.result.outsideSeconds
  }
  await encodeBytes(result, 'png')
  const seconds = now() - started
  return { seconds, outside: (seconds - inside) / seconds }
}
