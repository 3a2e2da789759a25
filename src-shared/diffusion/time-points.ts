/**
 * Good time points for multistep sampling: the greedy search of Song et al. 2023 (section 3), one
 * point after the other by ternary search. What makes a list of points good is passed in.
 */
import type { StopSignal } from './multistep-sampler.ts'

export interface TimePointSearch {
  /** How bad a list of grid indices is (an FID, say): lower is better. Asked once per list. */
  readonly score: (points: readonly number[]) => Promise<number>
  /** The last index of the grid, where sampling ends; it starts at 0. */
  readonly last: number
  /** How many points to place between 0 and `last`. */
  readonly count: number
  readonly signal?: StopSignal
}

export interface TimePoints {
  /** Increasing grid indices with 0 and `last`, as in the published lists "0,22,39". */
  readonly points: readonly number[]
  readonly score: number
  /** How many lists were scored. */
  readonly evaluations: number
}

/**
 * Places each point below the one before (in noise), where the score of the list with it is
 * smallest, taking that score to fall and then rise along the grid.
 */
export async function searchTimePoints(search: TimePointSearch): Promise<TimePoints> {
  const { last, count, signal } = search
  if (last - 1 < count) throw new RangeError(`no room for ${count} points between 0 and ${last}`)
  const known = new Map<string, number>()
  const score = async (points: readonly number[]): Promise<number> => {
    signal?.throwIfAborted()
    const key = points.join()
    const value = known.get(key) ?? (await search.score(points))
    known.set(key, value)
    return value
  }
  const chosen = [0]
  for (let left = count; left > 0; left--) {
    const range: Range = [chosen[chosen.length - 1] + 1, last - left]
    chosen.push(await lowest(range, (point) => score([...chosen, point, last])))
  }
  const points = [...chosen, last]
  return { points, score: await score(points), evaluations: known.size }
}

type Range = readonly [first: number, last: number]

/** The integer of a range at which a function that falls and then rises is smallest. */
async function lowest(range: Range, value: (point: number) => Promise<number>): Promise<number> {
  let [left, right] = range
  while (right - left >= 3) {
    const third = Math.floor((right - left) / 3)
    const [low, high] = [left + third, right - third]
    if ((await value(low)) < (await value(high))) right = high
    else left = low
  }
  let best = left
  for (let point = left + 1; point <= right; point++) {
    if ((await value(point)) < (await value(best))) best = point
  }
  return best
}
