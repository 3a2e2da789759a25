/**
 * Times a few pieces of work against one another on a machine that may be busy with other things.
 * Knows nothing of what it times; the clock is handed in.
 */

/** A piece of work that is measured. */
export interface Probe {
  readonly name: string
  /** Floating-point operations of one run. */
  readonly flops: number
  readonly run: () => Promise<unknown>
}

/** Probes and the native sessions that they run in. */
export interface OpenProbes {
  readonly probes: readonly Probe[]
  readonly release: () => Promise<void>
}

export interface MeasureOptions {
  /** Runs of each probe that are timed. */
  readonly rounds: number
  /** Runs of each probe before that. */
  readonly warmUp: number
  /** Seconds. */
  readonly now: () => number
  readonly signal?: AbortSignal
  readonly onRound?: (done: number, total: number) => void
}

/**
 * Median seconds of each probe, in their order. The probes take turns, so that a busy spell of the
 * machine falls on all of them and their ratios stay fair.
 */
export async function measureInTurns(
  probes: readonly Probe[],
  { rounds, warmUp, now, signal, onRound }: MeasureOptions,
): Promise<number[]> {
  const seconds: number[][] = probes.map(() => [])
  for (let round = -warmUp; round < rounds; round++) {
    for (const [index, probe] of probes.entries()) {
      signal?.throwIfAborted()
      const started = now()
      await probe.run()
      if (round >= 0) seconds[index]?.push(now() - started)
    }
    onRound?.(round + warmUp + 1, rounds + warmUp)
  }
  return seconds.map(median)
}

/** The middle value, or the mean of the two middle ones; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const [below = NaN, above = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return (below + above) / 2
}
