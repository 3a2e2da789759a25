/**
 * Makes an image fit into a file format: depth and transparency.
 * Rounds what has to be rounded, and refuses what would lose something a person could see.
 */
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import {
  emptyImage,
  hasAlpha,
  isGrey,
  whiteLevel,
  type PixelImage,
} from '../../src-shared/tensor/pixels.ts'
import { formatFacts, type ImageFormat } from './formats.ts'

/** Throws UserError naming `path` if a file of `format` cannot hold the image. */
export function checkHolds(image: PixelImage, format: ImageFormat, path: string): void {
  const { name, maxSide, holdsAlpha } = formatFacts[format]
  if (Math.max(image.width, image.height) > maxSide) {
    const { width, height } = image
    const values = { file: path, format: name, side: maxSide, width, height }
    throw new UserError(sentence('formatTooSmall', values))
  }
  if (hasAlpha(image) && !holdsAlpha && !isOpaque(image)) {
    throw new UserError(sentence('formatOpaque', { file: path, format: name }))
  }
}

/** The image with the channels and the depth that a file of `format` holds. */
export function fitImage(image: PixelImage, format: ImageFormat): PixelImage {
  const { holdsAlpha, deepBits } = formatFacts[format]
  return fitDepth(holdsAlpha ? image : withoutAlpha(image), deepBits)
}

function isOpaque({ data, channels, depth }: PixelImage): boolean {
  const white = whiteLevel(depth)
  for (let i = channels - 1; i < data.length; i += channels) if (data[i] !== white) return false
  return true
}

function withoutAlpha(image: PixelImage): PixelImage {
  if (!hasAlpha(image)) return image
  const channels = isGrey(image) ? 1 : 3
  const copy = emptyImage(image, channels, image.depth)
  for (let i = 0; i < copy.data.length; i++) {
    copy.data[i] = image.data[Math.floor(i / channels) * image.channels + (i % channels)] ?? 0
  }
  return copy
}

/** 16-bit samples rounded to what the format stores; the image library would cut them off. */
function fitDepth(image: PixelImage, bits: 8 | 12 | 16): PixelImage {
  if (image.depth === 8 || bits === 16) return image
  const fitted = emptyImage(image, image.channels, bits === 8 ? 8 : 16)
  const scale = (2 ** bits - 1) / 65535
  const shift = bits === 8 ? 0 : 16 - bits // the library takes the upper bits of 16
  image.data.forEach((sample, i) => (fitted.data[i] = Math.round(sample * scale) << shift))
  return fitted
}
