/**
 * When a run may go on: not while somebody edits, and on its battery only where that was allowed. Holds nothing but what
 * it is told of the machine.
 */
import type { TrainerConditions } from '../../src-shared/contract/trainer-api.ts'
import type { TrainingJob } from '../../src-shared/contract/training-api.ts'

/** Why a run has to wait; null when it need not. Pure. */
export function holdFor(
  { editing, onBattery }: TrainerConditions,
  mainsOnly: boolean,
): TrainingJob['hold'] {
  if (editing) return 'edit'
  return onBattery && mainsOnly ? 'battery' : null
}

export interface Turns {
  /** What is known of the machine now; wakes whoever waits. */
  readonly tell: (conditions: TrainerConditions) => void
  /** Wakes whoever waits, since something else may have changed. */
  readonly wake: () => void
  /** Does something that somebody is waiting for: no update begins meanwhile, and nothing is said of it. */
  readonly first: <Result>(work: () => Promise<Result>) => Promise<Result>
  /** Resolves once nothing holds the run, or when it is aborted. `onHold` is told what holds it, and null at the end. */
  readonly wait: (options: WaitOptions) => Promise<void>
}

export interface WaitOptions {
  /** Whether the battery holds the run; asked again whenever it is woken. */
  readonly mainsOnly: () => boolean
  readonly signal?: AbortSignal | undefined
  readonly onHold: (hold: TrainingJob['hold']) => void
}

/**
 * Turns on a machine where nobody edits and the mains are on until something else is told. Whoever waits for something
 * often asks for more at once: runs stand back for another `linger` milliseconds.
 */
export function createTurns({ linger = 0 }: { readonly linger?: number } = {}): Turns {
  let conditions: TrainerConditions = { editing: false, onBattery: false }
  let waiting = 0
  let wake = new Set<() => void>()
  const wakeAll = () => {
    const woken = wake
    wake = new Set()
    for (const resolve of woken) resolve()
  }
  const change = (signal: AbortSignal | undefined) =>
    new Promise<void>((resolve) => {
      const done = () => {
        signal?.removeEventListener('abort', done)
        resolve()
      }
      wake.add(done)
      signal?.addEventListener('abort', done)
    })
  const leave = () => {
    if (--waiting === 0) wakeAll()
  }
  return {
    tell: (now) => {
      conditions = now
      wakeAll()
    },
    wake: wakeAll,
    first: async (work) => {
      waiting++
      try {
        return await work()
      } finally {
        if (linger === 0) leave()
        else setTimeout(leave, linger)
      }
    },
    wait: async ({ mainsOnly, signal, onHold }) => {
      let told: TrainingJob['hold'] = null
      for (;;) {
        const hold = signal?.aborted ? null : holdFor(conditions, mainsOnly())
        if (hold !== told) onHold(hold)
        told = hold
        if (hold === null && (waiting === 0 || signal?.aborted)) return
        await change(signal)
      }
    },
  }
}
