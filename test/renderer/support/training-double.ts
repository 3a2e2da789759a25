/**
 * A TrainingApi that stands in for the trainer: one recipe, a folder of three files, jobs that do what they are told.
 */
import type {
  DatasetReport,
  TrainingApi,
  TrainingEvent,
  TrainingJob,
} from '../../../src-shared/contract/training-api.ts'

export function trainingJob(changes: Partial<TrainingJob> = {}): TrainingJob {
  return {
    id: 'j1',
    kind: 'folder',
    name: 'my pictures',
    data: 'garden',
    recipe: 'ect',
    base: 'selfsame-base',
    state: 'running',
    hold: null,
    step: 0,
    steps: 100,
    stage: 'stage 0',
    patchesPerSecond: 8,
    secondsLeft: 100,
    dataWait: 0.01,
    best: null,
    createdAt: 0,
    end: null,
    ...changes,
  }
}

const photograph = { width: 640, height: 480, bytes: 1000, problem: null, duplicateOf: null }

export const datasetReport: DatasetReport = {
  name: 'garden',
  photographs: [
    { ...photograph, path: 'a.jpg', use: 'training' },
    { ...photograph, path: 'b.jpg', use: 'validation' },
    {
      ...photograph,
      path: 'c.jpg',
      use: 'duplicate',
      duplicateOf: { path: 'a.jpg', by: 'bytes' },
    },
  ],
  counts: { training: 1, validation: 1, excluded: 0, duplicate: 1, unusable: 0 },
  bytes: 2000,
  megapixels: 0.6,
  classes: null,
}

const tile = { width: 8, height: 8, rgba: new Uint8Array(256).fill(128) }

export interface TrainingDouble {
  readonly api: TrainingApi
  readonly jobs: TrainingJob[]
  readonly tell: (event: TrainingEvent) => void
}

export function trainingDouble(changes: Partial<TrainingApi> = {}): TrainingDouble {
  const jobs: TrainingJob[] = []
  const listeners = new Set<(event: TrainingEvent) => void>()
  const tell = (event: TrainingEvent) => listeners.forEach((listener) => listener(event))
  const put = (job: TrainingJob) => {
    const at = jobs.findIndex(({ id }) => id === job.id)
    if (at < 0) jobs.push(job)
    else jobs[at] = job
    tell({ type: 'job', job })
    return Promise.resolve(job)
  }
  const change = async (id: string, difference: Partial<TrainingJob>) => {
    const job = jobs.find((one) => one.id === id)
    if (job) await put({ ...job, ...difference })
  }
  const end = (id: string) => ({ reason: 'asked', step: 10, said: null, model: id }) as const
  const api: TrainingApi = {
    recipes: () =>
      Promise.resolve([
        {
          name: 'ect',
          base: 'optional',
          fields: [
            { name: 'optimizer.learningRate', value: 3e-4, kind: 'real', min: 1e-9, max: 1 },
            { name: 'levels.stages', value: 8, kind: 'integer', min: 1, max: 30 },
            {
              name: 'levels.weight',
              value: 'cifar10',
              kind: 'choice',
              choices: ['cifar10', 'imagenet'],
            },
          ],
        },
      ]),
    inspect: () => Promise.resolve(datasetReport),
    onInspecting: () => () => undefined,
    thumbnail: () => Promise.resolve(tile),
    patches: ({ count }) =>
      Promise.resolve(
        Array.from({ length: count }, () => ({ path: 'a.jpg', shrink: 2, mirrored: false, tile })),
      ),
    upload: () => Promise.resolve(),
    forgetUpload: () => Promise.resolve(),
    estimate: () =>
      Promise.resolve({
        steps: 3600,
        seconds: 3600,
        patchesPerSecond: 8,
        memoryBytes: 1.5e9,
        diskBytes: 3e8,
        modelBytes: 4e6,
        freeBytes: 1e11,
      }),
    start: ({ name, recipe, base }) =>
      put(trainingJob({ id: `j${jobs.length + 1}`, name, recipe, base })),
    learn: ({ name, base }) =>
      put(trainingJob({ id: `j${jobs.length + 1}`, kind: 'picture', name, base })),
    jobs: () => Promise.resolve([...jobs]),
    history: () => Promise.resolve({ points: [], validations: [], samples: null, watched: null }),
    pause: (id) => change(id, { state: 'paused' }),
    resume: (id) => change(id, { state: 'running' }),
    stop: (id) => change(id, { state: 'ended', end: end(id) }),
    remove: (id) => {
      const at = jobs.findIndex((job) => job.id === id)
      if (at >= 0) jobs.splice(at, 1)
      tell({ type: 'removed', id })
      return Promise.resolve()
    },
    sampleNow: () => Promise.resolve(),
    watch: () => Promise.resolve(),
    prepareToQuit: () => Promise.resolve(),
    onEvent: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    ...changes,
  }
  return { api, jobs, tell }
}
