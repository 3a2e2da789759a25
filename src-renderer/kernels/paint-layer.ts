/**
 * Colour that was painted over a picture: sparse RGBA tiles that are never changed, only replaced.
 * Knows no brushes; what is painted where comes as coverage.
 */
import type { MaskPatch, PaintPatch } from '../../src-shared/contract/pictures-api.ts'
import type { Region } from '../../src-shared/tensor/pixels.ts'
import { uniteRegions } from './region.ts'
import type { Size } from './region.ts'
import { eachTileRow, GRID_TILE, gridTiles, TILE_AREA, tileRegion, tilesIn } from './tile-grid.ts'

/** GRID_TILE x GRID_TILE pixels RGBA, alpha not multiplied in; null where nothing is painted. */
export type PaintTile = Uint8Array | null

export interface PaintLayer extends Size {
  readonly tiles: readonly PaintTile[]
}

/** Red, green and blue, 0 to 255. */
export type Colour = readonly [number, number, number]

/** Nothing painted. */
export function emptyPaint(width: number, height: number): PaintLayer {
  return { width, height, tiles: new Array<PaintTile>(gridTiles({ width, height })).fill(null) }
}

/** True where nothing is painted. */
export function isEmptyPaint(layer: PaintLayer): boolean {
  return layer.tiles.every((tile) => tile === null)
}

/** The layer with a colour laid over it, as opaque as the coverage says. */
export function paintOver(layer: PaintLayer, { region, coverage }: MaskPatch, colour: Colour) {
  return changeTiles(layer, region, (tile, pixel, i) => {
    const alpha = (coverage[i] ?? 0) / 255
    if (alpha > 0) blendPixel(tile, 4 * pixel, { colour, alpha })
  })
}

/** The layer with paint taken away, as much of it as the coverage says. */
export function erasePaint(layer: PaintLayer, { region, coverage }: MaskPatch): PaintLayer {
  if (isEmptyPaint(layer)) return layer
  return changeTiles(layer, region, (tile, pixel, i) => {
    const alpha = tile[4 * pixel + 3] ?? 0
    tile[4 * pixel + 3] = Math.min(alpha, 255 - (coverage[i] ?? 0))
  })
}

/** A layer made of patches, later ones over earlier ones; the inverse of paintToPatches. */
export function paintFromPatches(patches: readonly PaintPatch[], size: Size): PaintLayer {
  return patches.reduce(
    (layer, { region, rgba }) =>
      changeTiles(layer, region, (tile, pixel, i) => {
        const alpha = (rgba[4 * i + 3] ?? 0) / 255
        const colour: Colour = [rgba[4 * i] ?? 0, rgba[4 * i + 1] ?? 0, rgba[4 * i + 2] ?? 0]
        if (alpha > 0) blendPixel(tile, 4 * pixel, { colour, alpha })
      }),
    emptyPaint(size.width, size.height),
  )
}

/** The painted parts, at most one patch a tile, as the engine wants them. */
export function paintToPatches(layer: PaintLayer): PaintPatch[] {
  return layer.tiles.flatMap((tile, index) => {
    const region = tile && paintedBounds(tile, tileRegion(layer, index))
    if (tile === null || region === null) return []
    const rgba = new Uint8Array(4 * region.width * region.height)
    eachTileRow({ size: layer, index, region }, ({ inTile, inRegion, length }) =>
      rgba.set(tile.subarray(4 * inTile, 4 * (inTile + length)), 4 * inRegion),
    )
    return [{ region, rgba }]
  })
}

/** The smallest rectangle that holds all paint; null where there is none. */
export function paintBounds(layer: PaintLayer): Region | null {
  return layer.tiles.reduce<Region | null>(
    (bounds, tile, index) =>
      tile === null ? bounds : uniteRegions(bounds, paintedBounds(tile, tileRegion(layer, index))),
    null,
  )
}

/** New tiles where the region lies; `change` gets the tile, the pixel in it and the pixel in the region. */
function changeTiles(
  layer: PaintLayer,
  region: Region,
  change: (tile: Uint8Array, pixel: number, inRegion: number) => void,
): PaintLayer {
  const tiles = [...layer.tiles]
  for (const index of tilesIn(layer, region)) {
    const tile = layer.tiles[index]?.slice() ?? new Uint8Array(4 * TILE_AREA)
    eachTileRow({ size: layer, index, region }, ({ inTile, inRegion, length }) => {
      for (let i = 0; i < length; i++) change(tile, inTile + i, inRegion + i)
    })
    tiles[index] = paintedBounds(tile, tileRegion(layer, index)) === null ? null : tile
  }
  return { ...layer, tiles }
}

/** Porter and Duff's "over" for colours whose alpha is not multiplied in. */
function blendPixel(
  tile: Uint8Array,
  at: number,
  { colour, alpha }: { colour: Colour; alpha: number },
): void {
  const below = ((tile[at + 3] ?? 0) / 255) * (1 - alpha)
  const whole = alpha + below
  for (const [c, value] of colour.entries()) {
    tile[at + c] = Math.round((value * alpha + (tile[at + c] ?? 0) * below) / whole)
  }
  tile[at + 3] = Math.round(255 * whole)
}

function paintedBounds(tile: Uint8Array, area: Region): Region | null {
  let [left, right, top, bottom] = [area.width, -1, area.height, -1]
  for (let y = 0; y < area.height; y++) {
    for (let x = 0; x < area.width; x++) {
      if (tile[4 * (y * GRID_TILE + x) + 3] === 0) continue
      if (x < left) left = x
      if (x > right) right = x
      if (y < top) top = y
      bottom = y
    }
  }
  if (right < 0) return null
  return { x: area.x + left, y: area.y + top, width: right - left + 1, height: bottom - top + 1 }
}
