/**
 * The metadata that travels with an image, and what of it an image may carry.
 * Names blocks of bytes; what is in them is the other files' affair.
 */
import { isGrey, type PixelImage } from '../../../src-shared/tensor/pixels.ts'
import { formatFacts, type ImageFormat } from '../formats.ts'

/** Blocks of bytes as their own standards define them, and the size in print. */
export interface ImageMetadata {
  /** A TIFF structure, without any prefix; as decoded it says upright and has no thumbnail. */
  readonly exif?: Uint8Array
  /** A packet of XML. */
  readonly xmp?: Uint8Array
  /** The profile that the samples are meant in; without one they are sRGB. */
  readonly icc?: Uint8Array
  /** Pixels per inch. */
  readonly density?: number
}

/** True if the profile is for as many colours as the image will have in a file of `format`. */
export function profileFits(icc: Uint8Array, image: PixelImage, format: ImageFormat): boolean {
  const space = String.fromCharCode(...icc.subarray(16, 20))
  return space === (isGrey(image) && formatFacts[format].holdsGrey ? 'GRAY' : 'RGB ')
}
