/**
 * The grid of 256-pixel tiles in which masks and paint are kept: which tiles a rectangle touches and where.
 * Knows nothing of what a tile holds; tiles at the right and lower edge reach beyond the picture.
 */
import type { Region } from '../../src-shared/tensor/pixels.ts'
import { intersectRegions } from './region.ts'
import type { Size } from './region.ts'

/** Side of a tile in pixels. */
export const GRID_TILE = 256

/** Samples of a tile with one value a pixel. */
export const TILE_AREA = GRID_TILE * GRID_TILE

export const gridColumns = ({ width }: Pick<Size, 'width'>): number => Math.ceil(width / GRID_TILE)

export const gridTiles = (size: Size): number =>
  gridColumns(size) * Math.ceil(size.height / GRID_TILE)

/** The part of the picture that tile `index` covers. */
export function tileRegion(size: Size, index: number): Region {
  const columns = gridColumns(size)
  const x = (index % columns) * GRID_TILE
  const y = Math.floor(index / columns) * GRID_TILE
  return {
    x,
    y,
    width: Math.min(GRID_TILE, size.width - x),
    height: Math.min(GRID_TILE, size.height - y),
  }
}

/** Indices of the tiles that a region touches; what lies beyond the picture is left out. */
export function tilesIn(size: Size, region: Region): readonly number[] {
  const area = intersectRegions(region, { x: 0, y: 0, ...size })
  if (area === null) return []
  const columns = gridColumns(size)
  const indices: number[] = []
  const [left, top] = [Math.floor(area.x / GRID_TILE), Math.floor(area.y / GRID_TILE)]
  for (let row = top; row * GRID_TILE < area.y + area.height; row++) {
    for (let column = left; column * GRID_TILE < area.x + area.width; column++) {
      indices.push(row * columns + column)
    }
  }
  return indices
}

/** One row that a tile and a region share. */
export interface TileRow {
  /** First pixel among the tile's, and among the region's own, row by row. */
  readonly inTile: number
  readonly inRegion: number
  readonly length: number
}

/** Visits the rows that tile `index` and a region within or across the picture share. */
export function eachTileRow(
  { size, index, region }: { size: Size; index: number; region: Region },
  visit: (row: TileRow) => void,
): void {
  const tile = tileRegion(size, index)
  const shared = intersectRegions(tile, region)
  if (shared === null) return
  for (let y = shared.y; y < shared.y + shared.height; y++) {
    visit({
      inTile: (y - tile.y) * GRID_TILE + shared.x - tile.x,
      inRegion: (y - region.y) * region.width + shared.x - region.x,
      length: shared.width,
    })
  }
}
