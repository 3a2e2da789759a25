/**
 * How the image library is set up: which decoders may run, how large an image may be, no cache.
 * Every use of the library goes through here; no pixel is touched.
 */
import sharp from 'sharp'
import type { Sharp, SharpOptions } from 'sharp'

/** Larger images are refused before a pixel is decoded. */
export const maxPixels = 400_000_000

sharp.cache(false)
// Photographs come from strangers: no decoder runs but those of the formats we name.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: [
    'VipsForeignLoadPng',
    'VipsForeignLoadJpeg',
    'VipsForeignLoadWebp',
    'VipsForeignLoadTiff',
    'VipsForeignLoadHeif',
  ],
})

/** The library's view of a file; damaged data is an error, harmless oddities are not. */
export function openImage(input: string | Uint8Array, options: SharpOptions = {}): Sharp {
  return sharp(input, { limitInputPixels: maxPixels, failOn: 'error', ...options })
}

/** The library's view of interleaved samples. */
export function openSamples(
  data: Uint8Array | Uint16Array,
  raw: { readonly width: number; readonly height: number; readonly channels: 1 | 2 | 3 | 4 },
): Sharp {
  return sharp(data, { limitInputPixels: false, raw })
}
