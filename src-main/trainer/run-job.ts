/**
 * Carries out one job of the queue: prepares its run or goes on with it, and says how it ended.
 */
import { join } from 'node:path'
import type { EndReason, TrainingEnd } from '../../src-shared/contract/training-api.ts'
import { decodeRgb8, measureImage } from '../images/decode-rgb8.ts'
import { plainWords } from '../models/importing/free-id.ts'
import { isModelFolder } from '../models/model-record.ts'
import type { ModelLibrary } from '../models/model-library.ts'
import { imageOfMask } from '../pictures/mask-image.ts'
import { fitHole } from '../training/fit-hole.ts'
import { learnPicture } from '../training/learn-picture.ts'
import type { Clocks } from '../training/meter.ts'
import { PATCH_DEFAULTS } from '../training/patch-source.ts'
import { readRunRecord } from '../training/run-record.ts'
import type { SurveyMemory } from '../training/survey-folder.ts'
import { trainModel } from '../training/train-command.ts'
import type { FinishedEvent, StoppedEvent, TrainEvent } from '../training/train-event.ts'
import type { TrainContext } from '../training/train-command.ts'
import type { TrainRequest } from '../training/train-request.ts'
import type { JobToRun, RunJob } from './conductor.ts'
import { NOTHING_MADE } from './explain-end.ts'
import { keepWatched, pictureFileOf, readFeatures, readWatch, runFolderOf } from './kept-job.ts'
import type { LearnPlan, Order } from './kept-job.ts'
import { planSettings } from './plan-settings.ts'
import { planCommand } from './plan-command.ts'
import { createWatcher } from './watch-document.ts'

export interface JobRunnerOptions {
  readonly library: Pick<ModelLibrary, 'find'>
  /** The network of features that comes with the program. */
  readonly features: string
  /** Folder of the user's models, in which the results appear; exists. */
  readonly models: string
  readonly memory: SurveyMemory
  readonly clocks: Clocks
  readonly log: (line: string) => void
}

/** Runs jobs with real networks. */
export function createJobRunner(options: JobRunnerOptions): RunJob {
  return async (job) => {
    const out = join(options.models, modelIdOf(job))
    if (await isModelFolder(out)) return endedBefore(job, out)
    return job.order.kind === 'folder'
      ? runFolder(job, { ...job.order, out }, options)
      : runPicture(job, { ...job.order, out }, options)
  }
}

const LONGEST_WORDS = 40

/** An id for the model of a job: its name as a file may be called, and the job's own id, which nobody else has. */
export function modelIdOf({ id, order }: Pick<JobToRun, 'id' | 'order'>): string {
  return `${plainWords(order.plan.name, LONGEST_WORDS) || 'model'}-${id}`
}

/** The model was written, and then the process ended before it could say so. */
function endedBefore({ standing }: JobToRun, out: string): TrainingEnd {
  const step = standing.best?.step ?? standing.step
  return { reason: 'finished', step, said: null, model: idIn(out) }
}

const idIn = (folder: string) => folder.split(/[\\/]/).at(-1) ?? folder

interface FolderRun extends Extract<Order, { kind: 'folder' }> {
  readonly out: string
}

async function runFolder(
  job: JobToRun,
  run: FolderRun,
  options: JobRunnerOptions,
): Promise<TrainingEnd | null> {
  const begun = (await readRunRecord(runFolderOf(job.folder))) !== null
  if (job.standing.wish === 'stop' && (!begun || job.standing.step === 0)) return NOTHING_MADE
  const found = run.plan.base === null ? null : options.library.find(run.plan.base)
  // A run that has begun has all that it needs.
  const base = await (begun ? found?.catch(() => null) : found)
  const request = await requestOf(job, run, { begun, from: base?.folder, ...options })
  const { clocks, memory, log } = options
  const { signal, lead } = job
  const look = watcherOf(job, { base: base?.folder ?? null, log })
  const context: TrainContext = { clocks, memory, signal, patienceSeconds: PATIENCE, lead, look }
  const heard = await listen(trainModel(request, context), job)
  if (heard.last?.type !== 'stopped' || heard.last.reason !== 'diverged') return endOf(heard)
  if (heard.last.step === 0) return endOf(heard)
  const again = { ...request, resume: true, settings: {} }
  const ending = { ...context, lead: { endsNow: () => true } }
  const rescued = await listen(trainModel(again, ending), job)
  return endOf({ ...heard, model: rescued.model })
}

/** Seconds within which the trainer of a program that was killed has come to the end of its update, and ends. */
const PATIENCE = 30

interface Beginning extends Pick<JobRunnerOptions, 'features'> {
  readonly begun: boolean
  /** Folder of the model to start from. */
  readonly from: string | undefined
}

async function requestOf(
  job: JobToRun,
  { plan, folder, out }: FolderRun,
  { begun, from, features: usual }: Beginning,
): Promise<TrainRequest> {
  const { source } = plan.data
  const folderName = source.kind === 'upload' ? source.name : idIn(folder)
  const features = (await readFeatures(job.folder)) ?? usual
  return {
    folder,
    choice: plan.data,
    out,
    runFolder: runFolderOf(job.folder),
    name: plan.name,
    settings: begun ? {} : planSettings(plan, { from, features }),
    resume: begun,
    folderName,
    command: planCommand(plan, folderName),
  }
}

function watcherOf(
  job: JobToRun,
  { base, log }: { readonly base: string | null } & Pick<JobRunnerOptions, 'log'>,
) {
  return createWatcher({
    read: () => readWatch(job.folder),
    base,
    signal: job.signal,
    log,
    tell: async (result) => {
      await keepWatched(job.folder, result)
      await job.tell({ type: 'watched', result })
    },
  })
}

interface PictureRun {
  readonly plan: LearnPlan
  readonly picture: string
  readonly out: string
}

async function runPicture(
  job: JobToRun,
  { plan, picture, out }: PictureRun,
  { library, clocks }: JobRunnerOptions,
): Promise<TrainingEnd | null> {
  if (job.standing.wish === 'stop' && job.standing.step === 0) return NOTHING_MADE
  const file = pictureFileOf(job.folder)
  const { folder: from } = await library.find(plan.base)
  const image = await decodeRgb8(file, { maxSide: PATCH_DEFAULTS.maxSide })
  const hole = fitHole(imageOfMask(plan.mask, await measureImage(file)), image)
  const { seconds, seed, label, name } = plan
  const runFolder = runFolderOf(job.folder)
  const command = `selfsame edit inpaint ${picture} --learn ${seconds}`
  const request = { image, hole, from, seed, label, name, out, runFolder, picture, command }
  const { signal, lead } = job
  const events = learnPicture({ ...request, length: { seconds } }, { clocks, signal, lead })
  return endOf(await listen(events, job))
}

interface Heard {
  readonly last: FinishedEvent | StoppedEvent | null
  readonly model: { readonly id: string; readonly step: number } | null
}

async function listen(events: AsyncIterable<TrainEvent>, job: JobToRun): Promise<Heard> {
  let last: Heard['last'] = null
  let model: Heard['model'] = null
  for await (const event of events) {
    if (event.type === 'finished' || event.type === 'stopped') last = event
    if (event.type === 'model') model = event
    await job.tell(event)
  }
  return { last, model }
}

const FINISHED: Readonly<Record<FinishedEvent['reason'], EndReason>> = {
  'all-steps': 'finished',
  'no-gain': 'no-gain',
  asked: 'asked',
  before: 'finished',
}

function endOf({ last, model }: Heard): TrainingEnd | null {
  if (last === null) return null
  const made = { model: model?.id ?? null }
  if (last.type === 'finished') {
    return { reason: FINISHED[last.reason], step: model?.step ?? last.steps, said: null, ...made }
  }
  const { reason, step } = last
  if (reason === 'cancelled') return null
  return { reason, step: model?.step ?? step, said: null, ...made }
}
