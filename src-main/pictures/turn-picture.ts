/**
 * Crops, turns and mirrors pictures: every sample of the result is a sample of the picture.
 * Changes no sample's value and nothing in place.
 */
import type { Transform } from '../../src-shared/contract/pictures-api.ts'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { intersect } from '../../src-shared/field/regions.ts'
import { emptyImage, wholeOf } from '../../src-shared/tensor/pixels.ts'
import type { PixelImage, Region } from '../../src-shared/tensor/pixels.ts'

/** How the result walks through the pixels of the picture, counted row by row. */
interface Walk {
  readonly width: number
  readonly height: number
  readonly start: number
  /** Pixels to the next one in a row of the result, and to the next row. */
  readonly across: number
  readonly down: number
}

/** Every transform but resizing. Throws UserError for a crop that is not within the picture. */
export function turnPicture(
  image: PixelImage,
  transform: Exclude<Transform, { readonly kind: 'resize' }>,
): PixelImage {
  switch (transform.kind) {
    case 'crop':
      return follow(image, cropWalk(image, transform.region))
    case 'rotate':
      return follow(image, rotateWalk(image, transform.degrees))
    case 'flip':
      return follow(image, flipWalk(image, transform.axis))
  }
}

function cropWalk(image: PixelImage, region: Region): Walk {
  const { x, y, width, height } = region
  const shared = intersect(region, wholeOf(image))
  const isWhole = Object.values(region).every((side) => Number.isInteger(side))
  if (!isWhole || width < 1 || height < 1 || shared.width < width || shared.height < height) {
    throw new UserError(sentence('cropBeside'))
  }
  return { width, height, start: y * image.width + x, across: 1, down: image.width }
}

function rotateWalk({ width: w, height: h }: PixelImage, degrees: 90 | 180 | 270): Walk {
  switch (degrees) {
    case 90:
      return { width: h, height: w, start: (h - 1) * w, across: -w, down: 1 }
    case 180:
      return { width: w, height: h, start: h * w - 1, across: -1, down: -w }
    case 270:
      return { width: h, height: w, start: w - 1, across: w, down: -1 }
  }
}

function flipWalk({ width: w, height: h }: PixelImage, axis: 'horizontal' | 'vertical'): Walk {
  return axis === 'horizontal'
    ? { width: w, height: h, start: w - 1, across: -1, down: w }
    : { width: w, height: h, start: (h - 1) * w, across: 1, down: -w }
}

function follow(image: PixelImage, { width, height, start, across, down }: Walk): PixelImage {
  const { channels, data } = image
  const result = emptyImage({ width, height }, channels, image.depth)
  let to = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (start + y * down + x * across) * channels
      for (let c = 0; c < channels; c++) result.data[to++] = data[from + c] ?? 0
    }
  }
  return result
}
