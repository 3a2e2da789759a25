/**
 * The colour that is seen at a point of a document: the picture's sample with the paint over it.
 */
import { TILE_SIZE } from '../../src-shared/contract/pictures-api.ts'
import type { EditorDocument } from '../document/document.ts'
import type { Colour } from '../kernels/paint-layer.ts'
import type { Point } from '../kernels/region.ts'
import { GRID_TILE, gridColumns } from '../kernels/tile-grid.ts'
import type { TileSource } from './tile-cache.ts'

/** Null outside of the picture. */
export async function colourAt(
  { picture, paint }: EditorDocument,
  at: Point,
  tiles: TileSource,
): Promise<Colour | null> {
  const [x, y] = [Math.floor(at.x), Math.floor(at.y)]
  if (x < 0 || y < 0 || x >= picture.width || y >= picture.height) return null
  const [column, row] = [Math.floor(x / TILE_SIZE), Math.floor(y / TILE_SIZE)]
  const tile = await tiles.tile({ id: picture.id, level: 0, column, row })
  const from = 4 * ((y - row * TILE_SIZE) * tile.width + x - column * TILE_SIZE)
  const index = Math.floor(y / GRID_TILE) * gridColumns(paint) + Math.floor(x / GRID_TILE)
  const painted = paint.tiles[index] ?? null
  const over = 4 * ((y % GRID_TILE) * GRID_TILE + (x % GRID_TILE))
  const alpha = (painted?.[over + 3] ?? 0) / 255
  const channel = (c: number) =>
    Math.round((tile.rgba[from + c] ?? 0) * (1 - alpha) + (painted?.[over + c] ?? 0) * alpha)
  return [channel(0), channel(1), channel(2)]
}
