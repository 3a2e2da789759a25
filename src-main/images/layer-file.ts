/**
 * Pictures that lie over a photograph, such as masks: they have to be as large as it is.
 */
import { UserError } from '../../src-shared/contract/user-error.ts'
import type { PixelImage } from '../../src-shared/tensor/pixels.ts'
import { decodeImage } from './decode.ts'

/** The image at `path`, called `name` in the UserError where it has not the size of the photograph. */
export async function decodeLayer(
  path: string,
  { width, height }: Pick<PixelImage, 'width' | 'height'>,
  name: string,
): Promise<PixelImage> {
  const image = await decodeImage(path)
  if (image.width === width && image.height === height) return image
  throw new UserError(
    `The ${name} ${path} has ${image.width} x ${image.height} pixels, the photograph has ` +
      `${width} x ${height}; scale the ${name} to the photograph`,
  )
}
