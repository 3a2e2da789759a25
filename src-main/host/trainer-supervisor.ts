/**
 * Keeps a trainer process at hand: starts it when it is first needed, and again when it dies, since its queue is on the
 * disk and goes on by itself. It knows nothing of training.
 */
import { createConnection } from '../../src-shared/contract/connect.ts'
import type { Dispose } from '../../src-shared/contract/port.ts'
import type { TrainerApi } from '../../src-shared/contract/trainer-api.ts'
import type { WorkerProcess } from './host.ts'
import type { SuperviseOptions } from './supervise-options.ts'

/** Milliseconds before a trainer that died is started again; twice as many each time it dies soon after. */
const FIRST_WAIT = 500
const LONGEST_WAIT = 60_000
/** A trainer that has lived so long is a healthy one. */
const HEALTHY = 60_000

export interface SupervisedTrainer {
  /** Calls wait for the process; those that ran when it died fail with 'engine-died'. Starts nothing by itself. */
  readonly api: TrainerApi
  /** Starts the process if none runs. */
  readonly wake: () => void
  readonly isAwake: () => boolean
  /** There is a process; `again` where it takes the place of one that died. */
  readonly onStarted: (listener: (again: boolean) => void) => Dispose
  /** Ends the process for good. */
  readonly stop: () => void
}

export function superviseTrainer(options: SuperviseOptions): SupervisedTrainer {
  const { api, attach, giveUp } = createConnection<TrainerApi>()
  const listeners = new Set<(again: boolean) => void>()
  let worker: WorkerProcess | null = null
  let wait = FIRST_WAIT
  let stopped = false
  let cancelRestart: Dispose = () => undefined

  const start = () => {
    const again = worker !== null
    const own = options.start()
    const began = options.now()
    worker = own
    attach(own.port)
    own.onExit((reason) => {
      if (stopped) return
      options.log(`The trainer ended (${reason}).`)
      if (options.now() - began > HEALTHY) wait = FIRST_WAIT
      cancelRestart = options.later(wait, start)
      wait = Math.min(2 * wait, LONGEST_WAIT)
    })
    for (const listener of listeners) listener(again)
  }
  return {
    api,
    isAwake: () => worker !== null,
    wake: () => {
      if (worker === null && !stopped) start()
    },
    onStarted: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    stop: () => {
      stopped = true
      cancelRestart()
      giveUp()
      worker?.kill()
    },
  }
}
