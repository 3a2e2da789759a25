/**
 * Masks as pictures and back: soft edges stay soft.
 * Knows samples; reading and writing files is the service's affair.
 */
import type { MaskPatch } from '../../src-shared/contract/pictures-api.ts'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { emptyImage, hasAlpha, isGrey, whiteLevel } from '../../src-shared/tensor/pixels.ts'
import type { PixelImage } from '../../src-shared/tensor/pixels.ts'
import { cutPatch } from './select-pixels.ts'

interface Size {
  readonly width: number
  readonly height: number
}

/**
 * How bright the image is, or how opaque where anything of it is transparent. Throws UserError naming the mask where it
 * has another size or selects nothing.
 */
export function maskOfImage(image: PixelImage, size: Size, name: string): MaskPatch {
  const { width, height } = image
  if (width !== size.width || height !== size.height) {
    const picture = { pictureWidth: size.width, pictureHeight: size.height }
    throw new UserError(sentence('maskSize', { file: name, width, height, ...picture }))
  }
  const patch = cutPatch({ width, height, data: coverageOf(image) }, 1)
  if (patch.coverage.length > 0) return patch
  throw new UserError(sentence('maskEmpty', { file: name }))
}

function coverageOf(image: PixelImage): Uint8Array {
  const { channels, data } = image
  const white = whiteLevel(image.depth)
  const isTransparent = (_: number, pixel: number) => data[(pixel + 1) * channels - 1] !== white
  const coverage = new Uint8Array(image.width * image.height)
  const byAlpha = hasAlpha(image) && coverage.some(isTransparent)
  const [first, end] = byAlpha ? [channels - 1, channels] : [0, isGrey(image) ? 1 : 3]
  const scale = 255 / white / (end - first)
  for (let pixel = 0; pixel < coverage.length; pixel++) {
    let sum = 0
    for (let c = first; c < end; c++) sum += data[pixel * channels + c] ?? 0
    coverage[pixel] = Math.round(sum * scale)
  }
  return coverage
}

/** A grey picture of the given size, black where nothing is selected. Throws RangeError for a mask beyond it. */
export function imageOfMask({ region, coverage }: MaskPatch, size: Size): PixelImage {
  const { x, y, width, height } = region
  const fits = x >= 0 && y >= 0 && x + width <= size.width && y + height <= size.height
  if (!fits || coverage.length !== width * height) {
    throw new RangeError('the mask does not fit into the picture')
  }
  const image = emptyImage(size, 1, 8)
  for (let row = 0; row < height; row++) {
    const samples = coverage.subarray(row * width, (row + 1) * width)
    image.data.set(samples, (y + row) * size.width + x)
  }
  return image
}
