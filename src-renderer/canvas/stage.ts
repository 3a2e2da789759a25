/**
 * What the view shows, brought up to date at most once a frame and only where something changed: what merely moved is
 * moved, the rest is drawn. Knows no events and no tools; it is told what to show.
 */
import type { TileRequest } from '../../src-shared/contract/pictures-api.ts'
import type { Region } from '../../src-shared/tensor/pixels.ts'
import type { EditorDocument } from '../document/document.ts'
import { regionOfTile } from '../kernels/picture-tiles.ts'
import { expandRegion, wholeRegion } from '../kernels/region.ts'
import type { Point } from '../kernels/region.ts'
import { regionToScreen } from '../kernels/viewport.ts'
import type { Viewport } from '../kernels/viewport.ts'
import { estimateOnView, previewOnView } from './draw-guides.ts'
import { viewOnto, wantedTiles } from './draw-picture.ts'
import { createOverlayTiles } from './overlay-tiles.ts'
import type { OverlayTiles, ShownLayers } from './overlay-tiles.ts'
import { paintView, shownParts } from './paint-view.ts'
import type { Scene } from './scene.ts'
import { createSurface } from './surface.ts'
import type { Surface } from './surface.ts'
import type { Theme } from './theme.ts'
import type { TileCache } from './tile-cache.ts'

/** Milliseconds of a frame that may go into making new overlay tiles. */
const RASTER_TIME = 4

/** Milliseconds without zooming after which the view is refined: until then what is there is scaled. */
const REST = 80

/** Milliseconds in which an estimate comes up. */
const FADE = 120

export interface StageOptions {
  /** Where the canvases of the view are put. */
  readonly plane: HTMLElement
  readonly document: EditorDocument
  readonly scene: Scene
  readonly view: Viewport
  readonly tiles: TileCache<ImageBitmap>
  readonly theme: Theme
  readonly reducedMotion: () => boolean
}

export interface Stage {
  /** `ratio` is the number of device pixels for one of CSS. */
  readonly setView: (view: Viewport, ratio: number) => void
  /** Shows a document; `dirty` is what differs from the one before, found out if not given. */
  readonly show: (document: EditorDocument, dirty?: Region | null) => void
  readonly showLayers: (shown: ShownLayers) => void
  readonly change: (part: Partial<Scene>) => void
  readonly recolour: (theme: Theme) => void
  readonly tileLoaded: (request: TileRequest) => void
  readonly close: () => void
}

interface State {
  readonly surface: Surface
  readonly overlays: OverlayTiles
  document: EditorDocument
  scene: Scene
  view: Viewport
  ratio: number
  theme: Theme
  /** The view that the surface shows by now, and its device pixels for one of CSS. */
  drawn: Viewport & { readonly ratio: number }
  /** Whether other tiles may be needed than before. */
  moved: boolean
  estimateSince: number
  /** When the zoom was last changed by hand. */
  zoomedAt: number
  /** Whether the picture is another one than that drawn: it is not waited with. */
  fresh: boolean
  frame: number
}

export function createStage(options: StageOptions): Stage {
  const { document, scene, view, theme } = options
  const state: State = {
    surface: createSurface(options.plane),
    overlays: createOverlayTiles(document, theme.accent),
    document,
    scene,
    view,
    ratio: 1,
    theme,
    drawn: { ...view, width: 0, height: 0, ratio: 1 },
    moved: true,
    estimateSince: 0,
    zoomedAt: -REST,
    fresh: true,
    frame: 0,
  }
  const request = () => {
    if (state.frame === 0) state.frame = requestAnimationFrame(frame)
  }
  const frame = () => {
    state.frame = 0
    if (!bringUpToDate(state, options)) request()
  }
  const damage = (region: Region | null) => {
    state.surface.damage(region)
    request()
  }
  const all = () => {
    state.moved = true
    damage(wholeRegion(state.drawn))
  }
  return {
    setView: (next, ratio) => {
      Object.assign(state, { view: next, ratio, moved: true })
      request()
    },
    show: (next, dirty) => {
      const changed = state.overlays.show(next, dirty)
      const same = next.picture.id === state.document.picture.id
      state.document = next
      state.fresh ||= !same
      if (!same) all()
      else damage(changed && expandRegion(regionToScreen(state.drawn, changed), 4))
    },
    showLayers: (shown) => {
      if (state.overlays.showLayers(shown)) all()
    },
    change: (part) => changeScene(state, part, { all, damage }),
    recolour: (next) => {
      state.theme = next
      state.overlays.recolour(next.accent)
      all()
    },
    tileLoaded: (tile) => damage(tileOnView(state, tile)),
    close: () => cancelAnimationFrame(state.frame),
  }
}

function changeScene(
  state: State,
  part: Partial<Scene>,
  { all, damage }: { all: () => void; damage: (region: Region | null) => void },
): void {
  const { scene, drawn, ratio } = state
  state.scene = { ...scene, ...part }
  if ('before' in part || 'compare' in part || 'split' in part) all()
  if (part.estimate !== undefined) {
    state.estimateSince = performance.now()
    for (const { estimate } of [scene, state.scene]) {
      damage(estimate && estimateOnView(estimate, drawn, state.document.picture))
    }
  }
  if (part.preview !== undefined) {
    for (const { preview } of [scene, state.scene]) damage(previewOnView(preview, drawn, ratio))
  }
}

/** Draws what has changed; false when there was no time for all of it, or the estimate is still coming up. */
function bringUpToDate(state: State, options: StageOptions): boolean {
  const { tiles } = options
  move(state)
  const { surface, view, theme } = state
  const now = performance.now()
  const rests = now - state.zoomedAt >= REST
  if (state.moved && rests) want(state, tiles)
  const prepared = state.overlays.prepare(view, rests ? now + RASTER_TIME : null)
  for (const part of prepared.damage) surface.damage(part)
  const { estimate } = state.scene
  const age = now - state.estimateSince
  const opacity = options.reducedMotion() || estimate === null ? 1 : Math.min(1, age / FADE)
  const painting = { ...state, ...theme, tiles, opacity }
  surface.draw((target, part) => paintView(target, painting, part))
  if (opacity < 1 && estimate !== null) {
    surface.damage(estimateOnView(estimate, view, state.document.picture))
  }
  return rests && prepared.complete && opacity === 1
}

/** Brings the surface to the view: what it shows already is moved where only the place has changed. */
function move(state: State): void {
  const { surface, view, ratio, drawn, fresh } = state
  if (view.zoom !== drawn.zoom && !fresh) state.zoomedAt = performance.now()
  Object.assign(state, { drawn: { ...view, ratio }, fresh: false })
  const isSame = view.width === drawn.width && view.height === drawn.height && ratio === drawn.ratio
  const by = isSame ? shiftBetween(drawn, view) : null
  if (by === null) surface.restart(view, ratio)
  else surface.move(by)
}

/** By how many whole device pixels one view lies beside another; null where copying would not do. */
function shiftBetween(from: Viewport, to: Viewport): Point | null {
  if (from.zoom !== to.zoom) return null
  const exact = { x: (from.x - to.x) * to.zoom, y: (from.y - to.y) * to.zoom }
  const by = { x: Math.round(exact.x), y: Math.round(exact.y) }
  const isWhole = Math.abs(exact.x - by.x) < 1e-3 && Math.abs(exact.y - by.y) < 1e-3
  const isNear = Math.abs(by.x) < to.width && Math.abs(by.y) < to.height
  return isWhole && isNear ? by : null
}

function want(state: State, tiles: TileCache<ImageBitmap>): void {
  const { view, document, scene } = state
  const shown = shownParts(state, wholeRegion(view))
  state.moved = false
  tiles.want([
    ...(shown.after ? wantedTiles(document.picture, view) : []),
    ...(scene.before && shown.before
      ? wantedTiles(scene.before, viewOnto(view, { from: document.picture, to: scene.before }))
      : []),
  ])
}

/** Where a tile lies on the view; null for one of a picture that is not shown. */
function tileOnView({ drawn, document, scene }: State, tile: TileRequest): Region | null {
  const shown = [document.picture, scene.before].find((picture) => picture?.id === tile.id)
  if (!shown) return null
  const view = viewOnto(drawn, { from: document.picture, to: shown })
  return expandRegion(regionToScreen(view, regionOfTile(shown, tile)), 1)
}
