/**
 * Keeps the raster of selection and paint in small canvases, made when they are seen and mended where the document
 * changes. Makes only as many at a time as the frame has time for.
 */
import type { Region } from '../../src-shared/tensor/pixels.ts'
import type { EditorDocument } from '../document/document.ts'
import type { Colour } from '../kernels/paint-layer.ts'
import { intersectRegions, uniteRegions, wholeRegion } from '../kernels/region.ts'
import { tileRegion } from '../kernels/tile-grid.ts'
import { regionToScreen } from '../kernels/viewport.ts'
import type { Viewport } from '../kernels/viewport.ts'
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

export interface OverlayTiles {
  /** Takes a new document; answers with the region of the picture that looks different now. */
  readonly show: (document: EditorDocument, dirty?: Region | null) => Region | null
  readonly recolour: (accent: Colour) => void
  /** Draws what the view shows; false when the time was up before all was made. */
  readonly draw: (target: CanvasRenderingContext2D, view: Viewport, deadline: number) => boolean
}

export function createOverlayTiles(start: EditorDocument, colour: Colour): OverlayTiles {
  const tiles = new Map<string, OverlayTile>()
  let document = start
  let accent = colour

  function show(next: EditorDocument, hint?: Region | null): Region | null {
    const sameSize =
      next.mask.width === document.mask.width && next.mask.height === document.mask.height
    const dirty = sameSize ? (hint ?? changedRegion(document, next)) : wholeRegion(next.mask)
    document = next
    if (!sameSize) tiles.clear()
    else if (dirty !== null) mend(dirty)
    return dirty
  }

  function mend(dirty: Region): void {
    for (const [key, { region, image }] of tiles) {
      const changed = intersectRegions(region, pictureToRaster(dirty, region.level))
      if (changed === null) continue
      if (image === null) tiles.delete(key)
      else put(image, region, { ...changed, level: region.level })
    }
  }

  function put(image: HTMLCanvasElement, tile: RasterRegion, part: RasterRegion): void {
    const rgba = rasterise(document, part, accent)
    const data = new ImageData(rgba, part.width, part.height)
    image.getContext('2d')?.putImageData(data, part.x - tile.x, part.y - tile.y)
  }

  function make(region: RasterRegion): OverlayTile {
    if (isRasterEmpty(document, region)) return { region, image: null }
    const image = globalThis.document.createElement('canvas')
    image.width = SIDE
    image.height = SIDE
    put(image, region, region)
    return { region, image }
  }

  function draw(target: CanvasRenderingContext2D, view: Viewport, deadline: number): boolean {
    let complete = true
    for (const region of visibleRaster(view, document.mask)) {
      const key = `${region.level}/${region.x}/${region.y}`
      const known = tiles.get(key)
      if (known === undefined && performance.now() > deadline) {
        complete = false
        continue
      }
      const tile = known ?? make(region)
      tiles.delete(key)
      tiles.set(key, tile)
      if (tile.image !== null) drawTile(target, view, { image: tile.image, region })
    }
    dropOldest(tiles)
    return complete
  }

  return {
    show,
    recolour: (next) => {
      accent = next
      tiles.clear()
    },
    draw,
  }
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
  const scale = 2 ** region.level
  const side = SIDE * scale
  const at = { x: region.x * scale, y: region.y * scale, width: side, height: side }
  const on = regionToScreen(view, at)
  const [left, top] = [Math.round(on.x), Math.round(on.y)]
  const right = Math.round(on.x + on.width)
  const bottom = Math.round(on.y + on.height)
  target.drawImage(image, left, top, right - left, bottom - top)
}

/** The tiles of the raster that the view shows. */
function visibleRaster(view: Viewport, picture: { width: number; height: number }): RasterRegion[] {
  const level = rasterLevel(view.zoom)
  const seen = {
    x: view.x,
    y: view.y,
    width: view.width / view.zoom,
    height: view.height / view.zoom,
  }
  const area = intersectRegions(seen, wholeRegion(picture))
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
