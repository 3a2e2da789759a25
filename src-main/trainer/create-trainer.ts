/**
 * Puts the trainer together: folders, the queue and what runs it, over the contract. Here, and only here, grants become
 * paths.
 */
import { mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type {
  DatasetProgress,
  DatasetSource,
  TrainingEvent,
  TrainingPlan,
} from '../../src-shared/contract/training-api.ts'
import type { OrdersApi, TrainerApi } from '../../src-shared/contract/trainer-api.ts'
import { fileGrants } from '../host/file-grants.ts'
import { createModelLibrary } from '../models/model-library.ts'
import { DEFAULT_NETWORK } from '../training/default-network.ts'
import type { Clocks } from '../training/meter.ts'
import { photographNeeds } from '../training/patch-size.ts'
import { recipeReports } from '../training/recipe-fields.ts'
import type { SurveyMemory } from '../training/survey-folder.ts'
import { createBroadcast } from './broadcast.ts'
import type { RunJob } from './conductor.ts'
import { createDatasets } from './datasets.ts'
import { openTrainingQueue } from './job-queue.ts'
import type { TrainingQueue } from './job-queue.ts'
import { createPaceBook } from './measure-pace.ts'
import { createPlans } from './plans.ts'
import type { Plans } from './plans.ts'
import { readHistory } from './read-history.ts'
import { createJobRunner } from './run-job.ts'
import { createTurns } from './turns.ts'
import type { Turns } from './turns.ts'
import { createUploads } from './uploads.ts'

export interface TrainerOptions {
  /** Jobs and uploads lie in it, and the models that the runs end in. */
  readonly dataFolder: string
  /** Folder of the models that come with the program. */
  readonly models: string
  /** The network of features that comes with the program. */
  readonly features: string
  readonly grantKey: string
  readonly clocks: Clocks
  readonly newId: () => string
  readonly log: (line: string) => void
  /** Instead of real runs. */
  readonly run?: RunJob
}

/** Milliseconds in which a page that has asked for something is likely to ask for more. */
const LINGER = 200

/** Opens the queue, which goes on where it was left, and makes the services. */
export async function createTrainer(options: TrainerOptions): Promise<TrainerApi> {
  const { dataFolder, log, clocks } = options
  const root = join(dataFolder, 'training')
  const own = join(dataFolder, 'models')
  for (const folder of [join(root, 'jobs'), own]) await mkdir(folder, { recursive: true })
  const library = createModelLibrary({ shipped: options.models, own, onFault: log })
  const memory: SurveyMemory = new Map()
  const inspecting = createBroadcast<DatasetProgress>()
  const events = createBroadcast<TrainingEvent>()
  const turns = createTurns({ linger: LINGER })
  const queue = await openTrainingQueue({
    root: join(root, 'jobs'),
    run:
      options.run ??
      createJobRunner({ library, features: options.features, models: own, memory, clocks, log }),
    turns,
    now: Date.now,
    newId: options.newId,
    log,
    onEvent: events.send,
  })
  const uploads = createUploads({
    root: join(root, 'uploads'),
    inUse: queue.uploadsInUse,
    now: Date.now,
  })
  await uploads.sweep().catch((error: unknown) => log(`Old uploads stay: ${String(error)}`))
  const grants = fileGrants(options.grantKey)
  const folderOf = (source: DatasetSource) =>
    source.kind === 'folder' ? grants.open(source.grant) : uploads.folderOf(source.upload)
  const datasets = createDatasets({ folderOf, memory, onProgress: inspecting.send })
  const paces = createPaceBook(join(root, 'pace.json'), clocks)
  const featuresOf = ({ features }: TrainingPlan) => {
    if (features === undefined) return options.features
    if (features.kind === 'file') return grants.open(features.grant)
    return uploads.fileOf(features.upload, features.path)
  }
  const plans = createPlans({ folderOf, featuresOf, library, memory, paces, root })
  const needsOf = async (base: string | null) =>
    photographNeeds(base === null ? undefined : (await library.find(base)).folder)
  return {
    training: {
      ...queueMethods(queue, events, turns),
      recipes: () => Promise.resolve(recipeReports(DEFAULT_NETWORK)),
      inspect: async ({ data, base }, signal) =>
        turns.first(async () => datasets.inspect(data, { ...(await needsOf(base)), signal })),
      onInspecting: inspecting.listen,
      thumbnail: (request) => turns.first(() => datasets.thumbnail(request)),
      patches: async (request, signal) =>
        turns.first(async () =>
          datasets.patches(request, { size: (await needsOf(request.base)).minSide, signal }),
        ),
      upload: (file) => turns.first(() => uploads.add(file)),
      forgetUpload: uploads.forget,
      estimate: (plan, signal) => turns.first(() => plans.estimate(plan, signal)),
    },
    orders: ordersOf(queue, { plans, featuresOf, turns }),
  }
}

type QueueMethods = 'jobs' | 'history' | 'pause' | 'resume' | 'stop' | 'remove' | 'sampleNow'

function queueMethods(
  queue: TrainingQueue,
  events: ReturnType<typeof createBroadcast<TrainingEvent>>,
  turns: Turns,
): Pick<TrainerApi['training'], QueueMethods | 'prepareToQuit' | 'onEvent'> {
  const { pause, resume, stop, remove, sampleNow, prepareToQuit } = queue
  return {
    ...{ pause, resume, stop, remove, sampleNow, prepareToQuit },
    jobs: () => Promise.resolve(queue.jobs()),
    history: (id) => turns.first(() => readHistory(queue.folderOf(id))),
    onEvent: events.listen,
  }
}

interface OrderParts {
  readonly plans: Plans
  readonly featuresOf: (plan: TrainingPlan) => string
  readonly turns: Turns
}

function ordersOf(queue: TrainingQueue, { plans, featuresOf, turns }: OrderParts): OrdersApi {
  return {
    start: async ({ watch, ...plan }) =>
      queue.add(
        { kind: 'folder', folder: await plans.check(plan), plan },
        { watch, features: plan.features && featuresOf(plan) },
      ),
    learn: ({ picture, ...plan }) =>
      queue.add({ kind: 'picture', picture: basename(picture.name), plan }, { picture }),
    watch: ({ id, watch }) => queue.watch(id, watch),
    conditions: async (now) => Promise.resolve(turns.tell(now)),
  }
}
