/**
 * Keeps an engine process running: starts it, starts it again when it dies, and offers its API as one that outlives
 * the process. It knows nothing of what the engine computes.
 */
import type { EngineApi } from '../../src-shared/contract/app-api.ts'
import { createConnection } from '../../src-shared/contract/connect.ts'
import type { Dispose } from '../../src-shared/contract/port.ts'
import type { WorkerProcess } from './host.ts'
import { impatient, isLongCall } from './impatient-calls.ts'
import type { SuperviseOptions } from './supervise-options.ts'

/** The engine is started again at most this often ... */
const RESTARTS = 3
/** ... within this time, in milliseconds. */
const PERIOD = 60_000

export interface SupervisedEngine {
  /**
   * Calls that ran when the engine died fail with 'engine-died'; later ones wait for the new engine. An engine that
   * does not hear that a long call is cancelled is ended and replaced, which fails nothing but that call.
   */
  readonly api: EngineApi
  readonly onRestarted: (listener: () => void) => Dispose
  /** Ends the engine for good. */
  readonly stop: () => void
}

/** Starts an engine and watches over it. */
export function superviseEngine(options: SuperviseOptions): SupervisedEngine {
  const { api, attach, leave, giveUp } = createConnection<EngineApi>()
  const listeners = new Set<() => void>()
  const restarts: number[] = []
  let worker: WorkerProcess
  let cancelRestart: Dispose = () => undefined
  let stopped = false
  let ending = false

  const start = () => {
    worker = options.start()
    attach(worker.port)
    worker.onExit(restart)
  }
  const startAgain = () => {
    restarts.push(options.now())
    start()
    for (const listener of listeners) listener()
  }
  const replace = () => {
    ending = false
    start()
  }
  const endEngine = () => {
    if (stopped || ending) return
    ending = true
    options.log('The engine did not hear a cancel; it is replaced.')
    leave((path) => !isLongCall(path))
    worker.kill()
  }
  const restart = (reason: string) => {
    if (stopped) return
    if (ending) return replace()
    options.log(`The engine ended (${reason}).`)
    const earliest = (restarts.at(-RESTARTS) ?? -Infinity) + PERIOD
    const wait = Math.max(0, earliest - options.now())
    if (wait === 0) return startAgain()
    options.log(`The engine died ${RESTARTS} times in a minute; it starts again later.`)
    giveUp()
    cancelRestart = options.later(wait, startAgain)
  }
  start()

  return {
    api: impatient(api, { later: options.later, endEngine }),
    onRestarted: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    stop: () => {
      stopped = true
      cancelRestart()
      giveUp()
      worker.kill()
    },
  }
}
