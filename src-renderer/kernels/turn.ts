/**
 * Where the pixels of a picture lie once it was cropped, turned, mirrored or resized, so that what lies over it comes
 * along. Moves values and changes none; resizing takes the nearest.
 */
import type { Transform } from '../../src-shared/contract/pictures-api.ts'
import type { Region } from '../../src-shared/tensor/pixels.ts'
import { combineMasks, emptyMask, readMask } from './mask.ts'
import type { Mask, MaskTile } from './mask.ts'
import { paintFromPatches, paintToPatches } from './paint-layer.ts'
import type { PaintLayer } from './paint-layer.ts'
import type { Size } from './region.ts'
import { gridTiles, tileRegion } from './tile-grid.ts'

/** The mask over the picture as it is then; tile by tile, since that may be a very large one. */
export function turnMask(mask: Mask, transform: Transform): Mask {
  const way = wayOf(transform, mask)
  const [all = 0] = mask.tiles
  if (typeof all === 'number' && mask.tiles.every((tile) => tile === all)) {
    return { ...way.size, tiles: new Array<MaskTile>(gridTiles(way.size)).fill(all) }
  }
  let turned = emptyMask(way.size.width, way.size.height)
  for (const [index, tile] of mask.tiles.entries()) {
    if (tile === 0) continue
    const from = tileRegion(mask, index)
    const { region, values } = follow({ region: from, values: readMask(mask, from) }, way)
    turned = combineMasks(turned, { region, coverage: values }, 'add')
  }
  return turned
}

/** The paint over the picture as it is then. */
export function turnPaint(layer: PaintLayer, transform: Transform): PaintLayer {
  const way = wayOf(transform, layer)
  const patches = paintToPatches(layer).map(({ region: from, rgba }) => {
    const { region, values } = follow({ region: from, values: rgba }, way)
    return { region, rgba: values }
  })
  return paintFromPatches(patches, way.size)
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

/** Values over a region, row by row, the same number for each pixel. */
interface Part {
  readonly region: Region
  readonly values: Uint8Array
}

function follow({ region: from, values }: Part, { size, swaps, x, y }: Way): Part {
  const samples = values.length / (from.width * from.height)
  const inColumns = { source: x, start: from.x, length: from.width, stride: samples }
  const inRows = { source: y, start: from.y, length: from.height, stride: samples * from.width }
  const columns = along(size.width, swaps ? inRows : inColumns)
  const rows = along(size.height, swaps ? inColumns : inRows)
  const [width, height] = [columns.offsets.length, rows.offsets.length]
  const moved = new Uint8Array(width * height * samples)
  let to = 0
  for (const down of rows.offsets) {
    for (const across of columns.offsets) {
      for (let s = 0; s < samples; s++) moved[to++] = values[down + across + s] ?? 0
    }
  }
  return { region: { x: columns.first, y: rows.first, width, height }, values: moved }
}

interface Axis {
  readonly source: (at: number) => number
  readonly start: number
  readonly length: number
  /** Values from one to the next. */
  readonly stride: number
}

/** The places of the result that come from the part, from the first on, and where in the part each of them lies. */
function along(places: number, { source, start, length, stride }: Axis) {
  const offsets: number[] = []
  let first = 0
  for (let at = 0; at < places; at++) {
    const inPart = source(at) - start
    if (inPart < 0 || inPart >= length) continue
    if (offsets.length === 0) first = at
    offsets.push(inPart * stride)
  }
  return { first, offsets }
}
