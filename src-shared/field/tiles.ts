/**
 * Cuts a large field into tiles that are worked on one after the other, so that memory does not
 * grow with the photograph. A tile brings a margin so wide that its core comes out as if the whole
 * field had been worked on at once.
 */
import type { Region } from '../tensor/pixels.ts'
import { intersect, grow } from './regions.ts'
import type { WindowGrid } from './windows.ts'

/** `core` is the tile's own; `field` is what has to be computed to know it. */
export interface Tile {
  readonly core: Region
  readonly field: Region
}

export interface Tiling {
  readonly grid: WindowGrid
  /** Side of a core in pixels, rounded down so that every core starts on a window and on a block. */
  readonly side: number
  /** Network calls in a row: through each of them a pixel feels another stride around it. */
  readonly steps: number
  /** Side of the blocks that may not be cut. */
  readonly block: number
}

/** Further away than so many calls reach, what a pixel feels is lost in rounding. */
const FARTHEST = 8

/** The tiles of `whole`, row by row; along an axis where a margin would save nothing there is one. */
export function tilesOf(whole: Region, { grid, side, steps, block }: Tiling): Tile[] {
  const unit = leastCommonMultiple(grid.stride, block)
  const reach = (Math.min(steps, FARTHEST) + 1) * grid.stride // one more: the last window is flush
  const margin = Math.ceil(reach / unit) * unit
  const core = Math.max(Math.floor(side / unit), 1) * unit
  const cut = (start: number, length: number) => {
    const pieces = length <= core + 2 * margin ? 1 : Math.ceil(length / core)
    return Array.from({ length: pieces }, (_, i) => ({
      start: start + i * core,
      length: pieces === 1 ? length : Math.min(core, length - i * core),
    }))
  }
  return cut(whole.y, whole.height).flatMap((row) =>
    cut(whole.x, whole.width).map((column) => {
      const own = { x: column.start, y: row.start, width: column.length, height: row.length }
      return { core: own, field: intersect(grow(own, margin), whole) }
    }),
  )
}

function leastCommonMultiple(a: number, b: number): number {
  const divisor = (m: number, n: number): number => (n === 0 ? m : divisor(n, m % n))
  return (a * b) / divisor(a, b)
}
