/**
 * Fades what was drawn into the picture at the soft edge of a mask. Changes no picture.
 */
import { readField } from '../../src-shared/field/photograph.ts'
import type { PixelImage, Region } from '../../src-shared/tensor/pixels.ts'
import { mapTensor } from '../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'

interface Masked {
  readonly image: PixelImage
  /** How much of what is drawn a pixel takes: black nothing, white all of it. */
  readonly mask: PixelImage
}

/** The mix of `drawn` [1, 3, H, W], whose top left corner is at `at`, with the picture there. */
export function mixByCoverage(
  drawn: Tensor,
  { x, y }: Pick<Region, 'x' | 'y'>,
  { image, mask }: Masked,
): Tensor {
  const [, , height = 0, width = 0] = drawn.shape
  const region = { x, y, width, height }
  const coverage = readField(mask, region)
  const source = readField(image, region)
  return mapTensor(drawn, (value, i) => {
    const share = ((coverage.data[i] ?? 0) + 1) / 2
    return share * value + (1 - share) * (source.data[i] ?? 0)
  })
}
