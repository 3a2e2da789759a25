/**
 * The queue of training jobs: what can be asked of it, and what is told of it.
 */
import { basename } from 'node:path'
import type { TrainingEvent, TrainingJob } from '../../src-shared/contract/training-api.ts'
import type { WatchedPicture } from '../../src-shared/contract/trainer-api.ts'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { createConductor } from './conductor.ts'
import type { Conductor, RunJob } from './conductor.ts'
import { NOTHING_MADE } from './explain-end.ts'
import { openJobTable } from './job-table.ts'
import type { JobTable } from './job-table.ts'
import { keepWatch } from './kept-job.ts'
import type { KeptJob, NewPictures, Order } from './kept-job.ts'
import { createLiveFigures } from './live-figures.ts'
import { freshStanding, stateOf } from './next-job.ts'
import type { Turns } from './turns.ts'

export interface QueueOptions {
  /** Folder of the jobs' folders. */
  readonly root: string
  readonly run: RunJob
  readonly turns: Turns
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly newId: () => string
  readonly log: (line: string) => void
  readonly onEvent: (event: TrainingEvent) => void
}

export interface TrainingQueue {
  readonly add: (order: Order, pictures: NewPictures) => Promise<TrainingJob>
  readonly jobs: () => readonly TrainingJob[]
  /** Throws UserError where there is no such job. */
  readonly folderOf: (id: string) => string
  readonly pause: (id: string) => Promise<void>
  readonly resume: (id: string) => Promise<void>
  readonly stop: (id: string) => Promise<void>
  readonly remove: (id: string) => Promise<void>
  readonly sampleNow: (id: string) => Promise<void>
  readonly watch: (id: string, watch: WatchedPicture | null) => Promise<void>
  /** Uploads that a job may still read. */
  readonly uploadsInUse: () => ReadonlySet<string>
  readonly prepareToQuit: (then: 'resume' | 'pause' | 'stop') => Promise<void>
}

/** Reads the jobs that an earlier process left and goes on with them. */
export async function openTrainingQueue(options: QueueOptions): Promise<TrainingQueue> {
  const { root, run, turns, now, log, onEvent } = options
  const live = createLiveFigures(now)
  const onChange = (id: string) => onEvent({ type: 'job', job: shown(table.find(id)) })
  const table = await openJobTable({ root, log, onChange })
  const conductor = createConductor({ table, live, run, turns, log, onEvent, onChange })
  const shown = (job: KeptJob): TrainingJob => ({
    ...describe(job),
    ...live.of(job.id),
    ...stateOf(job, conductor.now()),
  })
  conductor.reconsider()
  return {
    ...wishes({ table, conductor, now }),
    folderOf: table.folderOf,
    jobs: () => table.all().toSorted(byAge).map(shown),
    add: async (order, pictures) => {
      const id = options.newId()
      await table.add({ id, order, standing: freshStanding(now()) }, pictures)
      conductor.allow(true)
      onChange(id)
      return shown(table.find(id))
    },
    remove: async (id) => {
      table.find(id)
      const settled = conductor.settled
      table.forget(id)
      await settled(id)
      await table.erase(id)
      onEvent({ type: 'removed', id })
    },
    sampleNow: async (id) => Promise.resolve(conductor.sample(id)),
    watch: (id, watch) => keepWatch(table.folderOf(id), watch),
    uploadsInUse: () => new Set(table.all().flatMap(uploadOf)),
  }
}

/** What of a job's photographs was handed over; nothing once it has made its model. */
function uploadOf({ order, standing }: KeptJob): readonly string[] {
  if (order.kind !== 'folder' || standing.end?.model) return []
  const { source } = order.plan.data
  return source.kind === 'upload' ? [source.upload] : []
}

const byAge = (a: KeptJob, b: KeptJob) => a.standing.createdAt - b.standing.createdAt

interface QueueParts {
  readonly table: JobTable
  readonly conductor: Conductor
  readonly now: () => number
}

/** What the user wants of a job that is there. */
function wishes({ table, conductor, now }: QueueParts) {
  const isOver = (id: string) => table.find(id).standing.end !== null
  const pause = async (id: string) => {
    if (isOver(id)) return
    await table.change(id, { wish: 'pause' })
    await conductor.settled(id)
  }
  const resume = async (id: string) => {
    if (table.find(id).standing.end?.model) {
      throw new UserError(sentence('trainingOver'))
    }
    await table.change(id, { wish: 'run', end: null, queuedAt: now() })
    conductor.allow(true)
  }
  const stop = async (id: string) => {
    if (isOver(id)) return
    const nothing = table.find(id).standing.step === 0
    await table.change(id, { wish: 'stop', ...(nothing && { end: NOTHING_MADE }) })
    conductor.reconsider()
  }
  /** Makes models of all that have begun, one after another, but for those that the user has put aside. */
  const stopAll = async () => {
    const begun = table
      .all()
      .filter(({ standing: { end, step, wish } }) => end === null && step > 0 && wish !== 'pause')
    for (const { id } of begun) await stop(id)
    const isLeft = () => begun.some(({ id }) => table.has(id) && !isOver(id))
    while (conductor.now() && isLeft()) await conductor.done()
  }
  const prepareToQuit = async (then: 'resume' | 'pause' | 'stop') => {
    const running = conductor.now()?.job.id
    if (then === 'pause' && running !== undefined) await table.change(running, { wish: 'pause' })
    if (then === 'stop') await stopAll()
    conductor.allow(false)
    await conductor.done()
  }
  return { pause, resume, stop, prepareToQuit }
}

/** What of a job does not depend on what runs. */
function describe({ id, order, standing }: KeptJob): Omit<TrainingJob, 'state' | 'hold'> {
  const { createdAt, step, steps, stage, best, end } = standing
  const ofKind =
    order.kind === 'folder'
      ? { data: dataName(order), recipe: order.plan.recipe }
      : { data: order.picture, recipe: 'adapt' }
  return {
    id,
    kind: order.kind,
    name: order.plan.name,
    ...ofKind,
    base: order.plan.base,
    step,
    steps,
    stage,
    patchesPerSecond: 0,
    secondsLeft: null,
    dataWait: 0,
    best,
    createdAt,
    end,
  }
}

function dataName({ folder, plan }: Extract<Order, { kind: 'folder' }>): string {
  const { source } = plan.data
  return source.kind === 'upload' ? source.name : basename(folder)
}
