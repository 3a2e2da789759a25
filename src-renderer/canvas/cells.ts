/**
 * The squares that cover a view and move along with its picture: how large they are, and which of them lie under a
 * rectangle. Pure; all lengths are device pixels.
 */
import type { Region } from '../../src-shared/tensor/pixels.ts'
import type { Size } from '../kernels/region.ts'

/** A place in the grid of cells; cell 0, 0 begins at the origin of the plane. */
export interface CellPlace {
  readonly column: number
  readonly row: number
}

/** About as long as the sides of a cell shall be: smaller ones cost more to place, larger ones more to draw. */
const USUAL_SIDE = 420

/** The size of cells of which a whole number covers the view: what lies beyond it is less than a cell's pixel each. */
export function cellSizeFor(view: Size): Size {
  const side = (length: number) => Math.ceil(length / Math.max(1, Math.round(length / USUAL_SIDE)))
  return { width: side(view.width), height: side(view.height) }
}

/** The cells under a rectangle of the plane, row by row. */
export function cellsUnder(region: Region, { width, height }: Size): CellPlace[] {
  const places: CellPlace[] = []
  for (let row = Math.floor(region.y / height); row * height < region.y + region.height; row++) {
    let column = Math.floor(region.x / width)
    for (; column * width < region.x + region.width; column++) places.push({ column, row })
  }
  return places
}
