/** What it takes to keep a process running: how it is started, and a clock. */
import type { Dispose } from '../../src-shared/contract/port.ts'
import type { WorkerProcess } from './host.ts'

export interface SuperviseOptions {
  readonly start: () => WorkerProcess
  readonly log: (line: string) => void
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number
  readonly later: (milliseconds: number, action: () => void) => Dispose
}
