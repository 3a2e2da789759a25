/**
 * Lays a pass out as tiles and windows: what will be computed, before anything is. Only geometry
 * and masks are looked at.
 */
import { readLayer } from '../../src-shared/field/layer.ts'
import { tilesOf } from '../../src-shared/field/tiles.ts'
import type { Tile } from '../../src-shared/field/tiles.ts'
import { quarterOverlapping, planWindows } from '../../src-shared/field/windows.ts'
import type { WindowPlan } from '../../src-shared/field/windows.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import type { EditPlan, Pass } from './edit-plan.ts'
import type { Turn } from './turn.ts'

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

/** The layouts of each job's passes. Rejects with what `turn` rejects with. */
export async function layOut(
  { jobs }: Pick<EditPlan, 'jobs'>,
  windowSize: number,
  turn: Turn,
): Promise<readonly (readonly PassLayout[])[]> {
  const layouts: PassLayout[][] = []
  for (const { passes } of jobs) {
    const own: PassLayout[] = []
    for (const pass of passes) own.push(await layOutPass(pass, windowSize, turn))
    layouts.push(own)
  }
  return layouts
}

/** Windows that a plan computes, all steps together. */
export function countWindows(layouts: readonly (readonly PassLayout[])[]): number {
  return layouts.flat().reduce((sum, { windows }) => sum + windows, 0)
}

async function layOutPass(pass: Pass, windowSize: number, turn: Turn): Promise<PassLayout> {
  const { plane, block, schedule } = pass
  const grid = quarterOverlapping(windowSize)
  const steps = schedule.sigmas.length
  const { draws = 1 } = schedule
  const tiles: TileLayout[] = []
  for (const tile of tilesOf(plane, { grid, side: TILE_SIDE, steps, block })) {
    const needed = pass.needed?.(tile.field)
    if (needed) await turn()
    if (needed && !isNeeded(tile, needed)) continue
    tiles.push({ tile, windows: planWindows(tile.field, grid, needed) })
  }
  const windows = tiles.reduce((sum, { windows: { corners } }) => sum + corners.length, 0)
  return { pass, tiles, windows: draws * steps * windows }
}

/** True where something of the tile's own is to be computed. */
function isNeeded({ field, core }: Tile, needed: Tensor): boolean {
  return readLayer({ region: field, field: needed }, core).data.includes(1)
}
