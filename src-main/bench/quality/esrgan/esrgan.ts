/**
 * @upscalerjs/esrgan-medium as a baseline for enlarging: a peer's network, run as one of our graphs. It is fetched by
 * scripts/fetch-baselines.mjs, never shipped, and the comparison is left out where it is missing.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { encodeModel } from '../../../../src-shared/onnx/encode-model.ts'
import { pixelsToTensor, tensorToPixels } from '../../../../src-shared/tensor/pixels.ts'
import type { PixelImage } from '../../../../src-shared/tensor/pixels.ts'
import { mapTensor } from '../../../../src-shared/tensor/tensor.ts'
import { openGraph } from '../../../runtime/onnx-session.ts'
import { BASELINES } from '../../project-folders.ts'
import { kerasGraph } from './keras-graph.ts'
import { readKerasModel } from './keras-model.ts'

/** What to tell the reader when the network is missing. */
export const ESRGAN_MISSING =
  'esrgan-medium is left out: fetch it with `node scripts/fetch-baselines.mjs` to compare with it.'

const folderOf = (scale: number) => join(BASELINES, 'models', `x${scale}`)

export function hasEsrgan(scale: number): boolean {
  return existsSync(join(folderOf(scale), 'model.json'))
}

/** `image` (RGB, 8 bits) enlarged by the network, which takes and gives samples of 0..255. */
export async function esrgan(image: PixelImage, scale: number): Promise<PixelImage> {
  const model = await readKerasModel(folderOf(scale))
  const graph = await openGraph(encodeModel(kerasGraph(model, image)))
  try {
    const input = mapTensor(pixelsToTensor(image), (value) => 127.5 * (value + 1))
    const { output } = await graph.run({ input })
    if (!output) throw new Error('the enlarging network gave no picture')
    return tensorToPixels(
      mapTensor(output, (value) => value / 127.5 - 1),
      image.depth,
    )
  } finally {
    await graph.release()
  }
}
