/**
 * What the engine answers about edits: pictures by id go in, pictures and their recipes come out.
 * The work itself is edit-runner.ts; this file computes no sample.
 */
import type {
  EditEstimate,
  EditOutcome,
  EditsApi,
  Recipe,
} from '../../src-shared/contract/edits-api.ts'
import type { PictureId } from '../../src-shared/contract/pictures-api.ts'
import type { PictureStore } from '../pictures/picture-store.ts'
import { parseRecipe, printRecipe } from '../recipes/recipe-file.ts'
import type { EditReport, EditRunner, EditWork, FirstLook, ResultPlace } from './edit-runner.ts'
import type { EditResult } from './edit-request.ts'
import { createEstimateFeed } from './estimate-feed.ts'
import { openJob, sizesOnly, taskToCount } from './open-job.ts'
import type { JobToOpen, OpenedJob } from './open-job.ts'
import { checkModel, checkPictures, orderOf, recipeOf } from './recipe-of.ts'
import { inScreenColours } from './screen-estimate.ts'
import { screenPreview } from './screen-preview.ts'

export interface EditsServiceOptions {
  readonly pictures: PictureStore
  readonly runner: EditRunner
  /** What the last run ran on, in words. */
  readonly device: () => string
  /** Milliseconds. */
  readonly now: () => number
}

/** A job by name, with what is to be checked before it begins. */
interface NamedJob extends JobToOpen {
  readonly job: string
  readonly check?: (opened: OpenedJob) => void
}

export function createEditsService(options: EditsServiceOptions): EditsApi {
  const { pictures, runner, now } = options
  const listeners = new Set<(estimate: EditEstimate) => void>()
  const send = (estimate: EditEstimate) => listeners.forEach((listener) => listener(estimate))

  const run = async (job: NamedJob, signal?: AbortSignal): Promise<readonly EditOutcome[]> => {
    const { work, opened } = workOf(job, pictures)
    const screen = screenFeed(send, () => opened().profile)
    const feed = createEstimateFeed({ send: screen.show, now })
    const outcomes: EditOutcome[] = []
    const onReport = (report: EditReport) => {
      const make = () => estimateOf(job.job, report)
      if (report.preview) feed.show(make)
      else feed.tell(make)
    }
    try {
      await runner.run(work, {
        signal,
        onReport,
        onResult: async (result, place) => {
          feed.flush()
          outcomes.push(await keepResult(result, { place, opened: opened() }, options))
        },
      })
      return outcomes
    } catch (error) {
      await pictures.release(outcomes.map(({ picture }) => picture.id))
      throw error
    } finally {
      await screen.shown()
    }
  }

  const replay: EditsApi['replay'] = async ({ recipe, picture, job }, signal) => {
    const [outcome] = await run({ ...jobOf(recipe, picture), job }, signal)
    if (!outcome) throw new Error('the recipe gave no result')
    return { outcome, identical: outcome.recipe.result === recipe.result }
  }

  const preview: EditsApi['preview'] = async (job, signal) => {
    const { work, opened } = workOf(job, pictures)
    const look = await runner.look(work, signal)
    return look && inScreenColours(impressionOf(job.job, look), opened().profile)
  }

  return {
    run,
    replay,
    preview,
    expectedSeconds: (job) => {
      const counted = { ...job, task: taskToCount(job.task) }
      return runner.expectedSeconds(workOf(counted, sizesOnly(pictures)).work)
    },
    onEstimate: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    packRecipe: (recipe) => Promise.resolve(new TextEncoder().encode(printRecipe(recipe))),
    unpackRecipe: async ({ name, bytes }) => Promise.resolve(parseRecipe(bytes, name)),
  }
}

/** The job that a recipe tells, which begins only with the very model and pictures of the recipe. */
function jobOf(recipe: Recipe, picture: PictureId): Omit<NamedJob, 'job'> {
  return {
    ...orderOf(recipe),
    picture: recipe.task.kind === 'generate' ? null : picture,
    model: recipe.model.id,
    check: ({ model, source, other }) => {
      checkModel(recipe, model)
      checkPictures(recipe, { source, other })
    },
  }
}

function impressionOf(job: string, { shown, size, region }: FirstLook): EditEstimate {
  const preview = screenPreview(shown, size, region ?? undefined)
  return { job, variation: 0, fraction: 1, secondsLeft: null, preview }
}

/** The work of a job, and what it was opened with once it is its turn. */
function workOf(
  job: JobToOpen & Pick<NamedJob, 'check'>,
  pictures: Pick<PictureStore, 'get'>,
): { readonly work: EditWork; readonly opened: () => OpenedJob } {
  let opened: OpenedJob | undefined
  const order: EditWork['order'] = async (model) => {
    opened = await openJob(job, model, pictures)
    job.check?.(opened)
    return opened.order
  }
  return {
    work: { model: job.model, device: job.device, order },
    opened: () => {
      if (!opened) throw new Error('the job has not begun')
      return opened
    },
  }
}

/** Sends estimates in their order, in the colours of the screen. */
function screenFeed(send: (estimate: EditEstimate) => void, profile: () => Uint8Array | null) {
  let last: Promise<void> = Promise.resolve()
  return {
    show: (estimate: EditEstimate) => {
      const icc = profile()
      if (icc === null) return send(estimate)
      // An estimate in colours that are a little off is better than none.
      const converted = inScreenColours(estimate, icc).catch(() => estimate)
      last = last.then(async () => send(await converted))
    },
    /** Once everything is sent. */
    shown: () => last,
  }
}

function estimateOf(job: string, report: EditReport): EditEstimate {
  const { variation, fraction, secondsLeft, preview, size } = report
  const shown = preview && { region: preview.region, pixels: preview.pixels() }
  const pixels = shown ? screenPreview(shown, size) : null
  return { job, variation, fraction, secondsLeft, preview: pixels }
}

interface Kept {
  readonly place: ResultPlace
  readonly opened: OpenedJob
}

/** Adds a result to the pictures. */
async function keepResult(
  result: EditResult,
  { place: { variation, region }, opened }: Kept,
  { pictures, device }: EditsServiceOptions,
): Promise<EditOutcome> {
  const { order, model, source, other } = opened
  const { image, seconds, residual, changedOutsideMask } = result
  const name = source?.name ?? `picture-${order.seed + variation}.png`
  const from = source ? { from: source.id } : {}
  const picture = await pictures.add(image, { name, region, ...from })
  const hashes = { source: source?.hash ?? null, other: other?.hash ?? null, hash: picture.hash }
  const recipe = recipeOf(result, { order, variation, model, device: device(), ...hashes })
  return { variation, picture, recipe, seconds, residual, changedOutsideMask, region }
}
