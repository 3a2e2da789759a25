/**
 * Where the pixels of a picture lie once it was cropped, turned, mirrored or resized, so that what lies over it comes
 * along. Moves values and changes none; resizing takes the nearest. Works tile by tile of the result and yields after
 * each, so that whoever drives it may let others go first.
 */
import type { Transform } from '../../src-shared/contract/pictures-api.ts'
import { simplestTile } from './mask.ts'
import type { Mask, MaskTile } from './mask.ts'
import { simplestPaint } from './paint-layer.ts'
import type { PaintLayer, PaintTile } from './paint-layer.ts'
import type { Piecewise } from './piecewise.ts'
import type { Size } from './region.ts'
import { GRID_TILE, gridColumns, gridTiles, TILE_AREA, tileRegion } from './tile-grid.ts'

/** The mask over the picture as it is then. */
export function* turnMask(mask: Mask, transform: Transform): Piecewise<Mask> {
  const way = wayOf(transform, mask)
  const partsOf = layOut(mask, way)
  const tiles: MaskTile[] = []
  for (let index = 0; index < gridTiles(way.size); index++) {
    const parts = partsOf(index)
    const even = evenTile(parts.map(({ tile }) => mask.tiles[tile] ?? 0))
    tiles.push(even ?? simplestTile(gatherMask(mask, parts), tileRegion(way.size, index)))
    if (even === null) yield
  }
  return { ...way.size, tiles }
}

/** The paint over the picture as it is then. */
export function* turnPaint(layer: PaintLayer, transform: Transform): Piecewise<PaintLayer> {
  const way = wayOf(transform, layer)
  const partsOf = layOut(layer, way)
  const tiles: PaintTile[] = []
  for (let index = 0; index < gridTiles(way.size); index++) {
    const parts = partsOf(index).filter(({ tile }) => layer.tiles[tile] != null)
    tiles.push(parts.length > 0 ? simplestPaint(gatherPaint(layer, parts)) : null)
    if (parts.length > 0) yield
  }
  return { ...way.size, tiles }
}

/** The coverage that all of these tiles have everywhere; null where they differ. */
function evenTile([first = 0, ...others]: readonly MaskTile[]): number | null {
  return typeof first === 'number' && others.every((tile) => tile === first) ? first : null
}

/** How the result is read from the picture: every transform treats columns and rows apart. */
interface Way {
  /** Of the result. */
  readonly size: Size
  /** Whether rows of the result are columns of the picture. */
  readonly swaps: boolean
  /** Column of the picture for a column of the result, or for a row where they are swapped. */
  readonly x: (at: number) => number
  /** Row of the picture for a row of the result, or for a column. */
  readonly y: (at: number) => number
}

const same = (at: number) => at
const backwards = (length: number) => (at: number) => length - 1 - at
const scaled = (from: number, to: number) => (at: number) => Math.floor(((at + 0.5) * from) / to)

function wayOf(transform: Transform, { width, height }: Size): Way {
  const size = { width, height }
  switch (transform.kind) {
    case 'crop': {
      const { x: left, y: top, ...part } = transform.region
      return { size: part, swaps: false, x: (at) => at + left, y: (at) => at + top }
    }
    case 'flip':
      return transform.axis === 'horizontal'
        ? { size, swaps: false, x: backwards(width), y: same }
        : { size, swaps: false, x: same, y: backwards(height) }
    case 'rotate':
      return rotation(transform.degrees, size)
    case 'resize': {
      const to = { width: transform.width, height: transform.height }
      return { size: to, swaps: false, x: scaled(width, to.width), y: scaled(height, to.height) }
    }
  }
}

/** Clockwise. */
function rotation(degrees: 90 | 180 | 270, { width, height }: Size): Way {
  const across = { width: height, height: width }
  switch (degrees) {
    case 90:
      return { size: across, swaps: true, x: same, y: backwards(height) }
    case 180:
      return {
        size: { width, height },
        swaps: false,
        x: backwards(width),
        y: backwards(height),
      }
    case 270:
      return { size: across, swaps: true, x: backwards(width), y: same }
  }
}

/** What a tile of the result takes from one tile of the picture: places from the first on, along each of its sides. */
interface Part {
  /** Index of the picture's tile. */
  readonly tile: number
  readonly columns: Span
  readonly rows: Span
}

interface Span {
  /** First place among those of the result's tile. */
  readonly first: number
  /** For each place the pixel of the picture's tile, as what it adds to the index of that pixel. */
  readonly offsets: Int32Array
  /** What it adds to the index of the picture's tile. */
  readonly tile: number
}

/** What each tile of the result takes from those of the picture. */
function layOut(from: Size, { size, swaps, x, y }: Way): (index: number) => readonly Part[] {
  const inColumns = { source: x, tiles: 1, pixels: 1 }
  const inRows = { source: y, tiles: gridColumns(from), pixels: GRID_TILE }
  const across = spansOf(size.width, swaps ? inRows : inColumns)
  const down = spansOf(size.height, swaps ? inColumns : inRows)
  return (index) => {
    const columns = across[index % across.length] ?? []
    const rows = down[Math.floor(index / across.length)] ?? []
    return rows.flatMap((row) =>
      columns.map((column) => ({ tile: row.tile + column.tile, columns: column, rows: row })),
    )
  }
}

interface Axis {
  /** Place of the picture for a place of the result. */
  readonly source: (at: number) => number
  /** From one to the next along it: tiles, and pixels within one. */
  readonly tiles: number
  readonly pixels: number
}

/** For each tile along a side of the result its places, cut where the picture's tile changes. */
function spansOf(length: number, axis: Axis): readonly (readonly Span[])[] {
  return Array.from({ length: Math.ceil(length / GRID_TILE) }, (_, i) => {
    const start = i * GRID_TILE
    return spansOfTile(start, Math.min(GRID_TILE, length - start), axis)
  })
}

function spansOfTile(start: number, length: number, { source, tiles, pixels }: Axis): Span[] {
  const spans: Span[] = []
  const places = Int32Array.from({ length }, (_, i) => source(start + i))
  const tileAt = (i: number) => Math.floor((places[i] ?? 0) / GRID_TILE)
  for (let first = 0, end = 0; first < length; first = end) {
    while (end < length && tileAt(end) === tileAt(first)) end++
    const offsets = places.slice(first, end).map((place) => (place % GRID_TILE) * pixels)
    spans.push({ first, offsets, tile: tileAt(first) * tiles })
  }
  return spans
}

function gatherMask({ tiles }: Mask, parts: readonly Part[]): Uint8Array {
  const gathered = new Uint8Array(TILE_AREA)
  for (const part of parts) {
    const tile = tiles[part.tile] ?? 0
    if (tile === 0) continue
    copyPart(gathered, typeof tile === 'number' ? new Uint8Array(TILE_AREA).fill(tile) : tile, part)
  }
  return gathered
}

function gatherPaint({ tiles }: PaintLayer, parts: readonly Part[]): Uint8Array {
  const gathered = new Uint32Array(TILE_AREA)
  for (const part of parts) {
    const tile = tiles[part.tile]
    // Its bytes may lie anywhere in a larger buffer; whole pixels are read where they are aligned.
    if (tile != null) copyPart(gathered, new Uint32Array(tile.slice().buffer), part)
  }
  return new Uint8Array(gathered.buffer)
}

function copyPart<Pixels extends Uint8Array | Uint32Array>(
  into: Pixels,
  source: Pixels,
  { columns, rows }: Part,
): void {
  for (const [y, row] of rows.offsets.entries()) {
    const to = (rows.first + y) * GRID_TILE + columns.first
    for (let x = 0; x < columns.offsets.length; x++)
      into[to + x] = source[row + (columns.offsets[x] ?? 0)] ?? 0
  }
}
