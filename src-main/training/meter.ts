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
  /** What `data` gives, its time counted as waiting; that of the first call is not: every session reads files first. */
  waiting<Value>(data: () => Promise<Value>): Promise<Value>
  /** Share of waiting in the time of updates and waiting, 0 to 1. */
  readonly dataWait: number
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
  let calls = 0
  let waited = 0
  let updated = 0
  return {
    async waiting(data) {
      const asked = clocks.wall()
      const value = await data()
      if (calls++ > 0) waited += clocks.wall() - asked
      return value
    },
    get dataWait() {
      return waited > 0 ? waited / (waited + updated) : 0
    },
    begin() {
      started = { wall: clocks.wall(), cpu: clocks.cpu() }
    },
    end(patches) {
      const seconds = clocks.wall() - started.wall
      computeSeconds += seconds
      updated += seconds
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
