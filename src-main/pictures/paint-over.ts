/**
 * Paint over pictures, in their own colours and depth.
 * Returns a new picture; the one below stays as it is.
 */
import type { PaintPatch } from '../../src-shared/contract/pictures-api.ts'
import { intersect } from '../../src-shared/field/regions.ts'
import {
  copyImage,
  hasAlpha,
  isGrey,
  whiteLevel,
  withColour,
  wholeOf,
} from '../../src-shared/tensor/pixels.ts'
import type { PixelImage, Region } from '../../src-shared/tensor/pixels.ts'

/**
 * The picture with the patches over it, one after the other; what lies beyond its edges is left out. A grey picture
 * becomes one of colours where the paint has any. Throws RangeError for a patch with too few samples.
 */
export function paintOver(image: PixelImage, patches: readonly PaintPatch[]): PixelImage {
  const coloured = isGrey(image) && patches.some(hasColour)
  const painted = coloured ? withColour(image) : copyImage(image)
  for (const patch of patches) blend(painted, patch)
  return painted
}

function hasColour({ rgba }: PaintPatch): boolean {
  for (let i = 0; i < rgba.length; i += 4) {
    if (rgba[i + 3] !== 0 && (rgba[i] !== rgba[i + 1] || rgba[i] !== rgba[i + 2])) return true
  }
  return false
}

/** Porter and Duff's "over", pixel by pixel. */
function blend(image: PixelImage, { region, rgba }: PaintPatch): void {
  if (rgba.length !== 4 * region.width * region.height) {
    throw new RangeError('the paint does not fill its region')
  }
  const { x, y, width, height } = intersect(region, wholeOf(image))
  for (let row = y; row < y + height; row++) {
    let from = 4 * ((row - region.y) * region.width + x - region.x)
    let to = (row * image.width + x) * image.channels
    for (let column = 0; column < width; column++, from += 4, to += image.channels) {
      if (rgba[from + 3] !== 0) blendPixel(image, to, { rgba, from })
    }
  }
}

function blendPixel(
  image: PixelImage,
  at: number,
  { rgba, from }: { readonly rgba: Uint8Array; readonly from: number },
): void {
  const { data } = image
  const white = whiteLevel(image.depth)
  const colours = isGrey(image) ? 1 : 3
  const opacity = (rgba[from + 3] ?? 0) / 255
  const below = hasAlpha(image) ? (data[at + colours] ?? 0) / white : 1
  const together = opacity + below * (1 - opacity)
  for (let c = 0; c < colours; c++) {
    const under = data[at + c] ?? 0
    const over = ((rgba[from + c] ?? 0) / 255) * white
    data[at + c] = Math.round(under + ((over - under) * opacity) / together)
  }
  if (hasAlpha(image)) data[at + colours] = Math.round(together * white)
}

/** What the patches cover of the picture; 0 x 0 where they do not touch it. */
export function paintedRegion(image: PixelImage, patches: readonly PaintPatch[]): Region {
  const inside = patches
    .map(({ region }) => intersect(region, wholeOf(image)))
    .filter(({ width, height }) => width > 0 && height > 0)
  if (inside.length === 0) return { x: 0, y: 0, width: 0, height: 0 }
  const x = Math.min(...inside.map((region) => region.x))
  const y = Math.min(...inside.map((region) => region.y))
  const right = Math.max(...inside.map((region) => region.x + region.width))
  const bottom = Math.max(...inside.map((region) => region.y + region.height))
  return { x, y, width: right - x, height: bottom - y }
}
