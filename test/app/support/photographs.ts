/**
 * Small pictures for the tests, cut from the real photographs, as files with known samples.
 */
import { resolve } from 'node:path'
import sharp from 'sharp'

export interface PictureFile {
  readonly name: string
  readonly bytes: Buffer
}

export interface Samples {
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly data: Buffer
}

export interface Crop {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

const CENTRE: Crop = { left: 120, top: 100, width: 192, height: 144 }

/** A part of a photograph of assets/photographs as a PNG file. */
export async function photographFile(source: string, crop = CENTRE): Promise<PictureFile> {
  const bytes = await sharp(resolve('assets/photographs', source)).extract(crop).png().toBuffer()
  return { name: source.replace(/\.\w+$/, '.png'), bytes }
}

/** The same part without its colours, as a scan of one channel. */
export async function greyScan(source: string, crop = CENTRE): Promise<PictureFile> {
  const { name, bytes } = await photographFile(source, crop)
  return { name, bytes: await sharp(bytes).greyscale().toColourspace('b-w').png().toBuffer() }
}

/** The colours that a decoder that is not ours finds in a file, or in a part of it: three channels, grey ones too. */
export async function samplesOf(bytes: Uint8Array, part?: Crop): Promise<Samples> {
  const image = part === undefined ? sharp(bytes) : sharp(bytes).extract(part)
  const plain = image.toColourspace('srgb').removeAlpha()
  const { data, info } = await plain.raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height, channels: info.channels }
}

/** What a decoder that is not ours says a file is. */
export async function formatOf(bytes: Uint8Array) {
  const { format, width, height } = await sharp(bytes).metadata()
  return { format, width, height }
}
