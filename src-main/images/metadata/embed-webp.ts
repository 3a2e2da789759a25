/**
 * Puts metadata into a WebP file that has none.
 * Makes the extended form of the container around the picture's own chunks, which stay as they are.
 */
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'
import { hasAlpha } from '../../../src-shared/tensor/pixels.ts'
import type { ImageMetadata } from './image-metadata.ts'

const flags = { icc: 0x20, alpha: 0x10, exif: 0x08, xmp: 0x04 }

/** `file`, which shows `image`, with the metadata's bytes, which stay as they are. */
export function embedInWebp(
  file: Uint8Array,
  { exif, xmp, icc }: ImageMetadata,
  image: PixelImage,
): Uint8Array {
  if (!exif && !xmp && !icc) return file
  const body = Buffer.concat([
    Buffer.from('WEBP', 'latin1'),
    ...chunk('VP8X', extendedHeader({ exif, xmp, icc, alpha: hasAlpha(image) }, image)),
    ...(icc ? chunk('ICCP', icc) : []),
    ...pictureChunks(file),
    ...(exif ? chunk('EXIF', exif) : []),
    ...(xmp ? chunk('XMP ', xmp) : []),
  ])
  return Buffer.concat(chunk('RIFF', body))
}

function extendedHeader(
  has: Readonly<Record<keyof typeof flags, unknown>>,
  { width, height }: PixelImage,
): Uint8Array {
  const header = Buffer.alloc(10)
  const set = Object.entries(flags).filter(([name]) => has[name as keyof typeof flags])
  header[0] = set.reduce((sum, [, flag]) => sum | flag, 0)
  header.writeUIntLE(width - 1, 4, 3)
  header.writeUIntLE(height - 1, 7, 3)
  return header
}

/** All chunks after RIFF, length and WEBP except an extended header. */
function* pictureChunks(file: Uint8Array): Generator<Uint8Array> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length)
  for (let at = 12; at < bytes.length;) {
    const length = 8 + bytes.readUInt32LE(at + 4)
    const end = at + length + (length % 2)
    if (bytes.toString('latin1', at, at + 4) !== 'VP8X') yield bytes.subarray(at, end)
    at = end
  }
}

function chunk(name: string, content: Uint8Array): Uint8Array[] {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(content.length)
  return [Buffer.from(name, 'latin1'), length, content, new Uint8Array(content.length % 2)]
}
