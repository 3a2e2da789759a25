/**
 * EXIF out of TIFF files and metadata into them, which the image library does not do.
 * Moves descriptive tags only; those that say how the samples are stored stay the library's.
 */
import { closeSync, openSync, readSync } from 'node:fs'
import type { ImageMetadata } from './image-metadata.ts'
import {
  firstDirectory,
  layOut,
  limitedSource,
  memorySource,
  readDirectory,
  type Directory,
  type Field,
  type Source,
} from './tiff-directory.ts'

const exifTag = 0x8769
const gpsTag = 0x8825
const interoperabilityTag = 0xa005
const childTags = { [exifTag]: { [interoperabilityTag]: {} }, [gpsTag]: {} }

const xmpTag = 0x02bc
const iccTag = 0x8773

const resolutionTag = 0x011a
const unitTag = 0x0128
const rational = 5
const short = 3
const inch = 2
const centimetre = 3

/** Words about the picture: title, maker, model, program, date, artist, rights, rating, comments. */
const descriptiveTags: readonly number[] = [
  0x010d, 0x010e, 0x010f, 0x0110, 0x0131, 0x0132, 0x013b, 0x013c, 0x4746, 0x4749, 0x8298, 0x9c9b,
  0x9c9c, 0x9c9d, 0x9c9e, 0x9c9f,
]

const isDescriptive = ({ tag }: Field) => descriptiveTags.includes(tag)

/** The EXIF of the TIFF file at `path` as a structure of its own; undefined if it has none or a damaged one. */
export function readTiffExif(path: string): Uint8Array | undefined {
  const file = openSync(path, 'r')
  try {
    const source = fileSource(file)
    const { fields, children } = readDirectory(source, firstDirectory(source), childTags)
    const described = fields.filter(isDescriptive)
    if (described.length === 0 && children.size === 0) return undefined
    const header = Uint8Array.of(0x49, 0x49, 42, 0, 8, 0, 0, 0)
    return Buffer.concat([header, layOut({ fields: described, children }, header.length)])
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  } finally {
    closeSync(file)
  }
}

/** Pixels per inch that `exif` states; undefined if it does not. */
export function exifDensity(exif: Uint8Array): number | undefined {
  const { fields } = readExif(exif)
  const numbers = (tag: number, type: number): Buffer | undefined => {
    const field = fields.find((other) => other.tag === tag && other.type === type)
    return field?.count === 1 ? Buffer.from(field.value) : undefined
  }
  const resolution = numbers(resolutionTag, rational)
  const unit = numbers(unitTag, short)?.readUInt16LE() ?? inch
  if (!resolution || (unit !== inch && unit !== centimetre)) return undefined
  const density = resolution.readUInt32LE() / resolution.readUInt32LE(4)
  const inPixelsPerInch = unit === inch ? density : density * 2.54
  return inPixelsPerInch > 0 && inPixelsPerInch < 1e5 ? inPixelsPerInch : undefined
}

/** Reads pieces of a file that may be far larger than memory should hold. */
function fileSource(file: number): Source {
  const start = new Uint8Array(4)
  const length = readSync(file, start, 0, 4, 0)
  const { littleEndian } = memorySource(start.subarray(0, length))
  if (start[littleEndian ? 2 : 3] !== 42) throw new RangeError('not the classic kind of TIFF')
  const read = (at: number, length: number) => {
    const bytes = new Uint8Array(length)
    if (readSync(file, bytes, 0, length, at) < length) throw new RangeError('outside of the file')
    return bytes
  }
  return limitedSource({ littleEndian, read })
}

/** `file`, a little-endian TIFF of one picture, with `metadata`: the directory is laid out anew at its end. */
export function embedInTiff(file: Uint8Array, metadata: ImageMetadata): Uint8Array {
  if (Object.keys(metadata).length === 0) return file
  const source = memorySource(file)
  const image = readDirectory(source, firstDirectory(source))
  const directory = merge(image, metadata)
  const padding = new Uint8Array(file.length % 2)
  const base = file.length + padding.length
  const result = Buffer.concat([file, padding, layOut(directory, base)])
  result.writeUInt32LE(base, 4)
  return result
}

function merge(image: Directory, { exif, xmp, icc }: ImageMetadata): Directory {
  const described = exif ? readExif(exif) : { fields: [], children: new Map<number, Directory>() }
  const added = [
    ...described.fields.filter(isDescriptive),
    ...(xmp ? [{ tag: xmpTag, type: 1, count: xmp.length, value: xmp }] : []),
    ...(icc ? [{ tag: iccTag, type: 7, count: icc.length, value: icc }] : []),
  ]
  const replaced = new Set(added.map(({ tag }) => tag))
  const kept = image.fields.filter(({ tag }) => !replaced.has(tag))
  return { fields: [...kept, ...added], children: described.children }
}

function readExif(exif: Uint8Array): Directory {
  const source = memorySource(exif)
  return readDirectory(source, firstDirectory(source), childTags)
}
