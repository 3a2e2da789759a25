/**
 * Which tiles of a picture a view needs, at which level, and where each of them lies.
 * Knows nothing of how tiles are loaded or drawn.
 */
import { TILE_SIZE } from '../../src-shared/contract/pictures-api.ts'
import type { TileRequest } from '../../src-shared/contract/pictures-api.ts'
import type { Region } from '../../src-shared/tensor/pixels.ts'
import { intersectRegions, wholeRegion } from './region.ts'
import type { Size } from './region.ts'
import { seenBy } from './viewport.ts'
import type { Viewport } from './viewport.ts'

type Picture = Size & { readonly id: string }

/** The first level at which the whole picture is one tile. */
export function coarsestLevel({ width, height }: Size): number {
  return Math.max(0, Math.ceil(Math.log2(Math.max(width, height) / TILE_SIZE)))
}

/** The coarsest level that still has a sample for every device pixel. */
export function levelFor(zoom: number, picture: Size): number {
  const level = Math.floor(Math.log2(1 / zoom) + 1e-6)
  return Math.min(coarsestLevel(picture), Math.max(0, level))
}

/** The part of the picture that a tile covers, in its full-size pixels. */
export function regionOfTile(picture: Size, { level, column, row }: TileRequest): Region {
  const side = TILE_SIZE * 2 ** level
  const whole = { x: column * side, y: row * side, width: side, height: side }
  const region = intersectRegions(whole, wholeRegion(picture))
  if (region === null) throw new RangeError(`tile ${column}, ${row} lies beyond the picture`)
  return region
}

/** Tiles at `level` that the view shows, those nearest to its middle first. */
export function visibleTiles(picture: Picture, view: Viewport, level: number): TileRequest[] {
  const seen = seenBy(view)
  const area = intersectRegions(seen, wholeRegion(picture))
  if (area === null) return []
  const side = TILE_SIZE * 2 ** level
  const tiles: TileRequest[] = []
  for (let row = Math.floor(area.y / side); row * side < area.y + area.height; row++) {
    for (let column = Math.floor(area.x / side); column * side < area.x + area.width; column++) {
      tiles.push({ id: picture.id, level, column, row })
    }
  }
  const fromCentre = ({ column, row }: TileRequest) =>
    Math.hypot(
      (column + 0.5) * side - seen.x - seen.width / 2,
      (row + 0.5) * side - seen.y - seen.height / 2,
    )
  return tiles.sort((a, b) => fromCentre(a) - fromCentre(b))
}

/** The tile one level coarser that covers this one. */
export function parentTile({ id, level, column, row }: TileRequest): TileRequest {
  return { id, level: level + 1, column: column >> 1, row: row >> 1 }
}
