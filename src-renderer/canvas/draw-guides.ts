/**
 * Draws what helps the hand and is no part of the document: the shape in progress, the crop's frame, the borders
 * between pixels, and an estimate of the result on the way.
 */
import type { EditEstimate } from '../../src-shared/contract/edits-api.ts'
import type { Region } from '../../src-shared/tensor/pixels.ts'
import { HANDLES, handlePoint } from '../tools/crop/crop-box.ts'
import { expandRegion, intersectRegions, regionAround, wholeRegion } from '../kernels/region.ts'
import type { Size } from '../kernels/region.ts'
import { GRID_ZOOM, partOf, regionToScreen, seenBy, toScreen } from '../kernels/viewport.ts'
import type { Viewport } from '../kernels/viewport.ts'
import type { ToolPreview } from '../tools/tool.ts'
import { wholePixels } from './draw-picture.ts'

export interface EstimateImage {
  readonly image: ImageBitmap
  readonly preview: NonNullable<EditEstimate['preview']>
}

type Target = CanvasRenderingContext2D

/** Where an estimate lies on the view, in whole device pixels. */
export function estimateOnView({ preview }: EstimateImage, view: Viewport, picture: Size): Region {
  const scale = { x: picture.width / preview.resultWidth, y: picture.height / preview.resultHeight }
  const { x, y, width, height } = preview.region
  return wholePixels(view, {
    x: x * scale.x,
    y: y * scale.y,
    width: width * scale.x,
    height: height * scale.y,
  })
}

/** What a shape in progress touches of the view; null for none. */
export function previewOnView(preview: ToolPreview, view: Viewport, ratio: number): Region | null {
  if (preview.kind === 'none') return null
  if (preview.kind === 'crop') return wholeRegion(view)
  const box = preview.kind === 'path' ? regionAround(preview.points) : preview.region
  return box && expandRegion(regionToScreen(view, box), 3 * ratio)
}

/** The estimate where it belongs; `opacity` 0 to 1 lets it come up softly. */
export function drawEstimate(
  target: Target,
  { image, preview }: EstimateImage,
  { view, picture, opacity }: { view: Viewport; picture: Size; opacity: number },
): void {
  const on = estimateOnView({ image, preview }, view, picture)
  target.globalAlpha = opacity
  target.imageSmoothingEnabled = true
  target.drawImage(image, on.x, on.y, on.width, on.height)
  target.globalAlpha = 1
}

/** Lines between the pixels of the picture, once they are large enough. */
export function drawPixelGrid(target: Target, view: Viewport, picture: Size, part: Region): void {
  if (view.zoom < GRID_ZOOM) return
  const area = intersectRegions(seenBy(partOf(view, part)), wholeRegion(picture))
  if (area === null) return
  const on = regionToScreen(view, area)
  target.fillStyle = 'rgb(128 128 128 / 35%)'
  for (let x = Math.ceil(area.x); x <= area.x + area.width; x++) {
    target.fillRect(Math.round((x - view.x) * view.zoom), on.y, 1, on.height)
  }
  for (let y = Math.ceil(area.y); y <= area.y + area.height; y++) {
    target.fillRect(on.x, Math.round((y - view.y) * view.zoom), on.width, 1)
  }
}

/** The shape in progress: a white line of dashes over a dark one. */
export function drawPreview(
  target: Target,
  preview: ToolPreview,
  { view, ratio }: { view: Viewport; ratio: number },
): void {
  if (preview.kind === 'none') return
  if (preview.kind === 'crop') return drawCrop(target, preview.region, { view, ratio })
  target.beginPath()
  if (preview.kind === 'path') {
    for (const point of preview.points) {
      const { x, y } = toScreen(view, point)
      target.lineTo(x, y)
    }
    if (preview.closed) target.closePath()
  } else {
    const { x, y, width, height } = regionToScreen(view, preview.region)
    if (preview.kind === 'rectangle') target.rect(x, y, width, height)
    else target.ellipse(x + width / 2, y + height / 2, width / 2, height / 2, 0, 0, 2 * Math.PI)
  }
  strokeDashed(target, ratio)
}

function strokeDashed(target: Target, ratio: number): void {
  target.lineWidth = 1.5 * ratio
  target.lineJoin = 'round'
  target.setLineDash([])
  target.strokeStyle = 'rgb(0 0 0 / 60%)'
  target.stroke()
  target.setLineDash([4 * ratio, 4 * ratio])
  target.strokeStyle = '#fff'
  target.stroke()
  target.setLineDash([])
}

/** Darkens what goes; thirds and handles on what stays. */
function drawCrop(
  target: Target,
  frame: Region,
  { view, ratio }: { view: Viewport; ratio: number },
): void {
  const { x, y, width, height } = regionToScreen(view, frame)
  target.beginPath()
  target.rect(0, 0, view.width, view.height)
  target.rect(x, y, width, height)
  target.fillStyle = 'rgb(0 0 0 / 50%)'
  target.fill('evenodd')
  target.strokeStyle = 'rgb(255 255 255 / 40%)'
  target.lineWidth = ratio
  target.beginPath()
  for (const third of [1 / 3, 2 / 3]) {
    target.moveTo(x + width * third, y)
    target.lineTo(x + width * third, y + height)
    target.moveTo(x, y + height * third)
    target.lineTo(x + width, y + height * third)
  }
  target.stroke()
  target.strokeStyle = '#fff'
  target.lineWidth = 1.5 * ratio
  target.strokeRect(x, y, width, height)
  const side = 9 * ratio
  target.fillStyle = '#fff'
  for (const handle of HANDLES) {
    const at = toScreen(view, handlePoint(frame, handle))
    target.fillRect(at.x - side / 2, at.y - side / 2, side, side)
  }
}
