/**
 * Puts metadata into a JPEG file that has none.
 * Adds segments after the start and leaves the others as they are.
 */
import type { ImageMetadata } from './image-metadata.ts'

const longestSegment = 65533
const jfifMark = 'JFIF\0'
const exifMark = 'Exif\0\0'
const xmpMark = 'http://ns.adobe.com/xap/1.0/\0'
const iccMark = 'ICC_PROFILE\0'

const app0 = 0xe0
const app1 = 0xe1
const app2 = 0xe2

/** What of the metadata is too long for the format: EXIF and XMP must fit into one segment each. */
export function tooLongForJpeg({ exif, xmp }: ImageMetadata): ('exif' | 'xmp')[] {
  const exceeds = (mark: string, bytes?: Uint8Array) =>
    bytes !== undefined && mark.length + bytes.length > longestSegment
  return [
    ...(exceeds(exifMark, exif) ? (['exif'] as const) : []),
    ...(exceeds(xmpMark, xmp) ? (['xmp'] as const) : []),
  ]
}

/** `file` with the metadata's bytes, which stay as they are. */
export function embedInJpeg(
  file: Uint8Array,
  { exif, xmp, icc, density = 72 }: ImageMetadata,
): Uint8Array {
  return Buffer.concat([
    file.subarray(0, 2),
    segment(app0, jfifMark, printSize(density)),
    ...(exif ? [segment(app1, exifMark, exif)] : []),
    ...(xmp ? [segment(app1, xmpMark, xmp)] : []),
    ...(icc ? profileSegments(icc) : []),
    file.subarray(2),
  ])
}

/** Version 1.1, pixels per inch across and down, no thumbnail. */
function printSize(density: number): Uint8Array {
  const bytes = Buffer.from([1, 1, 1, 0, 0, 0, 0, 0, 0])
  const perInch = Math.min(Math.round(density), 65535)
  bytes.writeUInt16BE(perInch, 3)
  bytes.writeUInt16BE(perInch, 5)
  return bytes
}

/** A profile is cut into numbered pieces. */
function profileSegments(icc: Uint8Array): Uint8Array[] {
  const room = longestSegment - iccMark.length - 2
  const pieces = Math.ceil(icc.length / room)
  return Array.from({ length: pieces }, (_, i) => {
    const mark = iccMark + String.fromCharCode(i + 1, pieces)
    return segment(app2, mark, icc.subarray(i * room, (i + 1) * room))
  })
}

function segment(marker: number, mark: string, content: Uint8Array): Uint8Array {
  const length = 2 + mark.length + content.length
  return Buffer.concat([
    Uint8Array.of(0xff, marker, length >> 8, length & 0xff),
    Buffer.from(mark, 'latin1'),
    content,
  ])
}
