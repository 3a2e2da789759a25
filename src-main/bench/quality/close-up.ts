/**
 * The same part of several pictures of one photograph, at 100 %: what seams, grids and smears are looked for in.
 * Pictures of another size show the same part, smaller or larger.
 */
import { groupHoles } from '../../../src-shared/field/holes.ts'
import { enlargeRegion, fitInto, grow } from '../../../src-shared/field/regions.ts'
import { pixelsToTensor, tensorToPixels, wholeOf } from '../../../src-shared/tensor/pixels.ts'
import type { PixelImage, Region } from '../../../src-shared/tensor/pixels.ts'
import type { SheetCell } from './contact-sheet.ts'

/** Side of the part in pixels. */
export const CLOSE_UP = 256

/** A square around the first hole of `where`, or in the middle of the picture. */
export function partToShow(image: PixelImage, where?: PixelImage): Region {
  const bounds = wholeOf(image)
  const [first = bounds] = where ? groupHoles(where, CLOSE_UP / 8) : []
  const x = Math.floor(first.x + first.width / 2)
  const y = Math.floor(first.y + first.height / 2)
  const side = Math.min(CLOSE_UP, bounds.width, bounds.height)
  const around = grow({ x, y, width: 0, height: 0 }, Math.ceil(side / 2))
  return fitInto(inside(around, bounds), bounds, side)
}

/** `region` moved so that it lies in `bounds`, which is as large at least. */
function inside(region: Region, bounds: Region): Region {
  const clamp = (start: number, length: number, all: number) =>
    Math.min(Math.max(start, 0), Math.max(all - length, 0))
  const x = clamp(region.x, region.width, bounds.width)
  const y = clamp(region.y, region.height, bounds.height)
  return { ...region, x, y }
}

/** Each picture cut to `part`, which counts pixels of a picture `width` wide. */
export function closeUps(
  cells: readonly SheetCell[],
  part: Region,
  width: number,
): readonly SheetCell[] {
  return cells.map(({ label, image }) => ({ label, image: cut(image, part, image.width / width) }))
}

function cut(image: PixelImage, part: Region, scale: number): PixelImage {
  const { x, y, ...size } = enlargeRegion(part, scale)
  const region = {
    x: Math.floor(x),
    y: Math.floor(y),
    width: Math.floor(size.width),
    height: Math.floor(size.height),
  }
  return tensorToPixels(pixelsToTensor(image, fitInto(region, wholeOf(image), 1)), image.depth)
}
