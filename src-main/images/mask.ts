/**
 * Masks: which pixels of a photograph are to be replaced, from a picture or from transparency.
 * Decides by a threshold at half; feathering and growing are the edits' affair.
 */
import { UserError } from '../../src-shared/contract/user-error.ts'
import { hasAlpha, whiteLevel, type PixelImage } from '../../src-shared/tensor/pixels.ts'
import { decodeLayer } from './layer-file.ts'

/** One sample per pixel: 255 is to be replaced, 0 is kept; both occur. */
export interface Mask extends PixelImage {
  readonly channels: 1
  readonly depth: 8
  readonly data: Uint8Array
}

/**
 * The mask painted in the image at `path`: what is at least half as bright as white is replaced, what
 * is transparent is not. Throws UserError unless it has the given size and selects some pixels, not all.
 */
export async function decodeMask(path: string, width: number, height: number): Promise<Mask> {
  const image = await decodeLayer(path, { width, height }, 'mask')
  const { channels, data } = image
  const colours = channels - (hasAlpha(image) ? 1 : 0)
  const white = whiteLevel(image.depth)
  const selected = select(image, (at) => {
    let brightness = 0
    for (let c = 0; c < colours; c++) brightness += (data[at + c] ?? 0) / colours / white
    return brightness * (hasAlpha(image) ? (data[at + colours] ?? 0) / white : 1) >= 0.5
  })
  return checkSelection(selected, `The mask ${path}`, 'paint white what is to be replaced')
}

/**
 * The mask that the transparency of an image makes: what is less than half opaque is replaced.
 * Throws UserError naming `path` unless there are both transparent and opaque pixels.
 */
export function maskFromAlpha(image: PixelImage, path: string): Mask {
  const remedy = 'erase in it what is to be replaced, or give a mask'
  if (!hasAlpha(image)) throw new UserError(`${path} has no transparency; ${remedy}`)
  const half = whiteLevel(image.depth) / 2
  const selected = select(image, (at) => (image.data[at + image.channels - 1] ?? 0) < half)
  return checkSelection(selected, `The transparency of ${path}`, remedy)
}

/** Asks for every pixel, by the position of its first sample, whether it is to be replaced. */
function select(image: PixelImage, isSelected: (at: number) => boolean): Mask {
  const { width, height, channels } = image
  const data = new Uint8Array(width * height)
  for (let i = 0; i < data.length; i++) if (isSelected(i * channels)) data[i] = 255
  return { width, height, channels: 1, depth: 8, data }
}

function checkSelection(mask: Mask, name: string, remedy: string): Mask {
  if (!mask.data.includes(255)) throw new UserError(`${name} selects no pixel; ${remedy}`)
  if (!mask.data.includes(0)) throw new UserError(`${name} selects every pixel; leave some to keep`)
  return mask
}
