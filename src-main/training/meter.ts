/**
 * Measures how long a run computes and how fast it is going; reads only the clocks it is given.
 */

/** Where time comes from, in seconds. */
export interface Clocks {
  readonly wall: () => number
  /** Processor seconds used by this process. */
  readonly cpu: () => number
}

/** Seconds spent in updates, over all sessions of a run. */
export interface Spent {
  readonly computeSeconds: number
  readonly cpuSeconds: number
}

export interface Meter {
  begin(): void
  /** Ends an update of `patches` patches; returns the totals of the run. */
  end(patches: number): Spent
  readonly secondsPerStep: number
  readonly patchesPerSecond: number
}

/** Share of the latest update in the running mean of the speed. */
const LATEST = 0.05

/** A meter that goes on from `spent`. */
export function createMeter(clocks: Clocks, spent: Spent): Meter {
  let { computeSeconds, cpuSeconds } = spent
  let started = { wall: clocks.wall(), cpu: clocks.cpu() }
  let secondsPerStep = 0
  let batch = 0
  return {
    begin() {
      started = { wall: clocks.wall(), cpu: clocks.cpu() }
    },
    end(patches) {
      const seconds = clocks.wall() - started.wall
      computeSeconds += seconds
      cpuSeconds += clocks.cpu() - started.cpu
      secondsPerStep += (secondsPerStep === 0 ? 1 : LATEST) * (seconds - secondsPerStep)
      batch = patches
      return { computeSeconds, cpuSeconds }
    },
    get secondsPerStep() {
      return secondsPerStep
    },
    get patchesPerSecond() {
      return secondsPerStep > 0 ? batch / secondsPerStep : 0
    },
  }
}

/** The clocks of this process. */
export const processClocks: Clocks = {
  wall: () => performance.now() / 1000,
  cpu: () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  },
}
