/**
 * The page's view of the trainer: wakes it when it is asked, and hands it the pictures that a request names.
 */
import type { PicturesApi } from '../../src-shared/contract/pictures-api.ts'
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
  const tellAll = async () => {
    for (const job of await trainer.api.training.jobs()) send({ type: 'job', job })
  }
  trainer.onStarted((again) => {
    // Whoever asks the first one hears of its jobs in the answer.
    if (again) void tellAll().catch(() => undefined)
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
