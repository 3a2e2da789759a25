/**
 * The page's view of the trainer: wakes it when it is asked, hands it the pictures that a request names, and tells it when
 * it has to stand back.
 */
import type { EditsApi } from '../../src-shared/contract/edits-api.ts'
import type { PicturesApi } from '../../src-shared/contract/pictures-api.ts'
import type { Dispose } from '../../src-shared/contract/port.ts'
import type {
  TrainingApi,
  TrainingEvent,
  WatchedDocument,
} from '../../src-shared/contract/training-api.ts'
import type { PictureFile, WatchedPicture } from '../../src-shared/contract/trainer-api.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import type { SupervisedTrainer } from './trainer-supervisor.ts'

export interface TrainingParts {
  readonly trainer: SupervisedTrainer
  readonly pictures: Pick<PicturesApi, 'info' | 'export'>
}

/** Every method of TrainingApi over the trainer process. */
export function createTrainingApi({ trainer, pictures }: TrainingParts): TrainingApi {
  const awake = () => {
    trainer.wake()
    return trainer.api
  }
  const listeners = new Set<(event: TrainingEvent) => void>()
  const send = (event: TrainingEvent) => listeners.forEach((listener) => listener(event))
  trainer.api.training.onEvent(send)
  trainer.onRestarted(() => {
    const tell = async () => {
      for (const job of await trainer.api.training.jobs()) send({ type: 'job', job })
    }
    void tell().catch(() => undefined)
  })
  const fileOf = async (id: string, signal?: AbortSignal): Promise<PictureFile> => {
    const { name } = await pictures.info(id)
    const request = { id, format: 'png', quality: 100, keepMetadata: false } as const
    return { name, png: await pictures.export(request, signal) }
  }
  const opened = async ({ picture, ...rest }: WatchedDocument): Promise<WatchedPicture> => {
    if (rest.task.kind === 'blend' || rest.task.kind === 'generate') {
      throw new UserError('Only the edit of a single picture can be watched; choose another task.')
    }
    return { ...rest, picture: await fileOf(picture) }
  }
  return {
    recipes: () => awake().training.recipes(),
    inspect: (request, signal) => awake().training.inspect(request, signal),
    onInspecting: (listener) => trainer.api.training.onInspecting(listener),
    thumbnail: (request) => awake().training.thumbnail(request),
    patches: (request, signal) => awake().training.patches(request, signal),
    upload: (file) => awake().training.upload(file),
    forgetUpload: (upload) => awake().training.forgetUpload(upload),
    estimate: (plan, signal) => awake().training.estimate(plan, signal),
    jobs: () => awake().training.jobs(),
    history: (id) => awake().training.history(id),
    pause: (id) => awake().training.pause(id),
    resume: (id) => awake().training.resume(id),
    stop: (id) => awake().training.stop(id),
    remove: (id) => awake().training.remove(id),
    sampleNow: (id) => awake().training.sampleNow(id),
    prepareToQuit: (then) =>
      trainer.isAwake() ? awake().training.prepareToQuit(then) : Promise.resolve(),
    onEvent: (listener) => {
      const own = (event: TrainingEvent) => listener(event)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    start: async ({ watch, ...plan }) =>
      awake().orders.start({ ...plan, ...(watch && { watch: await opened(watch) }) }),
    learn: async ({ picture, ...plan }) =>
      awake().orders.learn({ ...plan, picture: await fileOf(picture) }),
    watch: async ({ id, watch }) =>
      awake().orders.watch({ id, watch: watch && (await opened(watch)) }),
  }
}

/** Milliseconds after the last edit before training goes on: edits come in groups. */
const PAUSE_AFTER_EDIT = 1500
/** Milliseconds between two looks at the power supply. */
const POWER_INTERVAL = 10_000

export interface CourtesyParts {
  readonly trainer: SupervisedTrainer
  readonly isOnBattery: () => Promise<boolean>
  readonly later: (milliseconds: number, action: () => void) => Dispose
}

export interface Courtesy {
  /** The edits, during which the trainer stands back. */
  readonly edits: EditsApi
  readonly stop: () => void
}

/** Lets edits and the battery go before training. */
export function createCourtesy(edits: EditsApi, parts: CourtesyParts): Courtesy {
  const { trainer, isOnBattery, later } = parts
  let running = 0
  let now = { editing: false, onBattery: false }
  let cancelEnd: Dispose = () => undefined
  const tell = (changes: Partial<typeof now>) => {
    now = { ...now, ...changes }
    if (trainer.isAwake()) void trainer.api.orders.conditions(now).catch(() => undefined)
  }
  const during = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    cancelEnd()
    if (running++ === 0 && !now.editing) tell({ editing: true })
    try {
      return await work()
    } finally {
      if (--running === 0) cancelEnd = later(PAUSE_AFTER_EDIT, () => tell({ editing: false }))
    }
  }
  let cancelLook: Dispose = () => undefined
  const look = async () => {
    if (trainer.isAwake()) tell({ onBattery: await isOnBattery().catch(() => false) })
    cancelLook = later(POWER_INTERVAL, () => void look())
  }
  void look()
  trainer.onRestarted(() => tell({}))
  return {
    edits: overriding(edits, {
      run: (job, signal) => during(() => edits.run(job, signal)),
      preview: (job, signal) => during(() => edits.preview(job, signal)),
      replay: (request, signal) => during(() => edits.replay(request, signal)),
    }),
    stop: () => {
      cancelEnd()
      cancelLook()
    },
  }
}

/** The service with some methods of its own; its members need not be known beforehand. */
function overriding<Service extends object>(service: Service, own: Partial<Service>): Service {
  return new Proxy(service, {
    get: (_, name): unknown => Reflect.get(name in own ? own : service, name),
  })
}
