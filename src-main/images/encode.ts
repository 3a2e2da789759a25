/**
 * Samples and metadata to an image file, complete or not at all.
 * Keeps what the format can hold, refuses to lose transparency, and never writes over a source.
 */
import { UserError } from '../../src-shared/contract/user-error.ts'
import { hasAlpha, isGrey, whiteLevel, type PixelImage } from '../../src-shared/tensor/pixels.ts'
import { openSamples } from './codec.ts'
import type { ImageMetadata } from './decode.ts'
import { formatFacts, formatOfPath, type ImageFormat } from './formats.ts'
import { checkOutput, writeOutput, type OutputRules } from './output-file.ts'

export interface EncodeOptions extends OutputRules {
  /** As decodeImage gave it. */
  readonly metadata?: ImageMetadata
  /** 1 to 100 for JPEG, WebP and AVIF; the defaults leave no visible trace. */
  readonly quality?: number
  /** WebP and AVIF without loss; PNG and TIFF never lose anything. */
  readonly lossless?: boolean
}

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

/** The bytes of a whole image file. */
export async function encodeBytes(
  image: PixelImage,
  format: ImageFormat,
  options: EncodeOptions = {},
): Promise<Uint8Array> {
  const fitted = fitDepth(withoutUselessAlpha(image, format), formatFacts[format].deepBits)
  return compress(fitted, format, options)
}

function checkHolds(image: PixelImage, format: ImageFormat, path: string): void {
  const { name, maxSide } = formatFacts[format]
  if (Math.max(image.width, image.height) > maxSide) {
    throw new UserError(
      `${path}: ${name} holds at most ${maxSide} pixels a side, not ` +
        `${image.width} x ${image.height}; write PNG or TIFF`,
    )
  }
  if (hasAlpha(image) && !formatFacts[format].holdsAlpha && !isOpaque(image)) {
    throw new UserError(`${path}: ${name} holds no transparency; write PNG, WebP, TIFF or AVIF`)
  }
}

function isOpaque({ data, channels, depth }: PixelImage): boolean {
  const white = whiteLevel(depth)
  for (let i = channels - 1; i < data.length; i += channels) if (data[i] !== white) return false
  return true
}

function withoutUselessAlpha(image: PixelImage, format: ImageFormat): PixelImage {
  if (!hasAlpha(image) || formatFacts[format].holdsAlpha) return image
  const { data, channels: before } = image
  const channels = isGrey(image) ? 1 : 3
  const copy = new (image.depth === 8 ? Uint8Array : Uint16Array)((data.length / before) * channels)
  for (let i = 0; i < copy.length; i++) {
    copy[i] = data[Math.floor(i / channels) * before + (i % channels)] ?? 0
  }
  return { ...image, channels, data: copy }
}

/** 16-bit samples rounded to what the format stores; the library would cut them off. */
function fitDepth(image: PixelImage, bits: 8 | 12 | 16): PixelImage {
  if (image.depth === 8 || bits === 16) return image
  const { length } = image.data
  const data = bits === 8 ? new Uint8Array(length) : new Uint16Array(length)
  const scale = (2 ** bits - 1) / 65535
  const shift = bits === 8 ? 0 : 16 - bits // the library takes the upper bits of 16
  image.data.forEach((sample, i) => (data[i] = Math.round(sample * scale) << shift))
  return { ...image, depth: bits === 8 ? 8 : 16, data }
}

function compress(image: PixelImage, format: ImageFormat, options: EncodeOptions): Promise<Buffer> {
  const { width, height, channels, depth, data } = image
  const space = isGrey(image) ? (depth === 8 ? 'b-w' : 'grey16') : depth === 8 ? 'srgb' : 'rgb16'
  const samples = openSamples(data, { width, height, channels }).toColourspace(space)
  const { lossless = false } = options
  switch (format) {
    case 'png':
      return samples.png().toBuffer()
    case 'tiff':
      return samples.tiff({ compression: 'deflate', predictor: 'horizontal' }).toBuffer()
    case 'jpeg': {
      const quality = options.quality ?? defaultQuality.jpeg
      return samples.jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer()
    }
    case 'webp': {
      const quality = options.quality ?? defaultQuality.webp
      return samples.webp({ quality, lossless, exact: true, smartSubsample: true }).toBuffer()
    }
    case 'avif': {
      const quality = options.quality ?? defaultQuality.avif
      const bitdepth = depth === 8 ? 8 : 12
      return samples.avif({ quality, lossless, bitdepth, chromaSubsampling: '4:4:4' }).toBuffer()
    }
  }
}
