/**
 * Strokes of known colour, from a picture that is transparent everywhere else.
 */
import { UserError } from '../../src-shared/contract/user-error.ts'
import type { Paint } from '../../src-shared/field/paint.ts'
import { hasAlpha, isGrey, whiteLevel } from '../../src-shared/tensor/pixels.ts'
import type { PixelImage, Region } from '../../src-shared/tensor/pixels.ts'
import { decodeLayer } from './layer-file.ts'

/**
 * The strokes in the image at `path`, cut to what they cover. Throws UserError unless it has the given size, transparency
 * and something that is not transparent.
 */
export async function decodeHints(path: string, width: number, height: number): Promise<Paint> {
  const image = await decodeLayer(path, { width, height }, 'picture of hints')
  const remedy = 'paint the colours that you know on a transparent layer and save that'
  if (!hasAlpha(image)) throw new UserError(`The hints ${path} have no transparency; ${remedy}`)
  const region = coveredRegion(image)
  if (!region) throw new UserError(`The hints ${path} are transparent everywhere; ${remedy}`)
  return { region, rgba: colourAndAlpha(image, region) }
}

/** The smallest rectangle around what is not transparent; null where all is. */
function coveredRegion(image: PixelImage): Region | null {
  let [left, top, right, bottom] = [image.width, image.height, -1, -1]
  for (let i = 0; i < image.width * image.height; i++) {
    if (alphaAt(image, i) === 0) continue
    const x = i % image.width
    const y = Math.floor(i / image.width)
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = y
  }
  if (right < 0) return null
  return { x: left, y: top, width: right + 1 - left, height: bottom + 1 - top }
}

function alphaAt({ data, channels }: PixelImage, pixel: number): number {
  return data[(pixel + 1) * channels - 1] ?? 0
}

/** 8-bit RGBA of a part of a picture of any depth, grey or in colour. */
function colourAndAlpha(image: PixelImage, { x, y, width, height }: Region): Uint8Array {
  const rgba = new Uint8Array(4 * width * height)
  const to8 = 255 / whiteLevel(image.depth)
  for (let i = 0; i < width * height; i++) {
    const pixel = (y + Math.floor(i / width)) * image.width + x + (i % width)
    const first = pixel * image.channels
    for (let c = 0; c < 3; c++) {
      rgba[4 * i + c] = Math.round(to8 * (image.data[first + (isGrey(image) ? 0 : c)] ?? 0))
    }
    rgba[4 * i + 3] = Math.round(to8 * alphaAt(image, pixel))
  }
  return rgba
}
