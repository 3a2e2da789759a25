/**
 * Colours of a picture with a profile of its own as the screen wants them.
 * Converts copies for showing; the samples that are edited and saved never come here.
 */
import type { PixelImage } from '../../src-shared/tensor/pixels.ts'
import { openImage, openSamples } from './codec.ts'
import { embedInPng } from './metadata/embed-png.ts'

/** Interleaved sRGB with 8 bits for an 8-bit image of 1 or 3 channels whose samples are meant in the profile `icc`. */
export async function toScreenColours(image: PixelImage, icc: Uint8Array): Promise<Uint8Array> {
  const { width, height, channels } = image
  const samples = openSamples(image.data, { width, height, channels })
  const space = channels === 1 ? 'b-w' : 'srgb'
  // The library takes a profile from a file only.
  const file = await samples.toColourspace(space).png({ compressionLevel: 0 }).toBuffer()
  const { data, info } = await openImage(embedInPng(file, { icc }))
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  if (info.channels !== 3) throw new Error(`converted to ${info.channels} channels instead of 3`)
  return new Uint8Array(data.buffer, data.byteOffset, data.length)
}
