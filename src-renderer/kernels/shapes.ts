/**
 * Rectangles, ellipses and polygons as antialiased coverage of pixels. Knows no masks and no tools.
 */
import type { MaskPatch } from '../../src-shared/contract/pictures-api.ts'
import type { Region } from '../../src-shared/tensor/pixels.ts'
import { intersectRegions, regionAround, wholeRegion } from './region.ts'
import type { Point, Size } from './region.ts'

const LINES = 8 // lines within a pixel, one above the other, at which a shape's edges are looked up

/** Where a horizontal line at height `y` enters and leaves the shape, left to right, in pairs. */
type Crossings = (y: number) => readonly number[]

/** A rectangle with corners anywhere, whole pixels or not; null where it misses the picture. */
export function rectangleCoverage(box: Region, picture: Size): MaskPatch | null {
  const crossings: Crossings = (y) =>
    y >= box.y && y < box.y + box.height ? [box.x, box.x + box.width] : []
  return coverageOf(crossings, cornersOf(box), picture)
}

/** The ellipse that touches the sides of a box; null where it misses the picture. */
export function ellipseCoverage(box: Region, picture: Size): MaskPatch | null {
  const [rx, ry] = [box.width / 2, box.height / 2]
  const [cx, cy] = [box.x + rx, box.y + ry]
  const crossings: Crossings = (y) => {
    const share = 1 - ((y - cy) / ry) ** 2
    if (!(share > 0)) return []
    const half = rx * Math.sqrt(share)
    return [cx - half, cx + half]
  }
  return coverageOf(crossings, cornersOf(box), picture)
}

/** The inside of a closed path by the even-odd rule; null for fewer than three points or outside of the picture. */
export function polygonCoverage(points: readonly Point[], picture: Size): MaskPatch | null {
  if (points.length < 3) return null
  const edges = points.map((from, i) => ({ from, to: points[(i + 1) % points.length] ?? from }))
  const crossings: Crossings = (y) =>
    edges
      .filter(({ from, to }) => from.y <= y !== to.y <= y)
      .map(({ from, to }) => from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x))
      .sort((a, b) => a - b)
  return coverageOf(crossings, points, picture)
}

/** The box between two corners in any order; with `square`, as high as wide, from the first corner. */
export function boxBetween(from: Point, to: Point, square: boolean): Region {
  const side = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y))
  const far = square
    ? { x: from.x + side * (to.x < from.x ? -1 : 1), y: from.y + side * (to.y < from.y ? -1 : 1) }
    : to
  return {
    x: Math.min(from.x, far.x),
    y: Math.min(from.y, far.y),
    width: Math.abs(far.x - from.x),
    height: Math.abs(far.y - from.y),
  }
}

const cornersOf = ({ x, y, width, height }: Region): readonly Point[] => [
  { x, y },
  { x: x + width, y: y + height },
]

function coverageOf(
  crossings: Crossings,
  extremes: readonly Point[],
  picture: Size,
): MaskPatch | null {
  const box = regionAround(extremes)
  const region = box && intersectRegions(box, wholeRegion(picture))
  if (region === null) return null
  const coverage = new Uint8Array(region.width * region.height)
  const sums = new Float32Array(region.width)
  for (let row = 0; row < region.height; row++) {
    sums.fill(0)
    for (let line = 0; line < LINES; line++) {
      const found = crossings(region.y + row + (line + 0.5) / LINES)
      for (let i = 0; i + 1 < found.length; i += 2) {
        addSpan(sums, (found[i] ?? 0) - region.x, (found[i + 1] ?? 0) - region.x)
      }
    }
    for (let x = 0; x < region.width; x++) {
      coverage[row * region.width + x] = Math.round((255 / LINES) * (sums[x] ?? 0))
    }
  }
  return { region, coverage }
}

/** Adds the share of every pixel that lies between two places on a line. */
function addSpan(sums: Float32Array, from: number, to: number): void {
  const left = Math.max(0, from)
  const right = Math.min(sums.length, to)
  for (let x = Math.floor(left); x < right; x++) {
    const share = Math.min(right, x + 1) - Math.max(left, x)
    sums[x] = (sums[x] ?? 0) + share
  }
}
