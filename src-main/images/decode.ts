/**
 * An image file as upright interleaved samples in the depth it was stored with, and its metadata.
 * Changes no sample unless the colour space has to be converted, which it notes; writes nothing.
 */
import type { Metadata } from 'sharp'
import { sentence, type Sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import type { PixelImage } from '../../src-shared/tensor/pixels.ts'
import { maxPixels, openImage } from './codec.ts'
import { formatNames, type ImageFormat } from './formats.ts'
import type { ImageMetadata } from './metadata/image-metadata.ts'
import { exifDensity, readTiffExif } from './metadata/tiff-metadata.ts'
import { uprightExif, uprightXmp } from './metadata/upright-exif.ts'
import { checkReadable, explainReadError } from './read-error.ts'

export interface DecodedImage extends PixelImage {
  readonly metadata: ImageMetadata
  readonly format: ImageFormat
  /** What was changed or left out in reading, one sentence each; empty for most files. */
  readonly notes: readonly Sentence[]
}

/** How a file's samples become ours. */
interface Plan {
  readonly format: ImageFormat
  readonly channels: 1 | 2 | 3 | 4
  readonly depth: 8 | 16
  /** True if the samples must be converted to sRGB. */
  readonly convert: boolean
  /** Bits that the file stores per 16-bit sample; the lower ones are zero as decoded. */
  readonly bits: number
  readonly notes: readonly Sentence[]
}

/**
 * Reads the image at `path`. Grey stays grey (1 or 2 channels), palettes become colours, 16-bit stays
 * 16-bit, the orientation is applied. Throws UserError where the file is missing, damaged, too large
 * or of a kind that is not read.
 */
export async function decodeImage(path: string): Promise<DecodedImage> {
  await checkReadable(path)
  try {
    const header = await openImage(path).metadata()
    const plan = planFor(header, path)
    const image = await readSamples(path, plan)
    const exif = readExif(header, path, image)
    const notes = exif === null ? [sentence('fileExifDamaged', { file: path })] : []
    return {
      ...image,
      format: plan.format,
      notes: [...plan.notes, ...notes],
      metadata: metadataOf(header, exif ?? undefined, plan),
    }
  } catch (error) {
    throw error instanceof UserError ? error : await explainReadError(path, error)
  }
}

const ownSpaces: readonly string[] = ['srgb', 'rgb', 'b-w', 'rgb16', 'grey16']

function planFor(header: Metadata, path: string): Plan {
  const { channels, depth, hasAlpha, space, width, height, pages = 1 } = header
  if (width * height > maxPixels) {
    throw new UserError(sentence('fileTooLarge', { file: path, limit: maxPixels / 1e6 }))
  }
  if (depth !== 'uchar' && depth !== 'ushort') {
    throw new UserError(sentence('fileDepth', { file: path, depth: String(depth) }))
  }
  const convert = !ownSpaces.includes(space)
  const colours = convert ? 3 : channels - (hasAlpha ? 1 : 0)
  if (colours !== 1 && colours !== 3) {
    throw new UserError(sentence('fileChannels', { file: path, channels }))
  }
  const notes = [
    ...(convert ? [sentence('fileConverted', { file: path, space: space.toUpperCase() })] : []),
    ...(pages > 1 ? [sentence('fileFirstOfMany', { file: path, pages })] : []),
  ]
  return {
    format: formatOf(header, path),
    channels: colours === 1 ? (hasAlpha ? 2 : 1) : hasAlpha ? 4 : 3,
    depth: depth === 'uchar' ? 8 : 16,
    convert,
    bits: header.format === 'heif' ? (header.bitsPerSample ?? 8) : 16,
    notes,
  }
}

function formatOf(header: Metadata, path: string): ImageFormat {
  switch (header.format) {
    case 'png':
    case 'jpeg':
    case 'webp':
    case 'tiff':
      return header.format
    case 'heif':
      return 'avif'
    default:
      throw new UserError(sentence('fileUnknown', { file: path, formats: formatNames }))
  }
}

async function readSamples(path: string, plan: Plan): Promise<PixelImage> {
  const { channels, convert } = plan
  // The library drops the alpha of 8-bit grey samples, so these are taken as colours first.
  const detour = channels === 2 && plan.depth === 8
  const grey = channels < 3 && !detour
  const space = plan.depth === 8 ? (grey ? 'b-w' : 'srgb') : grey ? 'grey16' : 'rgb16'
  const { data, info } = await openImage(path, { ignoreIcc: !convert })
    .autoOrient()
    .toColourspace(space)
    .raw({ depth: plan.depth === 8 ? 'uchar' : 'ushort' })
    .toBuffer({ resolveWithObject: true })
  const expected = detour ? 4 : channels
  if (info.channels !== expected) {
    throw new Error(`${path}: decoded to ${info.channels} channels instead of ${expected}`)
  }
  const { width, height } = info
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.length) // a Buffer's slice() shares
  const samples = detour ? greyAndAlpha(bytes) : plan.depth === 8 ? bytes : wideSamples(bytes, plan)
  return { width, height, channels, depth: plan.depth, data: samples }
}

function greyAndAlpha(rgba: Uint8Array): Uint8Array {
  const samples = new Uint8Array(rgba.length / 2)
  for (let i = 0; i < samples.length; i += 2) {
    samples[i] = rgba[2 * i] ?? 0
    samples[i + 1] = rgba[2 * i + 3] ?? 0
  }
  return samples
}

/** 16-bit samples; those stored with fewer bits are spread so that white is 65535. */
function wideSamples(bytes: Uint8Array, { bits }: Plan): Uint16Array {
  const samples = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)
  if (bits < 16) samples.forEach((sample, i) => (samples[i] = sample | (sample >>> bits)))
  return samples
}

/** What the library reports for files that do not state any. */
const unknownDensity = 72

/** Corrected for the decoded image; undefined if there is none, null if it is damaged. */
function readExif(
  header: Metadata,
  path: string,
  image: PixelImage,
): Uint8Array | null | undefined {
  const stored = header.format === 'tiff' ? readTiffExif(path) : header.exif
  if (!stored) return undefined
  const prefix = 'Exif\0\0'
  const hasPrefix = Buffer.from(stored).toString('latin1', 0, prefix.length) === prefix
  return uprightExif(stored.subarray(hasPrefix ? prefix.length : 0), image) ?? null
}

function metadataOf(
  { xmp, icc, ...header }: Metadata,
  exif: Uint8Array | undefined,
  { convert }: Plan,
): ImageMetadata {
  const density = (exif && exifDensity(exif)) ?? header.density
  return {
    ...(exif && { exif }),
    ...(xmp && { xmp: uprightXmp(xmp) }),
    ...(icc && !convert && { icc: new Uint8Array(icc) }),
    ...(density && density !== unknownDensity && { density }),
  }
}
