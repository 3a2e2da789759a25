/**
 * Photographs as plain 8-bit RGB, reduced while decoding: what training and thumbnails need.
 * Keeps no metadata and no alpha; whoever edits a photograph uses decode.ts instead.
 */
import type { PixelImage } from '../../src-shared/tensor/pixels.ts'
import { openImage } from './codec.ts'

/** Longest side, in pixels, at which a photograph is decoded to see whether it can be read at all. */
const PROBE_SIDE = 64

/**
 * The photograph in a file (its path or its bytes) as upright interleaved sRGB with 8 bits, its longer side at most `maxSide` pixels.
 * Transparent parts become black. Rejects when the file cannot be read to its end.
 */
export async function decodeRgb8(
  file: string | Uint8Array,
  options: { maxSide: number },
): Promise<PixelImage> {
  const { maxSide } = options
  const { data, info } = await openImage(file)
    .autoOrient()
    .resize(maxSide, maxSide, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#000' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  const { width, height } = info
  const samples = new Uint8Array(data.buffer, data.byteOffset, data.length) // a Buffer's slice() shares
  const rgb = info.channels === 3 ? samples : repeatGrey(samples, info.channels)
  return { width, height, channels: 3, depth: 8, data: rgb }
}

function repeatGrey(data: Uint8Array, channels: number): Uint8Array {
  const rgb = new Uint8Array((data.length / channels) * 3)
  for (let i = 0; i < rgb.length; i++) rgb[i] = data[Math.floor(i / 3) * channels] ?? 0
  return rgb
}

/** Upright width and height in pixels, and a very small copy; decodes the whole file once and rejects when that fails. */
export async function measureImage(
  path: string,
): Promise<{ readonly width: number; readonly height: number; readonly probe: PixelImage }> {
  const { autoOrient } = await openImage(path).metadata()
  const probe = await decodeRgb8(path, { maxSide: PROBE_SIDE })
  return { width: autoOrient.width, height: autoOrient.height, probe }
}
