/**
 * Which photographs may be in memory at a step: a window that rolls over an endless shuffled list.
 * A pure function of seed and step, so that a resumed run sees what an undisturbed one would have seen.
 */
import { uniforms } from '../../src-shared/tensor/random.ts'

export interface PhotographWindow {
  /** Indices of the photographs that step `step` may draw from; at most `capacity`, duplicates removed. */
  readonly activeAt: (step: number) => readonly number[]
}

export interface WindowOptions {
  readonly count: number
  readonly capacity: number
  readonly seed: number
  /** Steps between two replacements of the oldest photograph by the next one in the list. */
  readonly stepsPerReplacement: number
}

/** The window over `count` photographs; when all of them fit it never moves. */
export function photographWindow(options: WindowOptions): PhotographWindow {
  const { count, capacity, seed, stepsPerReplacement } = options
  if (count <= capacity) {
    const all = Array.from({ length: count }, (_, index) => index)
    return { activeAt: () => all }
  }
  const order = endlessOrder(count, seed)
  return {
    activeAt: (step) => {
      const first = Math.floor(step / stepsPerReplacement)
      const slots = Array.from({ length: capacity }, (_, slot) => order(first + slot))
      return [...new Set(slots)]
    },
  }
}

/** Entry `position` of the list that goes through all photographs again and again, shuffled anew each time. */
function endlessOrder(count: number, seed: number): (position: number) => number {
  const rounds = new Map<number, readonly number[]>()
  return (position) => {
    const round = Math.floor(position / count)
    const order = rounds.get(round) ?? shuffled(count, { seed, stream: round })
    if (rounds.size > 4) rounds.clear()
    rounds.set(round, order)
    return order[position % count] ?? 0
  }
}

/** Fisher and Yates. */
function shuffled(count: number, key: { seed: number; stream: number }): readonly number[] {
  const order = Array.from({ length: count }, (_, index) => index)
  const draws = uniforms(key.seed, key.stream, count)
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor((draws[i] ?? 0) * (i + 1))
    const swapped = order[i] ?? 0
    order[i] = order[j] ?? 0
    order[j] = swapped
  }
  return order
}
