/**
 * Lays a pass out as tiles and windows: what will be computed, before anything is. Only geometry
 * and masks are looked at.
 */
import { readLayer } from '../../src-shared/field/layer.ts'
import { tilesOf } from '../../src-shared/field/tiles.ts'
import type { Tile } from '../../src-shared/field/tiles.ts'
import { quarterOverlapping, planWindows } from '../../src-shared/field/windows.ts'
import type { WindowPlan } from '../../src-shared/field/windows.ts'
import type { Pass } from './edit-plan.ts'

/** Side of the tiles that are worked on at once: bounds memory, changes no pixel. */
const TILE_SIDE = 1536

/** A tile and its windows. */
export interface TileLayout {
  readonly tile: Tile
  readonly windows: WindowPlan
}

export interface PassLayout {
  readonly pass: Pass
  /** Those in whose core there is something to compute. */
  readonly tiles: readonly TileLayout[]
  /** Windows of all tiles, steps and draws. */
  readonly windows: number
}

export function layOutPass(pass: Pass, windowSize: number): PassLayout {
  const { plane, block, schedule } = pass
  const grid = quarterOverlapping(windowSize)
  const steps = schedule.sigmas.length
  const { draws = 1 } = schedule
  const tiles = tilesOf(plane, { grid, side: TILE_SIDE, steps, block }).flatMap((tile) => {
    const needed = pass.needed?.(tile.field)
    if (needed) {
      const core = readLayer({ region: tile.field, field: needed }, tile.core)
      if (!core.data.includes(1)) return []
    }
    return [{ tile, windows: planWindows(tile.field, grid, needed) }]
  })
  const windows = tiles.reduce((sum, { windows: { corners } }) => sum + corners.length, 0)
  return { pass, tiles, windows: draws * steps * windows }
}
