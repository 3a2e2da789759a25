/**
 * An AppApi that stands in for engine and host: pictures of one colour, edits that answer when they are told to.
 * It records what it was asked, and a test can replace any of its answers.
 */
import type { AppApi } from '../../../src-shared/contract/app-api.ts'
import type {
  EditEstimate,
  EditJob,
  EditOutcome,
  Recipe,
} from '../../../src-shared/contract/edits-api.ts'
import type { Settings } from '../../../src-shared/contract/host-api.ts'
import type { PictureInfo, Tile } from '../../../src-shared/contract/pictures-api.ts'
import type { DocumentState } from '../../../src-shared/contract/projects-api.ts'
import { trainingDouble } from './training-double.ts'

export function pictureInfo(changes: Partial<PictureInfo> = {}): PictureInfo {
  return {
    id: 'p0',
    name: 'picos.jpg',
    width: 640,
    height: 480,
    channels: 3,
    depth: 8,
    hash: 'h0',
    format: 'jpeg',
    profile: 'sRGB',
    ...changes,
  }
}

export function recipeOf(job: EditJob): Recipe {
  return {
    version: 1,
    source: 'h0',
    task: job.task,
    model: { id: job.model, hash: 'm' },
    steps: job.steps ?? 4,
    sigmas: [1],
    seed: job.seed,
    device: 'CPU',
    result: 'r',
  }
}

export function outcomeOf(job: EditJob, variation: number, picture: PictureInfo): EditOutcome {
  return {
    variation,
    picture,
    recipe: recipeOf(job),
    seconds: 1,
    residual: 0,
    changedOutsideMask: 0,
    region: null,
  }
}

/** A method that answers at once. */
const answer =
  <Given extends unknown[], Value>(make: (...given: Given) => Value) =>
  (...given: Given): Promise<Awaited<Value>> =>
    Promise.resolve(make(...given))

const tile = (width: number, height: number): Tile => ({
  width,
  height,
  rgba: new Uint8Array(4 * width * height).fill(128),
})

const nothing = () => () => undefined

/** What the double was asked and how a test makes it speak. */
export interface Stage {
  readonly api: AppApi
  readonly jobs: EditJob[]
  readonly previews: EditJob[]
  readonly released: string[]
  readonly autosaved: DocumentState[]
  readonly settled: string[]
  readonly progress: (number | null)[]
  readonly kept: Settings[]
  readonly estimate: (estimate: EditEstimate) => void
  readonly restartEngine: () => void
}

export function appDouble(
  changes: { readonly [Part in keyof AppApi]?: Partial<AppApi[Part]> } = {},
) {
  const stage = {
    jobs: [] as EditJob[],
    previews: [] as EditJob[],
    released: [] as string[],
    autosaved: [] as DocumentState[],
    settled: [] as string[],
    progress: [] as (number | null)[],
    kept: [] as Settings[],
  }
  let count = 0
  const hears: { estimate?: (estimate: EditEstimate) => void; restart?: () => void } = {}
  const make = (name: string) => {
    count += 1
    return pictureInfo({ id: `p${count}`, name, hash: `h${count}` })
  }
  const api: AppApi = {
    pictures: {
      open: answer((source) => make(source.kind === 'grant' ? source.grant : source.name)),
      info: answer((id) => pictureInfo({ id })),
      tile: answer(() => tile(512, 512)),
      thumbnail: answer(() => tile(112, 76)),
      colourAt: answer(() => [1, 2, 3, 255]),
      select: answer(() => ({
        region: { x: 0, y: 0, width: 1, height: 1 },
        coverage: Uint8Array.of(255),
      })),
      transform: answer(({ transform }) => ({
        ...make('turned'),
        ...(transform.kind === 'crop' ? transform.region : {}),
      })),
      paint: answer(() => make('painted')),
      export: answer(() => Uint8Array.of(1, 2, 3)),
      openMask: answer(({ width, height }) => ({
        region: { x: 0, y: 0, width, height },
        coverage: new Uint8Array(width * height).fill(255),
      })),
      exportMask: answer(() => Uint8Array.of(4)),
      release: answer((ids) => void stage.released.push(...ids)),
      ...changes.pictures,
    },
    edits: {
      run: answer((job) => {
        stage.jobs.push(job)
        const results = job.task.kind === 'blend' ? job.task.frames : (job.variations ?? 1)
        return Array.from({ length: results }, (_, i) => outcomeOf(job, i, make(`result ${i}`)))
      }),
      preview: answer((job) => {
        stage.previews.push(job)
        return { job: job.job, variation: 0, fraction: 1, secondsLeft: 0, preview: null }
      }),
      onEstimate: (listener) => {
        hears.estimate = listener
        return () => undefined
      },
      expectedSeconds: answer(() => 1.4),
      replay: answer(({ recipe, job }) => ({
        outcome: outcomeOf(
          { job, picture: null, task: recipe.task, model: 'm', seed: 1 },
          0,
          make('again'),
        ),
        identical: true,
      })),
      packRecipe: answer((recipe) => new TextEncoder().encode(JSON.stringify(recipe.seed))),
      unpackRecipe: answer(() =>
        recipeOf({ job: '', picture: null, task: { kind: 'denoise' }, model: 'm', seed: 1 }),
      ),
      ...changes.edits,
    },
    models: {
      list: answer(() => [
        {
          id: 'selfsame-base',
          name: 'selfsame-base',
          licence: 'MIT',
          hash: 'm',
          windowSize: 64,
          classes: null,
          parameters: 1,
          origin: 'shipped',
          trainsAs: 'consistency',
        },
      ]),
      details: answer((id) => Promise.reject(new Error(`nothing is known of ${id}`))),
      classNames: answer(() => null),
      isWhole: answer(() => true),
      upload: answer(() => undefined),
      discardUpload: answer(() => undefined),
      askAgain: answer(() => ({
        inputs: [],
        outputs: [],
        likely: {
          ...{ image: null, noise: null, labels: null, output: null, computes: null },
        },
        unclear: [],
      })),
      correct: answer(() => undefined),
      import: answer(({ source }) => Promise.reject(new Error(`no model in a ${source.kind}`))),
      export: answer(({ id }) => ({ name: id, bytes: Uint8Array.of(1) })),
      onProgress: nothing,
      rename: answer(() => undefined),
      remove: answer(() => undefined),
      folder: answer((id) => ({ grant: `folder of ${id}`, name: id })),
      defaults: answer(() => ({})),
      setDefault: answer(() => undefined),
      published: answer(() => []),
      device: answer(() => 'CPU, 2 threads'),
      ...changes.models,
    },
    devices: {
      list: answer(() => [
        { id: 'cpu', name: 'CPU, 2 threads', automatic: true, state: { kind: 'untested' } },
      ]),
      test: answer(() => []),
      benchmark: answer(() => []),
      onBenchmark: nothing,
      line: answer(() => ({
        device: 'cpu',
        name: 'CPU, 2 threads',
        precision: 'fp32',
        onCpu: [],
      })),
      onLine: nothing,
      onFall: nothing,
      onTest: nothing,
      ...changes.devices,
    },
    projects: {
      pack: answer(() => Uint8Array.of(9)),
      unpack: answer(() => stage.autosaved[0] ?? Promise.reject(new Error('nothing was packed'))),
      autosave: answer((state) => void stage.autosaved.push(state)),
      settle: answer((document) => void stage.settled.push(document)),
      recoverable: answer(() => []),
      recover: answer(() => stage.autosaved[0] ?? Promise.reject(new Error('nothing was kept'))),
      discard: answer(() => undefined),
      stash: answer(() => 'key'),
      unstash: answer(() => new Uint8Array()),
      ...changes.projects,
    },
    batch: {
      run: answer(() => ({ done: 0, skipped: 0, failures: [] })),
      onProgress: nothing,
      ...changes.batch,
    },
    training: trainingDouble(changes.training).api,
    host: {
      info: answer(() => ({
        host: 'server',
        version: '1',
        platform: 'linux',
        nativeDialogs: false,
      })),
      chooseImages: answer(() => []),
      chooseProject: answer(() => null),
      chooseModel: answer(() => null),
      reveal: answer(() => undefined),
      chooseFolder: answer(() => ({ grant: 'folder', name: 'scans' })),
      save: answer(({ suggestedName: name }) => ({ name, grant: `written ${name}` })),
      recentFiles: answer(() => []),
      settings: answer(() => ({})),
      changeSettings: answer((settings) => {
        stage.kept.push(settings)
        return settings
      }),
      showProgress: answer((fraction) => void stage.progress.push(fraction)),
      notify: answer(() => undefined),
      diagnostics: answer(() => new Uint8Array()),
      setUnsaved: answer(() => undefined),
      onClosing: nothing,
      answerClosing: answer(() => undefined),
      onCommand: nothing,
      onOpenFiles: nothing,
      onEngineRestarted: (listener) => {
        hears.restart = listener
        return () => undefined
      },
      ...changes.host,
    },
  }
  return {
    ...stage,
    api,
    estimate: (estimate: EditEstimate) => hears.estimate?.(estimate),
    restartEngine: () => hears.restart?.(),
  } satisfies Stage
}
