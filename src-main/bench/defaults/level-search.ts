/**
 * The levels below the highest one of a span, placed by the ternary search of Song et al. 2023 (section 3) on a fine
 * grid, where the search over spans only spaces them evenly. What makes levels good is passed in.
 */
import { karrasSigmas } from '../../../src-shared/diffusion/noise-schedule.ts'
import { searchTimePoints } from '../../../src-shared/diffusion/time-points.ts'
import type { Span } from '../../edits/schedules.ts'

export interface PlacedLevels {
  readonly sigmas: readonly number[]
  /** Higher is better. */
  readonly score: number
  readonly evaluations: number
}

/** Levels of the grid between the highest one and the one at which sampling ends. */
const GRID = 25
/** Far below what any tool asks at. */
const END = 0.01
/** Placing more levels than this takes too many edits; they lie close together anyway. */
const MOST_STEPS = 4

/** Null for spans of one step, where there is nothing to place, or of many. */
export async function searchLevels(
  { high, steps }: Span,
  {
    score,
    signal,
  }: {
    readonly score: (sigmas: readonly number[]) => Promise<number>
    readonly signal: AbortSignal
  },
): Promise<PlacedLevels | null> {
  if (steps < 2 || steps > MOST_STEPS || high <= END) return null
  const grid = karrasSigmas(GRID, { sigmaMax: high, sigmaMin: END })
  const levelsOf = (points: readonly number[]) => points.slice(0, -1).map((i) => grid[i] ?? END)
  const found = await searchTimePoints({
    score: async (points) => -(await score(levelsOf(points))),
    last: GRID - 1,
    count: steps - 1,
    signal,
  })
  const { points, evaluations } = found
  return { sigmas: levelsOf(points), score: -found.score, evaluations }
}
