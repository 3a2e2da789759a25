/**
 * Rectangles of pixels: what they share, what covers them, where they end. Knows nothing of what lies in them.
 */
import type { Region } from '../../src-shared/tensor/pixels.ts'

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** What both cover; null where that is nothing. */
export function intersectRegions(a: Region, b: Region): Region | null {
  const x = Math.max(a.x, b.x)
  const y = Math.max(a.y, b.y)
  const width = Math.min(a.x + a.width, b.x + b.width) - x
  const height = Math.min(a.y + a.height, b.y + b.height) - y
  return width > 0 && height > 0 ? { x, y, width, height } : null
}

/** The smallest rectangle around both; null stands for none. */
export function uniteRegions(a: Region | null, b: Region | null): Region | null {
  if (a === null || b === null) return a ?? b
  const x = Math.min(a.x, b.x)
  const y = Math.min(a.y, b.y)
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  }
}

/** Larger by `by` pixels on every side. */
export function expandRegion({ x, y, width, height }: Region, by: number): Region {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by }
}

/** The whole pixels that points touch when they are spread by `margin`; null without points. */
export function regionAround(points: readonly Point[], margin = 0): Region | null {
  let box: Region | null = null
  for (const { x, y } of points) {
    const left = Math.floor(x - margin)
    const top = Math.floor(y - margin)
    const width = Math.ceil(x + margin) - left
    const height = Math.ceil(y + margin) - top
    box = uniteRegions(box, { x: left, y: top, width, height })
  }
  return box
}

/** The whole picture as a region. */
export function wholeRegion({ width, height }: Size): Region {
  return { x: 0, y: 0, width, height }
}
