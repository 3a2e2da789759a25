/**
 * The real photographs of assets/photographs as tensors.
 */
import { decodeImage } from '../../src-main/images/decode.ts'
import { pixelsToTensor } from '../../src-shared/tensor/pixels.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'

/** The top left `side` x `side` pixels of a photograph as [1, 3, side, side]. */
export async function photograph(name: string, side: number): Promise<Tensor> {
  const path = new URL(`../../assets/photographs/${name}`, import.meta.url).pathname
  const image = await decodeImage(path)
  return pixelsToTensor(image, { x: 0, y: 0, width: side, height: side })
}
