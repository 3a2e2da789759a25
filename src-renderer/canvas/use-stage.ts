/**
 * The stage of a canvas view: made when the elements are there, kept at their size, told of new documents and themes.
 * Also moves the view: fit, zoom, pan.
 */
import { onMounted, onUnmounted, shallowRef } from 'vue'
import type { ShallowRef } from 'vue'
import type { EditorDocument } from '../document/document.ts'
import { wholeRegion } from '../kernels/region.ts'
import type { Point, Size } from '../kernels/region.ts'
import {
  fitPicture,
  keepInView,
  panBy,
  regionToScreen,
  resizeView,
  zoomAbout,
  zoomAboutCentre,
} from '../kernels/viewport.ts'
import type { Viewport } from '../kernels/viewport.ts'
import { perFrame } from './per-frame.ts'
import type { Scene } from './scene.ts'
import { createStage } from './stage.ts'
import type { Stage } from './stage.ts'
import { onThemeChange, themeOf } from './theme.ts'
import { createTileCache } from './tile-cache.ts'
import type { TileSource } from './tile-cache.ts'
import { createTileImages } from './tile-images.ts'
import { useViewSize } from './use-view-size.ts'

/** Space around a picture that is fitted, in CSS pixels; the tools float over the upper part. */
const MARGIN = 56

/** How much of the picture stays in view at least, in CSS pixels. */
const LEAST_SHOWN = 80

/** Bytes of tiles that are kept as images. */
const TILE_BUDGET = 256 * 2 ** 20

export interface StageHost {
  readonly root: () => HTMLElement | null
  readonly plane: () => HTMLElement | null
  readonly document: () => EditorDocument
  readonly scene: Scene
  readonly source: TileSource
  /** At most once a frame. */
  readonly viewed: (view: Viewport) => void
  readonly failed: (error: unknown) => void
}

export interface StageControl {
  readonly stage: ShallowRef<Stage | null>
  readonly view: ShallowRef<Viewport>
  readonly ratio: () => number
  /** The picture's place in CSS pixels of the view. */
  readonly place: () => { x: number; y: number; width: number; height: number }
  readonly fit: () => void
  /** 1 is one pixel of the picture on one of the screen. */
  readonly zoomTo: (zoom: number) => void
  readonly zoomBy: (factor: number, at?: Point) => void
  /** By whole device pixels, so that what is drawn can be moved along. */
  readonly pan: (by: Point) => void
}

export function useStage(host: StageHost): StageControl {
  const stage = shallowRef<Stage | null>(null)
  const view = shallowRef<Viewport>({ zoom: 1, x: 0, y: 0, width: 1, height: 1 })
  const viewed = perFrame(host.viewed)
  onUnmounted(viewed.close)
  let ratio = 1
  let fitted = true // stays fitted until the user moves the view

  function go(next: Viewport): void {
    view.value = keepInView(next, host.document().picture, LEAST_SHOWN * ratio)
    stage.value?.setView(view.value, ratio)
    viewed.put(view.value)
  }
  function move(next: Viewport): void {
    fitted = false
    go(next)
  }
  function fit(size: Size = view.value): void {
    fitted = true
    go(fitPicture(size, host.document().picture, MARGIN * ratio))
  }

  useViewSize(host.root, (size, nextRatio) => {
    const scaled = { ...view.value, zoom: (view.value.zoom * nextRatio) / ratio }
    ratio = nextRatio
    if (fitted) fit(size)
    else go(resizeView(scaled, size))
  })
  useMountedStage(host, stage, view)

  const place = () => {
    const on = regionToScreen(view.value, wholeRegion(host.document().picture))
    return {
      x: on.x / ratio,
      y: on.y / ratio,
      width: on.width / ratio,
      height: on.height / ratio,
    }
  }
  const zoomBy = (factor: number, at?: Point) => {
    const zoom = view.value.zoom * factor
    move(at ? zoomAbout(view.value, at, zoom) : zoomAboutCentre(view.value, zoom))
  }
  return {
    stage,
    view,
    ratio: () => ratio,
    place,
    fit: () => fit(),
    zoomTo: (zoom) => move(zoomAboutCentre(view.value, zoom)),
    zoomBy,
    pan: (by) => move(panBy(view.value, { x: Math.round(by.x), y: Math.round(by.y) })),
  }
}

function useMountedStage(
  host: StageHost,
  stage: ShallowRef<Stage | null>,
  view: ShallowRef<Viewport>,
): void {
  const images = createTileImages()
  const tiles = createTileCache({
    source: host.source,
    toImage: images.make,
    budget: TILE_BUDGET,
    parallel: 6,
    onLoaded: (tile) => stage.value?.tileLoaded(tile),
    onFailed: host.failed,
  })
  let stopTheme = () => {}
  onMounted(() => {
    const [root, plane] = [host.root(), host.plane()]
    if (root === null || plane === null) return
    const still = matchMedia('(prefers-reduced-motion: reduce)')
    stage.value = createStage({
      plane,
      tiles,
      document: host.document(),
      scene: host.scene,
      view: view.value,
      theme: themeOf(root),
      reducedMotion: () => still.matches,
    })
    stopTheme = onThemeChange(() => stage.value?.recolour(themeOf(root)))
  })
  onUnmounted(() => {
    stopTheme()
    stage.value?.close()
    tiles.close()
    images.close()
  })
}
