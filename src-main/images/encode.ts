/**
 * Samples and metadata to an image file, complete or not at all.
 * Keeps what the format can hold, says what it cannot, and never writes over a source.
 */
import type { Sharp } from 'sharp'
import { isGrey, withColour, type PixelImage } from '../../src-shared/tensor/pixels.ts'
import { openImage, openSamples } from './codec.ts'
import { checkHolds, fitImage } from './fit-image.ts'
import { formatOfPath, type ImageFormat } from './formats.ts'
import { embedInJpeg, tooLongForJpeg } from './metadata/embed-jpeg.ts'
import { embedInPng } from './metadata/embed-png.ts'
import { embedInWebp } from './metadata/embed-webp.ts'
import { profileFits, type ImageMetadata } from './metadata/image-metadata.ts'
import { embedInTiff } from './metadata/tiff-metadata.ts'
import { uprightExif } from './metadata/upright-exif.ts'
import { checkOutput, writeOutput, type OutputRules } from './output-file.ts'

/** 1 to 100 for JPEG, WebP and AVIF; the defaults leave no visible trace. */
interface Compression {
  readonly quality?: number
  /** WebP and AVIF without loss; PNG and TIFF never lose anything. */
  readonly lossless?: boolean
}

export { checkHolds } from './fit-image.ts'

export interface EncodeOptions extends OutputRules, Compression {
  /** As decodeImage gave it. */
  readonly metadata?: ImageMetadata
}

/** Higher levels take up to half as long again, and make files of photographs smaller by less than half a percent. */
const PNG_LEVEL = 2

const defaultQuality = { jpeg: 95, webp: 95, avif: 85 }

/**
 * Writes `image` to `path` in the format of its extension, in 16 bits where the format and the image
 * have them (AVIF: 12). Throws UserError where the place or the format does not allow it.
 */
export async function encodeImage(
  image: PixelImage,
  path: string,
  options: EncodeOptions = {},
): Promise<void> {
  const format = formatOfPath(path)
  await checkOutput(path, options)
  checkHolds(image, format, path)
  await writeOutput(path, await encodeBytes(image, format, options), options)
}

/** The bytes of a whole image file, for an image that passes checkHolds(). */
export async function encodeBytes(
  image: PixelImage,
  format: ImageFormat,
  options: Compression & { readonly metadata?: ImageMetadata } = {},
): Promise<Uint8Array> {
  const metadata = fitMetadata(image, format, options.metadata)
  return encoders[format](fitImage(image, format), metadata, options)
}

/** One sentence for each block of `metadata` that a file at `path` cannot hold; mostly none. */
export function metadataNotes(path: string, metadata: ImageMetadata): readonly string[] {
  const lost = formatOfPath(path) === 'jpeg' ? tooLongForJpeg(metadata) : []
  return lost.map((block) => `the ${block.toUpperCase()} data is too long for ${path} and left out`)
}

/** What a file of `format` can hold, corrected for this image. */
function fitMetadata(
  image: PixelImage,
  format: ImageFormat,
  metadata: ImageMetadata = {},
): ImageMetadata {
  const { xmp, icc, density } = metadata
  const exif = metadata.exif && uprightExif(metadata.exif, image)
  const lost = format === 'jpeg' ? tooLongForJpeg(metadata) : []
  return {
    ...(exif && !lost.includes('exif') && { exif }),
    ...(xmp && !lost.includes('xmp') && { xmp }),
    ...(icc && profileFits(icc, image, format) && { icc }),
    ...(density && { density }),
  }
}

type Encode = (
  image: PixelImage,
  metadata: ImageMetadata,
  compression: Compression,
) => Promise<Uint8Array>

const encoders: Readonly<Record<ImageFormat, Encode>> = {
  png: async (image, metadata) => {
    const png = samplesOf(image).png({ compressionLevel: PNG_LEVEL })
    return embedInPng(await png.toBuffer(), metadata)
  },

  jpeg: async (image, metadata, { quality = defaultQuality.jpeg }) => {
    const jpeg = samplesOf(image).jpeg({ quality, chromaSubsampling: '4:4:4' })
    return embedInJpeg(await jpeg.toBuffer(), metadata)
  },

  webp: async (image, metadata, { quality = defaultQuality.webp, lossless = false }) => {
    const webp = samplesOf(image).webp({ quality, lossless, exact: true, smartSubsample: true })
    return embedInWebp(await webp.toBuffer(), metadata, image)
  },

  tiff: async (image, metadata) => {
    const res = (metadata.density ?? 72) / 25.4 // pixels per millimetre
    const options = {
      compression: 'deflate',
      predictor: 'horizontal',
      xres: res,
      yres: res,
    } as const
    return embedInTiff(await samplesOf(image).tiff(options).toBuffer(), metadata)
  },

  avif: async (image, metadata, { quality = defaultQuality.avif, lossless = false }) => {
    const bitdepth = image.depth === 8 ? 8 : 12
    const samples = await samplesWithMetadata(withColour(image), metadata)
    return samples.avif({ quality, lossless, bitdepth, chromaSubsampling: '4:4:4' }).toBuffer()
  },
}

function samplesOf(image: PixelImage): Sharp {
  const { data, width, height, channels } = image
  return openSamples(data, { width, height, channels }).toColourspace(spaceOf(image))
}

function spaceOf(image: PixelImage): 'b-w' | 'grey16' | 'srgb' | 'rgb16' {
  if (isGrey(image)) return image.depth === 8 ? 'b-w' : 'grey16'
  return image.depth === 8 ? 'srgb' : 'rgb16'
}

/** The library passes metadata on from file to file only, so an uncompressed PNG carries it. */
async function samplesWithMetadata(image: PixelImage, metadata: ImageMetadata): Promise<Sharp> {
  if (Object.keys(metadata).length === 0) return samplesOf(image)
  const png = await samplesOf(image).png({ compressionLevel: 0 }).toBuffer()
  return openImage(embedInPng(png, { density: 72, ...metadata }), {
    ignoreIcc: true,
    limitInputPixels: false,
  })
    .toColourspace(spaceOf(image))
    .keepMetadata()
}
