/**
 * Which part of a picture a view shows, and how large: moving, zooming about a point, fitting. All screen lengths are
 * device pixels, so that 100 % is one pixel of the picture on one of the screen, whatever the device pixel ratio.
 */
import type { Region } from '../../src-shared/tensor/pixels.ts'
import type { Point, Size } from './region.ts'

export const MIN_ZOOM = 0.01
export const MAX_ZOOM = 64

/** From this zoom on the borders between pixels are drawn. */
export const GRID_ZOOM = 8

export interface Viewport extends Size {
  /** Device pixels for one of the picture. */
  readonly zoom: number
  /** The point of the picture in the view's upper left corner. */
  readonly x: number
  readonly y: number
}

export function toPicture({ zoom, x, y }: Viewport, at: Point): Point {
  return { x: x + at.x / zoom, y: y + at.y / zoom }
}

export function toScreen({ zoom, x, y }: Viewport, at: Point): Point {
  return { x: (at.x - x) * zoom, y: (at.y - y) * zoom }
}

/** A region of the picture in device pixels of the view; not rounded. */
export function regionToScreen(view: Viewport, region: Region): Region {
  const { x, y } = toScreen(view, region)
  return { x, y, width: region.width * view.zoom, height: region.height * view.zoom }
}

/** What the view shows, in pixels of the picture, and beyond it. */
export function seenBy({ zoom, x, y, width, height }: Viewport): Region {
  return { x, y, width: width / zoom, height: height / zoom }
}

/** The view that shows only a rectangle of this one, in device pixels. */
export function partOf({ zoom, x, y }: Viewport, part: Region): Viewport {
  return {
    zoom,
    x: x + part.x / zoom,
    y: y + part.y / zoom,
    width: part.width,
    height: part.height,
  }
}

/** Another zoom, 0.01 to 64; the point of the picture under `at` stays where it is. */
export function zoomAbout(view: Viewport, at: Point, zoom: number): Viewport {
  const next = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom))
  const fixed = toPicture(view, at)
  return { ...view, zoom: next, x: fixed.x - at.x / next, y: fixed.y - at.y / next }
}

/** Another zoom about the middle of the view. */
export function zoomAboutCentre(view: Viewport, zoom: number): Viewport {
  return zoomAbout(view, { x: view.width / 2, y: view.height / 2 }, zoom)
}

/** Moves the picture by device pixels. */
export function panBy(view: Viewport, by: Point): Viewport {
  return { ...view, x: view.x - by.x / view.zoom, y: view.y - by.y / view.zoom }
}

/** Keeps at least `margin` device pixels of the picture, or all of a smaller one, within the view. */
export function keepInView(view: Viewport, picture: Size, margin: number): Viewport {
  const along = (at: number, picturePixels: number, viewPixels: number) => {
    const shown = viewPixels / view.zoom
    const least = Math.min(margin / view.zoom, picturePixels, shown)
    return Math.min(picturePixels - least, Math.max(least - shown, at))
  }
  return {
    ...view,
    x: along(view.x, picture.width, view.width),
    y: along(view.y, picture.height, view.height),
  }
}

/** The whole picture in the middle of the view, as large as it can be with `margin` device pixels around it. */
export function fitPicture(view: Size, picture: Size, margin: number): Viewport {
  const room = (length: number) => Math.max(1, length - 2 * margin)
  const zoom = Math.min(room(view.width) / picture.width, room(view.height) / picture.height)
  const centred = {
    zoom: 1,
    width: view.width,
    height: view.height,
    x: (picture.width - view.width) / 2,
    y: (picture.height - view.height) / 2,
  }
  return zoomAboutCentre(centred, zoom)
}

/** Another size of the view; its middle stays where it is. */
export function resizeView(view: Viewport, { width, height }: Size): Viewport {
  return {
    ...view,
    width,
    height,
    x: view.x + (view.width - width) / 2 / view.zoom,
    y: view.y + (view.height - height) / 2 / view.zoom,
  }
}
