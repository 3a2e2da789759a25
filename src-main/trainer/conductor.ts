/**
 * Runs the one job of the table that should run, and lets go of it when another one should. How a job is carried out is
 * handed in.
 */
import type {
  TrainingEnd,
  TrainingEvent,
  TrainingJob,
} from '../../src-shared/contract/training-api.ts'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import type { Lead } from '../training/trainer.ts'
import { explainEnd } from './explain-end.ts'
import type { JobTable } from './job-table.ts'
import type { KeptJob } from './kept-job.ts'
import type { LiveFigures } from './live-figures.ts'
import { nextJob } from './next-job.ts'
import type { RunningNow } from './next-job.ts'
import type { RunEvent } from './run-event.ts'
import type { Turns } from './turns.ts'

/** A job that is to be carried out, or gone on with. */
export interface JobToRun extends KeptJob {
  /** Folder of the job. */
  readonly folder: string
  readonly signal: AbortSignal
  readonly lead: Omit<Lead, 'look'>
  /** Waits until what was told is on the disk. */
  readonly tell: (event: RunEvent) => Promise<void>
}

/** Resolves with how the job ended; null when it was aborted and can go on later. */
export type RunJob = (job: JobToRun) => Promise<TrainingEnd | null>

export interface ConductorOptions {
  readonly table: JobTable
  readonly live: LiveFigures
  readonly run: RunJob
  readonly turns: Turns
  readonly log: (line: string) => void
  readonly onEvent: (event: TrainingEvent) => void
  /** A job is another than before for who looks at it. */
  readonly onChange: (id: string) => void
}

export interface Conductor {
  /** Starts what should run, or ends what should not; called after every change of the table. */
  readonly reconsider: () => void
  /** Once nothing of the job runs that should not. */
  readonly settled: (id: string) => Promise<void>
  readonly now: () => RunningNow | null
  /** Once the job that runs has come to its end or is saved; at once where none runs. */
  readonly done: () => Promise<void>
  /** Throws UserError where the job does not run. */
  readonly sample: (id: string) => void
  /** False lets go of what runs and starts nothing more. */
  readonly allow: (running: boolean) => void
}

interface Current {
  readonly job: KeptJob
  readonly abort: AbortController
  done: Promise<void>
  hold: TrainingJob['hold']
  begun: boolean
  samplesWanted: boolean
}

export function createConductor(options: ConductorOptions): Conductor {
  const { table, live, onChange } = options
  let current: Current | null = null
  let allowed = true

  const begin = (job: KeptJob) => {
    const abort = new AbortController()
    const own: Current = {
      job,
      abort,
      done: Promise.resolve(),
      hold: null,
      begun: false,
      samplesWanted: false,
    }
    current = own
    onChange(job.id)
    own.done = carryOut(own, options).finally(() => {
      current = null
      live.forget(job.id)
      if (table.has(job.id)) onChange(job.id)
      reconsider()
    })
  }
  const reconsider = () => {
    const wanted = allowed ? nextJob(table.all()) : null
    if (current && current.job.id !== wanted) current.abort.abort()
    if (!current && wanted !== null) begin(table.find(wanted))
    options.turns.wake()
  }
  return {
    reconsider,
    settled: async (id) => {
      reconsider()
      if (current?.job.id === id) await current.done
    },
    now: () => current,
    done: async () => current?.done,
    sample: (id) => {
      if (current?.job.id !== table.find(id).id) {
        throw new UserError(sentence('trainingIdle'))
      }
      current.samplesWanted = true
    },
    allow: (running) => {
      allowed = running
      reconsider()
    },
  }
}

/** Runs a job to its end, or until it is aborted; never rejects. */
async function carryOut(own: Current, options: ConductorOptions): Promise<void> {
  const { table, run, log } = options
  const { job, abort } = own
  const { id } = job
  const { signal } = abort
  const toRun: JobToRun = {
    ...job,
    folder: table.folderOf(id),
    signal,
    lead: leadOf(own, options),
    tell: (event) => hear(own, event, options),
  }
  const step = () => (table.has(id) ? table.find(id).standing.step : 0)
  const end = await run(toRun).catch((error: unknown) =>
    explainEnd(error, { signal, log, step: step() }),
  )
  if (!end || !table.has(id)) return
  await table.change(id, { end }).catch((error: unknown) => {
    log(`The end of a training was not kept: ${String(error)}`)
  })
}

function leadOf(own: Current, { table, turns, onChange }: ConductorOptions): JobToRun['lead'] {
  const { id, order } = own.job
  const endsNow = () => table.has(id) && table.find(id).standing.wish === 'stop'
  return {
    turn: (signal) =>
      turns.wait({
        // Somebody waits for a picture, and for a run that is to end: neither waits for the mains.
        mainsOnly: () => order.kind === 'folder' && order.plan.mainsOnly && !endsNow(),
        signal,
        onHold: (hold) => {
          own.hold = hold
          onChange(id)
        },
      }),
    endsNow,
    takesSamples: () => {
      const wanted = own.samplesWanted
      own.samplesWanted = false
      return wanted
    },
  }
}

async function hear(
  own: Current,
  event: RunEvent,
  { table, live, onEvent, onChange }: ConductorOptions,
): Promise<void> {
  const { id } = own.job
  if (!table.has(id)) return
  const { tell, standing } = live.hear(id, event)
  if (event.type === 'step') own.begun = true
  if (standing && event.type === 'step') table.note(id, standing)
  else if (standing) await table.change(id, standing)
  for (const one of tell) onEvent(one)
  if (event.type === 'step' && tell.length > 0) onChange(id)
}
