/**
 * A picture in another size, by the image library's best filter.
 * Keeps channels and depth; metadata is the caller's affair.
 */
import { emptyImage, withColour, type PixelImage } from '../../src-shared/tensor/pixels.ts'
import { openSamples } from './codec.ts'

interface Size {
  readonly width: number
  readonly height: number
}

/** Scaled to exactly `size`, colours weighted by alpha (Lanczos with three lobes). */
export async function resizeImage(image: PixelImage, size: Size): Promise<PixelImage> {
  // The library drops the alpha of 8-bit grey samples, so these are taken as colours.
  if (image.channels === 2) return greyAndAlpha(await resizeImage(withColour(image), size))
  const { data, width, height, channels, depth } = image
  const wide = depth === 16
  const grey = channels === 1
  const samples = openSamples(data, { width, height, channels })
  // The library's whole numbers make white of 16 bits darker; its floating point does not.
  const precise = wide ? samples.pipelineColourspace('scrgb') : samples
  const resized = await precise
    .resize(size.width, size.height, { fit: 'fill', kernel: 'lanczos3' })
    .toColourspace(wide ? (grey ? 'grey16' : 'rgb16') : grey ? 'b-w' : 'srgb')
    .raw({ depth: wide ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true })
  if (resized.info.channels !== channels) {
    throw new Error(`resized to ${resized.info.channels} channels instead of ${channels}`)
  }
  const { buffer, byteOffset, length } = resized.data
  const result = wide
    ? new Uint16Array(buffer, byteOffset, length / 2)
    : new Uint8Array(buffer, byteOffset, length)
  return { width: size.width, height: size.height, channels, depth, data: result }
}

function greyAndAlpha(rgba: PixelImage): PixelImage {
  const grey = emptyImage(rgba, 2, rgba.depth)
  for (let i = 0; i < grey.data.length; i += 2) {
    grey.data[i] = rgba.data[2 * i] ?? 0
    grey.data[i + 1] = rgba.data[2 * i + 3] ?? 0
  }
  return grey
}
