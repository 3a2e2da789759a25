/**
 * Arithmetic of rectangles on an endless plane of pixels. Nothing here looks at a pixel; a region
 * may reach beyond a photograph, where reading mirrors it.
 */
import type { Region } from '../tensor/pixels.ts'

/** `region` with `margin` more pixels on every side. */
export function grow(region: Region, margin: number): Region {
  return {
    x: region.x - margin,
    y: region.y - margin,
    width: region.width + 2 * margin,
    height: region.height + 2 * margin,
  }
}

/** What two regions share; width or height 0 where they do not meet. */
export function intersect(a: Region, b: Region): Region {
  const [x, width] = overlap([a.x, a.width], [b.x, b.width])
  const [y, height] = overlap([a.y, a.height], [b.y, b.height])
  return { x, y, width, height }
}

/** The smallest region that covers both. */
export function unite(a: Region, b: Region): Region {
  const x = Math.min(a.x, b.x)
  const y = Math.min(a.y, b.y)
  const width = Math.max(a.x + a.width, b.x + b.width) - x
  const height = Math.max(a.y + a.height, b.y + b.height) - y
  return { x, y, width, height }
}

/** The smallest region of the plane reduced `factor` times that covers `region`. */
export function shrinkRegion(region: Region, factor: number): Region {
  const x = Math.floor(region.x / factor)
  const y = Math.floor(region.y / factor)
  const width = Math.ceil((region.x + region.width) / factor) - x
  const height = Math.ceil((region.y + region.height) / factor) - y
  return { x, y, width, height }
}

/** The region of the plane enlarged `factor` times that shows the same. */
export function enlargeRegion(region: Region, factor: number): Region {
  return {
    x: region.x * factor,
    y: region.y * factor,
    width: region.width * factor,
    height: region.height * factor,
  }
}

/** `region` as seen from the top left corner of `origin`. */
export function relativeTo(region: Region, origin: Pick<Region, 'x' | 'y'>): Region {
  return { ...region, x: region.x - origin.x, y: region.y - origin.y }
}

/**
 * `region` moved into `bounds`, then cut to it, then grown to at least `minimum` pixels a side: to
 * the right and below beyond `bounds` when these are smaller than that.
 */
export function fitInto(region: Region, bounds: Region, minimum: number): Region {
  const [x, width] = fitSpan([region.x, region.width], [bounds.x, bounds.width], minimum)
  const [y, height] = fitSpan([region.y, region.height], [bounds.y, bounds.height], minimum)
  return { x, y, width, height }
}

type Span = readonly [start: number, length: number]

function overlap([a, aLength]: Span, [b, bLength]: Span): Span {
  const start = Math.max(a, b)
  return [start, Math.max(Math.min(a + aLength, b + bLength) - start, 0)]
}

function fitSpan(span: Span, bounds: Span, minimum: number): Span {
  const [start, length] = overlap(span, bounds)
  const wanted = Math.max(length, minimum)
  const last = bounds[0] + bounds[1] - wanted
  return [Math.max(Math.min(start, last), bounds[0]), wanted]
}
