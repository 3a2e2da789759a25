/**
 * Puts metadata into a PNG file that has none.
 * Adds chunks after the header and leaves the others as they are.
 */
import { crc32, deflateSync } from 'node:zlib'
import type { ImageMetadata } from './image-metadata.ts'

const signatureEnd = 8
const inchesPerMetre = 1 / 0.0254

/** `file` with the metadata's bytes, which stay as they are (the profile is compressed, as PNG wants it). */
export function embedInPng(
  file: Uint8Array,
  { exif, xmp, icc, density }: ImageMetadata,
): Uint8Array {
  const text = (words: string) => Buffer.from(words, 'latin1')
  const [header, ...others] = chunksOf(file)
  return Buffer.concat([
    file.subarray(0, signatureEnd),
    header ?? Buffer.alloc(0),
    ...(icc ? chunk('iCCP', text('ICC profile\0\0'), deflateSync(icc)) : []),
    ...(density ? chunk('pHYs', printSize(density)) : []),
    ...(exif ? chunk('eXIf', exif) : []),
    ...(xmp ? chunk('iTXt', text('XML:com.adobe.xmp\0\0\0\0\0'), xmp) : []),
    // The image library states a size in print that nobody gave it.
    ...others.filter((other) => other.toString('latin1', 4, 8) !== 'pHYs'),
  ])
}

function* chunksOf(file: Uint8Array): Generator<Buffer> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length)
  for (let at = signatureEnd; at < bytes.length;) {
    const end = at + 12 + bytes.readUInt32BE(at) // length, name, content, checksum
    yield bytes.subarray(at, end)
    at = end
  }
}

/** Pixels per metre, across and down. */
function printSize(density: number): Uint8Array {
  const perMetre = uint32(Math.round(density * inchesPerMetre))
  return Buffer.concat([perMetre, perMetre, Uint8Array.of(1)])
}

function chunk(name: string, ...content: readonly Uint8Array[]): Uint8Array[] {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), ...content])
  return [uint32(body.length - 4), body, uint32(crc32(body))]
}

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
