/**
 * The two canvases of the view, one for pictures and one for what lies over them, brought up to date once a frame and
 * only where something changed. Knows no events and no tools; it is told what to show.
 */
import type { PictureInfo } from '../../src-shared/contract/pictures-api.ts'
import type { Region } from '../../src-shared/tensor/pixels.ts'
import type { EditorDocument } from '../document/document.ts'
import type { Colour } from '../kernels/paint-layer.ts'
import { expandRegion, intersectRegions, uniteRegions, wholeRegion } from '../kernels/region.ts'
import { regionToScreen } from '../kernels/viewport.ts'
import type { Viewport } from '../kernels/viewport.ts'
import type { ToolPreview } from '../tools/tool.ts'
import { drawEstimate, drawPixelGrid, drawPreview } from './draw-guides.ts'
import type { EstimateImage } from './draw-guides.ts'
import { drawPicture, viewOnto, wantedTiles } from './draw-picture.ts'
import { createOverlayTiles } from './overlay-tiles.ts'
import type { OverlayTiles } from './overlay-tiles.ts'
import type { TileCache } from './tile-cache.ts'

/** Milliseconds of a frame that may go into making new overlay tiles. */
const RASTER_TIME = 5

/** Milliseconds in which an estimate comes up. */
const FADE = 120

export interface Scene {
  readonly before: PictureInfo | null
  readonly compare: 'off' | 'split' | 'before'
  /** Where the split lies: share of the picture's width that shows what was before. */
  readonly split: number
  readonly estimate: EstimateImage | null
  readonly preview: ToolPreview
}

export interface StageOptions {
  readonly picture: HTMLCanvasElement
  readonly overlay: HTMLCanvasElement
  readonly document: EditorDocument
  readonly scene: Scene
  readonly view: Viewport
  readonly tiles: TileCache<ImageBitmap>
  readonly accent: Colour
  readonly reducedMotion: () => boolean
}

export interface Stage {
  readonly view: () => Viewport
  /** Device pixels for one of CSS. */
  readonly setView: (view: Viewport, ratio: number) => void
  /** Shows a document; `dirty` is what differs from the one before, found out if not given. */
  readonly show: (document: EditorDocument, dirty?: Region | null) => void
  readonly change: (part: Partial<Scene>) => void
  readonly recolour: (accent: Colour) => void
  readonly tileLoaded: () => void
  readonly close: () => void
}

interface State {
  readonly overlays: OverlayTiles
  document: EditorDocument
  scene: Scene
  view: Viewport
  ratio: number
  pictureChanged: boolean
  /** In device pixels of the view; null for nothing. */
  overlayChanged: Region | null
  estimateSince: number
  frame: number
}

export function createStage(options: StageOptions): Stage {
  const { document, scene, view, accent } = options
  const state: State = {
    overlays: createOverlayTiles(document, accent),
    document,
    scene,
    view,
    ratio: 1,
    pictureChanged: true,
    overlayChanged: wholeRegion(view),
    estimateSince: 0,
    frame: 0,
  }
  const request = () => {
    if (state.frame === 0) state.frame = requestAnimationFrame(frame)
  }
  const frame = () => {
    state.frame = 0
    if (state.pictureChanged) paintPictures(state, options)
    if (state.overlayChanged !== null && !paintOverlay(state, options)) request()
  }
  const all = () => {
    state.pictureChanged = true
    state.overlayChanged = wholeRegion(state.view)
    request()
  }
  return {
    view: () => state.view,
    setView: (next, ratio) => {
      Object.assign(state, { view: next, ratio })
      all()
    },
    show: (next, dirty) => {
      showDocument(state, next, dirty)
      request()
    },
    change: (part) => {
      if (part.estimate !== undefined) state.estimateSince = performance.now()
      state.scene = { ...state.scene, ...part }
      state.pictureChanged ||= 'before' in part || 'compare' in part || 'split' in part
      state.overlayChanged = wholeRegion(state.view)
      request()
    },
    recolour: (colour) => {
      state.overlays.recolour(colour)
      all()
    },
    tileLoaded: () => {
      state.pictureChanged = true
      request()
    },
    close: () => cancelAnimationFrame(state.frame),
  }
}

function showDocument(state: State, next: EditorDocument, hint?: Region | null): void {
  if (next.picture.id !== state.document.picture.id) state.pictureChanged = true
  const dirty = state.overlays.show(next, hint)
  state.document = next
  if (dirty === null) return
  const { x, y, width, height } = expandRegion(regionToScreen(state.view, dirty), 4)
  const [left, top] = [Math.floor(x), Math.floor(y)]
  const on = {
    x: left,
    y: top,
    width: Math.ceil(x + width) - left,
    height: Math.ceil(y + height) - top,
  }
  state.overlayChanged = uniteRegions(state.overlayChanged, on)
}

function paintPictures(state: State, { picture: canvas, tiles }: StageOptions): void {
  state.pictureChanged = false
  const target = sized(canvas, state.view)
  if (target === null) return
  const { view, document, scene } = state
  const { picture } = document
  const { before } = scene
  const shown = shownParts(state)
  target.clearRect(0, 0, view.width, view.height)
  if (shown.after !== null) {
    clipped(target, shown.after, () => drawPicture(target, { picture, view, tiles }))
  }
  const earlier = before && viewOnto(view, { from: picture, to: before })
  if (before !== null && earlier !== null && shown.before !== null) {
    clipped(target, shown.before, () =>
      drawPicture(target, { picture: before, view: earlier, tiles }),
    )
  }
  tiles.want([
    ...(shown.after ? wantedTiles(picture, view) : []),
    ...(before && earlier && shown.before ? wantedTiles(before, earlier) : []),
  ])
}

/** Draws anew what has changed; false when there was no time for all of it, or the estimate is still coming up. */
function paintOverlay(state: State, { overlay: canvas, reducedMotion }: StageOptions): boolean {
  const { view, document, scene, ratio } = state
  const target = sized(canvas, view)
  const changed = state.overlayChanged && intersectRegions(state.overlayChanged, wholeRegion(view))
  const { after } = shownParts(state)
  state.overlayChanged = null
  if (target === null || changed === null) return true
  const age = performance.now() - state.estimateSince
  const opacity = reducedMotion() || scene.estimate === null ? 1 : Math.min(1, age / FADE)
  let complete = true
  clipped(target, changed, () => {
    target.clearRect(changed.x, changed.y, changed.width, changed.height)
    if (after === null) return
    clipped(target, after, () => {
      complete = state.overlays.draw(target, view, performance.now() + RASTER_TIME)
      const { estimate } = scene
      if (estimate) drawEstimate(target, estimate, { view, picture: document.picture, opacity })
    })
    drawPixelGrid(target, view, document.picture)
    drawPreview(target, scene.preview, { view, ratio })
  })
  if (complete && opacity === 1) return true
  state.overlayChanged = wholeRegion(view)
  return false
}

/** Which parts of the view show the picture as it was and as it is. */
function shownParts({ scene, view, document }: State) {
  const whole = wholeRegion(view)
  if (scene.before === null || scene.compare === 'off') return { before: null, after: whole }
  if (scene.compare === 'before') return { before: whole, after: null }
  const on = regionToScreen(view, wholeRegion(document.picture))
  const x = Math.round(on.x + on.width * scene.split)
  return {
    before: intersectRegions(whole, { ...whole, width: x }),
    after: intersectRegions(whole, { ...whole, x, width: view.width - x }),
  }
}

function clipped(target: CanvasRenderingContext2D, region: Region, draw: () => void): void {
  target.save()
  target.beginPath()
  target.rect(region.x, region.y, region.width, region.height)
  target.clip()
  draw()
  target.restore()
}

/** The canvas at the size of the view. */
function sized(canvas: HTMLCanvasElement, { width, height }: Viewport) {
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
  return canvas.getContext('2d')
}
