/**
 * Keeps the raster of selection and paint in small canvases, made when they are seen and mended where the document
 * changes. Makes only as many at a time as the frame has time for.
 */
import type { Region } from '../../src-shared/tensor/pixels.ts'
import type { EditorDocument } from '../document/document.ts'
import { emptyMask } from '../kernels/mask.ts'
import { emptyPaint } from '../kernels/paint-layer.ts'
import type { Colour } from '../kernels/paint-layer.ts'
import { intersectRegions, uniteRegions, wholeRegion } from '../kernels/region.ts'
import type { Size } from '../kernels/region.ts'
import { tileRegion } from '../kernels/tile-grid.ts'
import { partOf, seenBy } from '../kernels/viewport.ts'
import type { Viewport } from '../kernels/viewport.ts'
import { wholePixels } from './draw-picture.ts'
import { isRasterEmpty, pictureToRaster, rasterise, rasterLevel } from './overlay-raster.ts'
import type { RasterRegion } from './overlay-raster.ts'

const SIDE = 256

/** Canvases that are kept, 256 KiB each. */
const MOST = 256

interface OverlayTile {
  readonly region: RasterRegion
  /** Null where there is nothing to show. */
  readonly image: HTMLCanvasElement | null
}

/** Which layers over the picture are to be seen. */
export interface ShownLayers {
  readonly mask: boolean
  readonly paint: boolean
}

export interface OverlayTiles {
  /** Takes a new document; answers with the region of the picture that looks different now. */
  readonly show: (document: EditorDocument, dirty?: Region | null) => Region | null
  /** Shows or hides the selection and the paint; false where that changes nothing. */
  readonly showLayers: (shown: ShownLayers) => boolean
  readonly recolour: (accent: Colour) => void
  /** Makes what the view needs until the time is up; null only mends what there is. */
  readonly prepare: (view: Viewport, deadline: number | null) => Prepared
  /** Draws what is made and lies within `part`, in device pixels. */
  readonly draw: (target: CanvasRenderingContext2D, view: Viewport, part: Region) => void
}

export interface Prepared {
  /** False when the time was up before all was made. */
  readonly complete: boolean
  /** Where the view looks different now, in device pixels. */
  readonly damage: readonly Region[]
}

interface State {
  readonly tiles: Map<string, OverlayTile>
  document: EditorDocument
  accent: Colour
  shown: ShownLayers
  /** Of the picture; what the tiles do not show yet. */
  dirty: Region | null
  /** The level that is drawn: the last one that was made as a whole. */
  level: number
}

export function createOverlayTiles(document: EditorDocument, accent: Colour): OverlayTiles {
  const tiles = new Map<string, OverlayTile>()
  const state: State = {
    tiles,
    document,
    accent,
    shown: { mask: true, paint: true },
    dirty: null,
    level: 0,
  }
  return {
    show: (next, hint) => show(state, next, hint),
    showLayers: (shown) => {
      const changes = shown.mask !== state.shown.mask || shown.paint !== state.shown.paint
      state.shown = shown
      if (changes) tiles.clear()
      return changes
    },
    recolour: (next) => {
      state.accent = next
      tiles.clear()
    },
    prepare: (view, deadline) => prepare(state, view, deadline),
    draw: (target, view, part) => {
      if (state.level < rasterLevel(view.zoom) - MOST_FINER) return
      for (const region of visibleRaster(partOf(view, part), state.document.mask, state.level)) {
        const image = tiles.get(keyOf(region))?.image ?? null
        if (image !== null) drawTile(target, view, { image, region })
      }
    },
  }
}

/** How many levels finer than the view's tiles may be and still be drawn: each has four times as many. */
const MOST_FINER = 2

const keyOf = ({ level, x, y }: RasterRegion): string => `${level}/${x}/${y}`

function show(state: State, next: EditorDocument, hint?: Region | null): Region | null {
  const { document, tiles } = state
  const { width, height } = document.mask
  const sameSize = next.mask.width === width && next.mask.height === height
  const dirty = sameSize ? (hint ?? changedRegion(document, next)) : wholeRegion(next.mask)
  state.document = next
  if (!sameSize) tiles.clear()
  state.dirty = sameSize ? uniteRegions(state.dirty, dirty) : null
  return dirty
}

/** The document's selection and paint, empty where they are hidden. */
function layersOf({ document: { mask, paint }, shown }: State) {
  return {
    mask: shown.mask ? mask : emptyMask(mask.width, mask.height),
    paint: shown.paint ? paint : emptyPaint(paint.width, paint.height),
  }
}

function prepare(state: State, view: Viewport, deadline: number | null): Prepared {
  const level = rasterLevel(view.zoom)
  if (state.dirty !== null) mend(state, state.dirty, deadline === null ? state.level : level)
  state.dirty = null
  if (deadline === null) return { complete: false, damage: [] }
  const damage: Region[] = []
  for (const region of visibleRaster(view, state.document.mask, level)) {
    const key = keyOf(region)
    const known = state.tiles.get(key)
    if (known === undefined && performance.now() > deadline) return { complete: false, damage }
    const tile = known ?? make(state, region)
    state.tiles.delete(key)
    state.tiles.set(key, tile)
    if (known === undefined && tile.image !== null) damage.push(tileOnView(view, region))
  }
  dropOldest(state.tiles)
  if (state.level === level) return { complete: true, damage }
  const showed = [...state.tiles.values()].some(({ image }) => image !== null)
  state.level = level
  return { complete: true, damage: showed ? [wholeRegion(view)] : [] }
}

/** Brings tiles of the level up to date and forgets others that are not. */
function mend(state: State, dirty: Region, level: number): void {
  const layers = layersOf(state)
  for (const [key, { region, image }] of state.tiles) {
    const changed = intersectRegions(region, pictureToRaster(dirty, region.level))
    if (changed === null) continue
    if (image === null || region.level !== level) state.tiles.delete(key)
    else put(image, region, rasterised(layers, { ...changed, level }, state.accent))
  }
}

function make(state: State, region: RasterRegion): OverlayTile {
  const layers = layersOf(state)
  if (isRasterEmpty(layers, region)) return { region, image: null }
  const image = document.createElement('canvas')
  image.width = SIDE
  image.height = SIDE
  put(image, region, rasterised(layers, region, state.accent))
  return { region, image }
}

interface Rasterised {
  readonly part: RasterRegion
  readonly pixels: ImageData
}

function rasterised(...[layers, part, accent]: Parameters<typeof rasterise>): Rasterised {
  return { part, pixels: new ImageData(rasterise(layers, part, accent), part.width, part.height) }
}

function put(image: HTMLCanvasElement, tile: Region, { part, pixels }: Rasterised): void {
  const target = image.getContext('2d', { willReadFrequently: true }) // keeps it out of the GPU
  target?.putImageData(pixels, part.x - tile.x, part.y - tile.y)
}

function dropOldest(tiles: Map<string, OverlayTile>): void {
  for (const key of tiles.keys()) {
    if (tiles.size <= MOST) return
    tiles.delete(key)
  }
}

function drawTile(
  target: CanvasRenderingContext2D,
  view: Viewport,
  { image, region }: { image: HTMLCanvasElement; region: RasterRegion },
): void {
  const on = tileOnView(view, region)
  target.drawImage(image, on.x, on.y, on.width, on.height)
}

/** In whole device pixels. */
function tileOnView(view: Viewport, { x, y, level }: RasterRegion): Region {
  const scale = 2 ** level
  return wholePixels(view, {
    x: x * scale,
    y: y * scale,
    width: SIDE * scale,
    height: SIDE * scale,
  })
}

/** The tiles of the raster that the view shows. */
function visibleRaster(view: Viewport, picture: Size, level: number): RasterRegion[] {
  const area = intersectRegions(seenBy(view), wholeRegion(picture))
  if (area === null) return []
  const side = SIDE * 2 ** level
  const regions: RasterRegion[] = []
  for (let row = Math.floor(area.y / side); row * side < area.y + area.height; row++) {
    for (let column = Math.floor(area.x / side); column * side < area.x + area.width; column++) {
      regions.push({ level, x: column * SIDE, y: row * SIDE, width: SIDE, height: SIDE })
    }
  }
  return regions
}

/** What lies under the tiles in which two documents of the same size differ. */
function changedRegion(a: EditorDocument, b: EditorDocument): Region | null {
  return b.mask.tiles.reduce<Region | null>((dirty, tile, index) => {
    const same = tile === a.mask.tiles[index] && b.paint.tiles[index] === a.paint.tiles[index]
    return same ? dirty : uniteRegions(dirty, tileRegion(b.mask, index))
  }, null)
}
