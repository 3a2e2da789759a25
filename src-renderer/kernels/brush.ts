/**
 * What a brush covers: round stamps with a soft edge along a line. Answers with coverage and knows no masks.
 */
import type { MaskPatch } from '../../src-shared/contract/pictures-api.ts'
import { intersectRegions, regionAround, wholeRegion } from './region.ts'
import type { Point, Size } from './region.ts'

export interface Brush {
  /** Diameter in pixels. */
  readonly size: number
  /** Share of the radius that is covered wholly, 0 to 1. */
  readonly hardness: number
}

/** A point that a stroke goes through. */
export interface Dab extends Point {
  /** 0 to 1; scales the diameter. */
  readonly pressure: number
}

/** Coverage, 0 to 1, at `distance` pixels from the centre of a stamp of `radius` pixels. */
export function stampCoverage(distance: number, radius: number, hardness: number): number {
  const core = radius * hardness
  const soft = Math.max(radius - core, 1) // an edge of a pixel at least, against stairs
  const middle = core + (radius - core) / 2
  const share = Math.min(1, Math.max(0, 0.5 + (middle - distance) / soft))
  return share * share * (3 - 2 * share)
}

/**
 * The coverage of a stroke from one dab to the next, both included: at every pixel that of the nearest point of the
 * line, whose radius goes evenly from one end to the other. Null where it misses the picture.
 */
export function strokeSegment(
  from: Dab,
  to: Dab,
  { brush, picture }: { readonly brush: Brush; readonly picture: Size },
): MaskPatch | null {
  const radii = { from: radiusAt(from, brush), to: radiusAt(to, brush) }
  const box = regionAround([from, to], Math.max(radii.from, radii.to) + 1)
  const region = box && intersectRegions(box, wholeRegion(picture))
  if (region === null) return null
  const coverage = new Uint8Array(region.width * region.height)
  const along = { x: to.x - from.x, y: to.y - from.y }
  const squaredLength = along.x ** 2 + along.y ** 2
  const reach = (Math.max(radii.from, radii.to) + 1) ** 2
  for (let row = 0; row < region.height; row++) {
    const y = region.y + row + 0.5 - from.y
    for (let column = 0; column < region.width; column++) {
      const x = region.x + column + 0.5 - from.x
      const projected = squaredLength > 0 ? (x * along.x + y * along.y) / squaredLength : 0
      const t = projected < 0 ? 0 : projected > 1 ? 1 : projected
      const dx = x - t * along.x
      const dy = y - t * along.y
      const squared = dx * dx + dy * dy
      if (squared > reach) continue
      const radius = radii.from + t * (radii.to - radii.from)
      const core = Math.max(0, radius * brush.hardness - 1) // safely within what is covered wholly
      coverage[row * region.width + column] =
        squared <= core * core
          ? 255
          : Math.round(255 * stampCoverage(Math.sqrt(squared), radius, brush.hardness))
    }
  }
  return { region, coverage }
}

/** Diameters that a brush can have, in pixels of the picture. */
export const SMALLEST_BRUSH = 1
export const LARGEST_BRUSH = 1000

/** Another brush size, one notch larger or smaller: a tenth, at least a pixel. */
export function nextSize(size: number, notches: number): number {
  const step = Math.max(1, Math.round(size / 10))
  return Math.min(LARGEST_BRUSH, Math.max(SMALLEST_BRUSH, Math.round(size + notches * step)))
}

/** Another hardness, a tenth up or down; 0 to 1. */
export function nextHardness(hardness: number, notches: number): number {
  return Math.min(1, Math.max(0, Math.round(10 * hardness + notches) / 10))
}

/** The end of a line from `from` towards `to`, turned to the nearest multiple of 45 degrees. */
export function snapToEighth(from: Point, to: Point): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const turn = Math.PI / 4
  const angle = Math.round(Math.atan2(dy, dx) / turn) * turn
  const length = dx * Math.cos(angle) + dy * Math.sin(angle)
  return { x: from.x + length * Math.cos(angle), y: from.y + length * Math.sin(angle) }
}

const radiusAt = ({ pressure }: Dab, { size }: Brush): number =>
  Math.max(0.5, (size * pressure) / 2)
