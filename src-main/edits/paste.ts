/**
 * Puts finished parts into the result. The only place where an edit changes a picture.
 */
import { readLayer } from '../../src-shared/field/layer.ts'
import { readHole } from '../../src-shared/field/photograph.ts'
import { intersect } from '../../src-shared/field/regions.ts'
import { pasteTensor, wholeOf } from '../../src-shared/tensor/pixels.ts'
import type { PixelImage, Region } from '../../src-shared/tensor/pixels.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'

/**
 * Writes the colours of a field [1, 3, H, W] whose top left corner is at `at`, only where `mask` is
 * above black if there is one; what lies beyond the picture is dropped. Returns the region written.
 */
export function pasteInside(
  output: PixelImage,
  field: Tensor,
  at: { readonly x: number; readonly y: number; readonly mask?: PixelImage },
): Region {
  const [, , height = 0, width = 0] = field.shape
  const own = { x: at.x, y: at.y, width, height }
  const region = intersect(own, wholeOf(output))
  if (region.width === 0 || region.height === 0) return region
  const where = at.mask ? { where: readHole(at.mask, region) } : {}
  pasteTensor(output, readLayer({ region: own, field }, region), { ...region, ...where })
  return region
}
