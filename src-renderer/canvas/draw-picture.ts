/**
 * Draws a picture from the tiles that are there, coarser ones in the place of those that are not yet.
 * Asks for nothing; says which tiles the view wants.
 */
import type { PictureInfo, TileRequest } from '../../src-shared/contract/pictures-api.ts'
import type { Region } from '../../src-shared/tensor/pixels.ts'
import {
  coarsestLevel,
  levelFor,
  parentTile,
  regionOfTile,
  visibleTiles,
} from '../kernels/picture-tiles.ts'
import { wholeRegion } from '../kernels/region.ts'
import type { Size } from '../kernels/region.ts'
import { partOf, regionToScreen } from '../kernels/viewport.ts'
import type { Viewport } from '../kernels/viewport.ts'
import type { TileCache } from './tile-cache.ts'

/** From this zoom on pixels are shown as squares. */
const SQUARE_PIXELS = 2

/** Side of the squares behind what is transparent, in device pixels. */
const CHECKER = 8

export interface PictureOnView {
  readonly picture: PictureInfo
  readonly view: Viewport
  readonly tiles: TileCache<ImageBitmap>
  /** Shows samples as they are at any zoom: what is smoothed depends, in its last bit, on how it is laid over another. */
  readonly exact?: boolean
}

/** Tiles that the view wants, the whole picture in one first, so that there is always something to show. */
export function wantedTiles(picture: PictureInfo, view: Viewport): TileRequest[] {
  const level = levelFor(view.zoom, picture)
  const coarsest = coarsestLevel(picture)
  const whole = { id: picture.id, level: coarsest, column: 0, row: 0 }
  const tiles = visibleTiles(picture, view, level)
  return level === coarsest ? tiles : [whole, ...tiles]
}

/** Draws what lies within `part`, in device pixels, or a little more. */
export function drawPicture(
  target: CanvasRenderingContext2D,
  shown: PictureOnView,
  part: Region,
): void {
  const { picture, view, tiles, exact = false } = shown
  target.imageSmoothingEnabled = view.zoom < SQUARE_PIXELS && !exact
  target.imageSmoothingQuality = 'low'
  if (picture.channels % 2 === 0) drawChecker(target, wholePixels(view, wholeRegion(picture)))
  for (const request of visibleTiles(picture, partOf(view, part), levelFor(view.zoom, picture))) {
    const region = regionOfTile(picture, request)
    const source = nearestLoaded(picture, request, tiles)
    if (source === null) continue
    const { image, covers } = source
    const scale = { x: image.width / covers.width, y: image.height / covers.height }
    const on = wholePixels(view, region)
    target.drawImage(
      image,
      (region.x - covers.x) * scale.x,
      (region.y - covers.y) * scale.y,
      region.width * scale.x,
      region.height * scale.y,
      on.x,
      on.y,
      on.width,
      on.height,
    )
  }
}

/** The view in which another picture lies exactly where this one does. */
export function viewOnto(view: Viewport, { from, to }: { from: Size; to: Size }): Viewport {
  const scale = to.width / from.width
  return { ...view, zoom: view.zoom / scale, x: view.x * scale, y: view.y * scale }
}

/** A region on the screen in whole device pixels, so that neighbours meet without a seam; a sliver is still seen. */
export function wholePixels(view: Viewport, region: Region): Region {
  const on = regionToScreen(view, region)
  const [x, y] = [Math.round(on.x), Math.round(on.y)]
  return {
    x,
    y,
    width: Math.max(1, Math.round(on.x + on.width) - x),
    height: Math.max(1, Math.round(on.y + on.height) - y),
  }
}

function nearestLoaded(picture: PictureInfo, request: TileRequest, tiles: TileCache<ImageBitmap>) {
  const coarsest = coarsestLevel(picture)
  for (let tile = request; tile.level <= coarsest; tile = parentTile(tile)) {
    const image = tiles.get(tile)
    if (image !== null) return { image, covers: regionOfTile(picture, tile) }
  }
  return null
}

function drawChecker(target: CanvasRenderingContext2D, { x, y, width, height }: Region): void {
  const pattern = target.createPattern(checkerImage(), 'repeat')
  if (pattern === null) return
  pattern.setTransform(new DOMMatrix().translate(x, y)) // so that it moves with the picture
  target.fillStyle = pattern
  target.fillRect(x, y, width, height)
}

function checkerImage(): HTMLCanvasElement {
  const image = document.createElement('canvas')
  image.width = 2 * CHECKER
  image.height = 2 * CHECKER
  const target = image.getContext('2d')
  if (target === null) return image
  target.fillStyle = '#8a8a8a'
  target.fillRect(0, 0, image.width, image.height)
  target.fillStyle = '#a8a8a8'
  target.fillRect(0, 0, CHECKER, CHECKER)
  target.fillRect(CHECKER, CHECKER, CHECKER, CHECKER)
  return image
}
