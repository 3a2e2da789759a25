/** What a hole lies in, as far as a look at some of the pixels around it tells. */
import { readField, readHole } from '../../src-shared/field/photograph.ts'
import { grow, intersect } from '../../src-shared/field/regions.ts'
import { isOneTexture, SQUARE_SIDE } from '../../src-shared/field/texture.ts'
import { wholeOf } from '../../src-shared/tensor/pixels.ts'
import type { Region } from '../../src-shared/tensor/pixels.ts'
import type { InpaintRequest } from './edit-request.ts'

/** Pixels around a group of holes that are looked at. */
const REACH = 48
/** Pixels that are looked at, about: no turn is given to others meanwhile. */
const MOST_PIXELS = 2 ** 18

/**
 * Whether the picture around a group of holes, which lie in `box`, is of one texture. False where a picture has no
 * samples, so that nothing but the work on it can be counted.
 */
export function liesInTexture({ image, mask }: InpaintRequest, box: Region): boolean {
  if (image.data.length === 0) return false
  const around = intersect(grow(box, REACH), wholeOf(image))
  return isOneTexture(
    bandsOf(around).map((band) => ({ field: readField(image, band), hole: readHole(mask, band) })),
  )
}

/** Rows of squares, spread evenly over a region: all that it has, or as many as may be looked at. */
function bandsOf({ x, y, width, height }: Region): Region[] {
  const rows = Math.floor(height / SQUARE_SIDE)
  const bands = Math.min(rows, Math.ceil(MOST_PIXELS / (SQUARE_SIDE * width)))
  return Array.from({ length: bands }, (_, i) => {
    const row = Math.floor((i * rows) / bands)
    return { x, y: y + SQUARE_SIDE * row, width, height: SQUARE_SIDE }
  })
}
