/**
 * The image formats that are read and written, and what each of them can hold.
 * Knows names, signatures and limits; opens no file.
 */
import { extname } from 'node:path'
import { UserError } from '../../src-shared/contract/user-error.ts'

export type ImageFormat = 'png' | 'jpeg' | 'webp' | 'tiff' | 'avif'

/** What error messages list. */
export const formatNames = 'PNG, JPEG, WebP, TIFF or AVIF'

interface FormatFacts {
  readonly name: string
  readonly extensions: readonly string[]
  /** Every position at which a file of the format begins with these bytes, written as text. */
  readonly signatures: readonly (readonly [offset: number, text: string])[]
  readonly holdsAlpha: boolean
  /** False if grey images are stored as three equal colours. */
  readonly holdsGrey: boolean
  /** Bits per sample that are written for 16-bit images. */
  readonly deepBits: 8 | 12 | 16
  /** True if files are written without loss. */
  readonly isExact: boolean
  /** Longest side in pixels. */
  readonly maxSide: number
}

export const formatFacts: Readonly<Record<ImageFormat, FormatFacts>> = {
  png: {
    name: 'PNG',
    extensions: ['.png'],
    signatures: [[0, '\x89PNG']],
    holdsAlpha: true,
    holdsGrey: true,
    deepBits: 16,
    isExact: true,
    maxSide: 2 ** 31 - 1,
  },
  jpeg: {
    name: 'JPEG',
    extensions: ['.jpg', '.jpeg'],
    signatures: [[0, '\xff\xd8\xff']],
    holdsAlpha: false,
    holdsGrey: true,
    deepBits: 8,
    isExact: false,
    maxSide: 65500,
  },
  webp: {
    name: 'WebP',
    extensions: ['.webp'],
    signatures: [[8, 'WEBP']],
    holdsAlpha: true,
    holdsGrey: false,
    deepBits: 8,
    isExact: false,
    maxSide: 16383,
  },
  tiff: {
    name: 'TIFF',
    extensions: ['.tif', '.tiff'],
    signatures: [
      [0, 'II*\0'],
      [0, 'MM\0*'],
      [0, 'II+\0'],
      [0, 'MM\0+'],
    ],
    holdsAlpha: true,
    holdsGrey: true,
    deepBits: 16,
    isExact: true,
    maxSide: 2 ** 31 - 1,
  },
  avif: {
    name: 'AVIF',
    extensions: ['.avif'],
    signatures: [
      [4, 'ftypavif'],
      [4, 'ftypmif1'],
    ],
    holdsAlpha: true,
    holdsGrey: false,
    deepBits: 12,
    isExact: false,
    maxSide: 16384,
  },
}

const formats = Object.keys(formatFacts).filter(isFormat)

function isFormat(name: string): name is ImageFormat {
  return Object.hasOwn(formatFacts, name)
}

/** The format in which a file called `path` is written. Throws UserError for other extensions. */
export function formatOfPath(path: string): ImageFormat {
  const extension = extname(path).toLowerCase()
  const format = formats.find((name) => formatFacts[name].extensions.includes(extension))
  if (format) return format
  throw new UserError(
    `${path}: ${extension ? `images are not written as ${extension}` : 'the name has no extension'}; ` +
      `end it in ${formats.flatMap((name) => formatFacts[name].extensions).join(', ')}`,
  )
}

/** The format that the first bytes of a file claim, if it is one of ours. */
export function formatOfBytes(start: Uint8Array): ImageFormat | undefined {
  const text = String.fromCharCode(...start.subarray(0, 16))
  return formats.find((name) =>
    formatFacts[name].signatures.some(([offset, signature]) => text.startsWith(signature, offset)),
  )
}
