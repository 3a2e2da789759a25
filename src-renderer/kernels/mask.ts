/**
 * Which pixels are selected: sparse tiles that are never changed, only replaced, so that masks share what they have
 * in common and undo costs nothing. A tile that is the same everywhere is a number. Knows no shapes and no brushes.
 */
import type { MaskPatch } from '../../src-shared/contract/pictures-api.ts'
import type { Region } from '../../src-shared/tensor/pixels.ts'
import { uniteRegions } from './region.ts'
import type { Size } from './region.ts'
import { eachTileRow, GRID_TILE, gridTiles, TILE_AREA, tileRegion, tilesIn } from './tile-grid.ts'

/** Coverage of every pixel alike (0 to 255), or GRID_TILE x GRID_TILE of them, row by row. */
export type MaskTile = number | Uint8Array

export interface Mask extends Size {
  readonly tiles: readonly MaskTile[]
}

/** 'add' takes the larger coverage, 'subtract' takes away, 'replace' forgets what was there. */
export type Combination = 'add' | 'subtract' | 'replace'

/** Nothing selected. */
export function emptyMask(width: number, height: number): Mask {
  return { width, height, tiles: new Array<MaskTile>(gridTiles({ width, height })).fill(0) }
}

/** Everything selected. */
export function fullMask(width: number, height: number): Mask {
  return invertMask(emptyMask(width, height))
}

/** True where no pixel is selected at all. */
export function isEmptyMask(mask: Mask): boolean {
  return mask.tiles.every((tile) => tile === 0)
}

/** True where every pixel is selected, if only a little. */
export function isFullMask(mask: Mask): boolean {
  if (mask.tiles.includes(0)) return false
  return mask.tiles.every((tile, index) => {
    if (typeof tile === 'number') return true
    const { width, height } = tileRegion(mask, index)
    const rows = Array.from({ length: height }, (_, y) => y * GRID_TILE)
    return rows.every((start) => !tile.subarray(start, start + width).includes(0))
  })
}

/** 255 minus the coverage, everywhere. */
export function invertMask(mask: Mask): Mask {
  return { ...mask, tiles: mask.tiles.map(invertTile) }
}

/** The coverage of a region of the picture, row by row. */
export function readMask(mask: Mask, region: Region): Uint8Array {
  const coverage = new Uint8Array(region.width * region.height)
  for (const index of tilesIn(mask, region)) {
    const tile = mask.tiles[index] ?? 0
    if (tile === 0) continue
    eachTileRow({ size: mask, index, region }, ({ inTile, inRegion, length }) => {
      if (typeof tile === 'number') coverage.fill(tile, inRegion, inRegion + length)
      else coverage.set(tile.subarray(inTile, inTile + length), inRegion)
    })
  }
  return coverage
}

/** The smallest rectangle that holds every selected pixel; null for an empty mask. */
export function maskBounds(mask: Mask): Region | null {
  return mask.tiles.reduce<Region | null>(
    (bounds, tile, index) =>
      tile === 0 ? bounds : uniteRegions(bounds, tileBounds(tile, tileRegion(mask, index))),
    null,
  )
}

/** The selected pixels with their bounding box, as the engine wants them; null for an empty mask. */
export function maskToPatch(mask: Mask): MaskPatch | null {
  const region = maskBounds(mask)
  return region && { region, coverage: readMask(mask, region) }
}

/** A mask for a picture of this size; what lies beyond it is dropped. */
export function maskFromPatch(patch: MaskPatch, { width, height }: Size): Mask {
  return combineMasks(emptyMask(width, height), patch, 'add')
}

/** Two masks of the same size, or a mask and a patch of it, as one. */
export function combineMasks(mask: Mask, other: Mask | MaskPatch, how: Combination): Mask {
  if (how === 'replace') {
    return combineMasks(emptyMask(mask.width, mask.height), other, 'add')
  }
  if ('coverage' in other) return withPatch(mask, other, how)
  const tiles = mask.tiles.map((tile, index) =>
    mergeTiles(tile, other.tiles[index] ?? 0, { how, area: tileRegion(mask, index) }),
  )
  return { ...mask, tiles }
}

function invertTile(tile: MaskTile): MaskTile {
  return typeof tile === 'number' ? 255 - tile : tile.map((value) => 255 - value)
}

function withPatch(mask: Mask, patch: MaskPatch, how: 'add' | 'subtract'): Mask {
  const tiles = [...mask.tiles]
  const nothingToDo = how === 'add' ? 255 : 0
  for (const index of tilesIn(mask, patch.region)) {
    const tile = mask.tiles[index] ?? 0
    if (tile === nothingToDo) continue
    const merged = tileSamples(tile)
    eachTileRow({ size: mask, index, region: patch.region }, ({ inTile, inRegion, length }) => {
      const into = merged.subarray(inTile, inTile + length)
      mergeRow(into, patch.coverage.subarray(inRegion, inRegion + length), how)
    })
    tiles[index] = simplestTile(merged, tileRegion(mask, index))
  }
  return { ...mask, tiles }
}

function mergeTiles(
  a: MaskTile,
  b: MaskTile,
  { how, area }: { how: 'add' | 'subtract'; area: Size },
): MaskTile {
  if (b === 0 || a === (how === 'add' ? 255 : 0)) return a
  if (b === 255) return how === 'add' ? 255 : 0
  const merged = tileSamples(a)
  mergeRow(merged, tileSamples(b), how)
  return simplestTile(merged, area)
}

/** Both ways are idempotent: painting twice over the same place within a stroke changes nothing. */
function mergeRow(into: Uint8Array, other: Uint8Array, how: 'add' | 'subtract'): void {
  for (let i = 0; i < into.length; i++) {
    const value = other[i] ?? 0
    const here = into[i] ?? 0
    if (how === 'add') {
      if (value > here) into[i] = value
    } else if (here > 255 - value) into[i] = 255 - value
  }
}

/** A copy that may be written to. */
function tileSamples(tile: MaskTile): Uint8Array {
  return typeof tile === 'number' ? new Uint8Array(TILE_AREA).fill(tile) : tile.slice()
}

/** The tile as a number where it is the same everywhere within the picture. */
export function simplestTile(tile: Uint8Array, { width, height }: Size): MaskTile {
  const first = tile[0] ?? 0
  for (let y = 0; y < height; y++) {
    const row = tile.subarray(y * GRID_TILE, y * GRID_TILE + width)
    if (row.some((value) => value !== first)) return tile
  }
  return first
}

function tileBounds(tile: MaskTile, area: Region): Region | null {
  if (typeof tile === 'number') return tile === 0 ? null : area
  let [left, right, top, bottom] = [area.width, -1, area.height, -1]
  for (let y = 0; y < area.height; y++) {
    const row = tile.subarray(y * GRID_TILE, y * GRID_TILE + area.width)
    const first = row.findIndex((value) => value > 0)
    if (first < 0) continue
    left = Math.min(left, first)
    right = Math.max(
      right,
      row.findLastIndex((value) => value > 0),
    )
    top = Math.min(top, y)
    bottom = y
  }
  if (right < 0) return null
  return { x: area.x + left, y: area.y + top, width: right - left + 1, height: bottom - top + 1 }
}
