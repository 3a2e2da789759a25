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
export function paintOver(layer: PaintLayer, patch: MaskPatch, colour: Colour): PaintLayer {
  return repaint(layer, layer, { patch, colour })
}

/**
 * The layer with one region painted anew over what `base` has there. A stroke that grows is painted so from its whole
 * coverage every time, and does not become denser where it crosses itself.
 */
export function repaint(
  layer: PaintLayer,
  base: PaintLayer,
  { patch, colour }: { readonly patch: MaskPatch; readonly colour: Colour },
): PaintLayer {
  const { region, coverage } = patch
  return changeTiles(layer, region, (tile, { index, pixel, inRegion }) => {
    const below = base.tiles[index] ?? null
    const at = 4 * pixel
    for (let c = 0; c < 4; c++) tile[at + c] = below?.[at + c] ?? 0
    const alpha = (coverage[inRegion] ?? 0) / 255
    if (alpha > 0) blendPixel(tile, at, { colour, alpha })
  })
}

/** The layer with paint taken away, as much of it as the coverage says. */
export function erasePaint(layer: PaintLayer, { region, coverage }: MaskPatch): PaintLayer {
  if (isEmptyPaint(layer)) return layer
  return changeTiles(layer, region, (tile, { pixel, inRegion }) => {
    const alpha = tile[4 * pixel + 3] ?? 0
    tile[4 * pixel + 3] = Math.min(alpha, 255 - (coverage[inRegion] ?? 0))
  })
}

/** A layer made of patches, later ones over earlier ones; the inverse of paintToPatches. */
export function paintFromPatches(patches: readonly PaintPatch[], size: Size): PaintLayer {
  return patches.reduce(
    (layer, { region, rgba }) =>
      changeTiles(layer, region, (tile, { pixel, inRegion: i }) => {
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

/** A pixel of a tile that is being changed. */
interface TilePixel {
  /** Of the tile. */
  index: number
  /** Among the tile's pixels. */
  pixel: number
  /** Among the region's pixels. */
  inRegion: number
}

/** New tiles where the region lies; `change` gets each with every pixel of it in turn. */
function changeTiles(
  layer: PaintLayer,
  region: Region,
  change: (tile: Uint8Array, at: Readonly<TilePixel>) => void,
): PaintLayer {
  const tiles = [...layer.tiles]
  const at: TilePixel = { index: 0, pixel: 0, inRegion: 0 }
  for (const index of tilesIn(layer, region)) {
    const tile = layer.tiles[index]?.slice() ?? new Uint8Array(4 * TILE_AREA)
    eachTileRow({ size: layer, index, region }, ({ inTile, inRegion, length }) => {
      for (let i = 0; i < length; i++) {
        at.index = index
        at.pixel = inTile + i
        at.inRegion = inRegion + i
        change(tile, at)
      }
    })
    tiles[index] = simplestPaint(tile)
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
  for (let c = 0; c < 3; c++) {
    tile[at + c] = Math.round(((colour[c] ?? 0) * alpha + (tile[at + c] ?? 0) * below) / whole)
  }
  tile[at + 3] = Math.round(255 * whole)
}

/** The tile, or null where nothing is painted in it. */
export function simplestPaint(tile: Uint8Array): PaintTile {
  return isBlank(tile) ? null : tile
}

function isBlank(tile: Uint8Array): boolean {
  for (let i = 3; i < tile.length; i += 4) if (tile[i] !== 0) return false
  return true
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
