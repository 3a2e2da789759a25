/**
 * Draws one rectangle of the view from the ground up: background and shadow, pictures or their difference, selection and
 * paint, estimate, guides. Decides neither when nor where.
 */
import type { PictureInfo } from '../../src-shared/contract/pictures-api.ts'
import type { Region } from '../../src-shared/tensor/pixels.ts'
import type { EditorDocument } from '../document/document.ts'
import { expandRegion, intersectRegions, wholeRegion } from '../kernels/region.ts'
import { regionToScreen } from '../kernels/viewport.ts'
import type { Viewport } from '../kernels/viewport.ts'
import { drawEstimate, drawPixelGrid, drawPreview } from './draw-guides.ts'
import { drawPicture, viewOnto, wholePixels } from './draw-picture.ts'
import type { OverlayTiles } from './overlay-tiles.ts'
import type { Scene } from './scene.ts'
import type { TileCache } from './tile-cache.ts'

export interface ViewPainting {
  readonly document: EditorDocument
  readonly scene: Scene
  readonly view: Viewport
  /** Device pixels for one of CSS. */
  readonly ratio: number
  /** CSS colour around the picture. */
  readonly background: string
  readonly shadow: string
  readonly tiles: TileCache<ImageBitmap>
  readonly overlays: OverlayTiles
  /** How far the estimate has come up, 0 to 1. */
  readonly opacity: number
}

type Target = CanvasRenderingContext2D

/** Dividing by what this grey leaves to white makes differences eight times as strong. */
const STRONGER = '#dfdfdf'

/** Draws `part`, in device pixels, and nothing beyond it. */
export function paintView(target: Target, painting: ViewPainting, part: Region): void {
  const { document, scene, view, ratio } = painting
  clipped(target, part, () => {
    drawGround(target, painting, part)
    if (scene.compare === 'difference' && scene.before !== null)
      drawDifference(target, painting, { before: scene.before, part })
    else drawSides(target, painting, part)
    drawPixelGrid(target, view, document.picture, part)
    drawPreview(target, scene.preview, { view, ratio })
  })
}

function drawSides(target: Target, painting: ViewPainting, part: Region): void {
  const { scene, view, tiles } = painting
  const { picture } = painting.document
  const { before, after } = shownParts(painting, part)
  if (after !== null) {
    clipped(target, after, () => {
      drawPicture(target, { picture, view, tiles }, after)
      painting.overlays.draw(target, view, after)
      if (scene.estimate !== null) drawEstimate(target, scene.estimate, { ...painting, picture })
    })
  }
  const earlier = scene.before
  if (earlier !== null && before !== null)
    clipped(target, before, () => drawBefore(target, painting, { before: earlier, part: before }))
}

interface Earlier {
  readonly before: PictureInfo
  readonly part: Region
  readonly exact?: boolean
}

function drawBefore(
  target: Target,
  { document, view, tiles }: ViewPainting,
  { before, part, exact = false }: Earlier,
): void {
  const earlier = viewOnto(view, { from: document.picture, to: before })
  drawPicture(target, { picture: before, view: earlier, tiles, exact }, part)
}

/** Black where the picture is as it was before; the more it differs, the brighter. */
function drawDifference(target: Target, painting: ViewPainting, earlier: Earlier): void {
  const { view, tiles } = painting
  const { picture } = painting.document
  const on = intersectRegions(wholePixels(view, wholeRegion(picture)), earlier.part)
  if (on === null) return
  const before = drawnAside(on, (aside) => {
    drawBefore(aside, painting, { ...earlier, exact: true })
  })
  const after = drawnAside(on, (aside) => {
    drawPicture(aside, { picture, view, tiles, exact: true }, earlier.part)
  })
  clipped(target, on, () => {
    target.drawImage(before, on.x, on.y)
    target.globalCompositeOperation = 'difference'
    target.drawImage(after, on.x, on.y)
    target.globalCompositeOperation = 'color-dodge'
    target.fillStyle = STRONGER
    target.fillRect(on.x, on.y, on.width, on.height)
  })
}

/**
 * A part of the view on a canvas of its own. Which sample a pixel between two of them takes depends on what lies under
 * it, so pictures that are to be compared are each drawn over nothing.
 */
function drawnAside({ x, y, width, height }: Region, draw: (aside: Target) => void) {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const aside = canvas.getContext('2d')
  if (aside === null) return canvas
  aside.translate(-x, -y)
  draw(aside)
  return canvas
}

/** Which parts of a rectangle of the view show the picture as it was and as it is. */
export function shownParts(
  { scene, view, document }: Pick<ViewPainting, 'scene' | 'view' | 'document'>,
  part: Region,
): { before: Region | null; after: Region | null } {
  if (scene.before === null || scene.compare === 'off') return { before: null, after: part }
  if (scene.compare === 'difference') return { before: part, after: part }
  if (scene.compare === 'before') return { before: part, after: null }
  const on = regionToScreen(view, wholeRegion(document.picture))
  const x = Math.round(on.x + on.width * scene.split)
  const end = part.x + part.width
  return {
    before: intersectRegions(part, { ...part, width: x - part.x }),
    after: intersectRegions(part, { ...part, x, width: end - x }),
  }
}

/** What lies around the picture: the background, and the picture's shadow on it. */
function drawGround(target: Target, painting: ViewPainting, part: Region): void {
  const { view, ratio } = painting
  const on = wholePixels(view, wholeRegion(painting.document.picture))
  const covered = intersectRegions(on, part)
  const isCovered = covered?.width === part.width && covered.height === part.height
  if (isCovered) return
  target.fillStyle = painting.background
  target.fillRect(part.x, part.y, part.width, part.height)
  const near = intersectRegions(on, expandRegion(part, 100 * ratio))
  if (near === null || intersectRegions(expandRegion(on, 60 * ratio), part) === null) return
  target.shadowColor = painting.shadow
  target.shadowBlur = 40 * ratio
  target.shadowOffsetY = 12 * ratio
  target.fillRect(near.x, near.y, near.width, near.height)
  target.shadowColor = 'transparent'
}

function clipped(target: Target, region: Region, draw: () => void): void {
  target.save()
  target.beginPath()
  target.rect(region.x, region.y, region.width, region.height)
  target.clip()
  draw()
  target.restore()
}
