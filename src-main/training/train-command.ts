/**
 * What the `train` command does: from a folder of photographs and a request to a model folder.
 * Decides nothing about updates; prepares the run, hands it to the trainer, and writes what came out.
 */
import { stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UsageError, UserError } from '../../src-shared/contract/user-error.ts'
import { stageAt } from '../../src-shared/training/levels.ts'
import { initialState } from '../../src-shared/training/train-step.ts'
import type { TrainState } from '../../src-shared/training/train-step.ts'
import { drawSampleSheet, resultOf, validationLoss } from './evaluation.ts'
import { finishRun } from './finish-run.ts'
import { choosePhotographs } from './choose-photographs.ts'
import type { PhotographChoice } from './choose-photographs.ts'
import type { Evaluator } from './evaluator.ts'
import type { Clocks } from './meter.ts'
import { openTrainee, stepsWithin } from './open-trainee.ts'
import { createPatchSource } from './patch-source.ts'
import type { PatchSource } from './patch-source.ts'
import { patchSide, patchSizeOf } from './patch-size.ts'
import { labelsOf } from './photograph-classes.ts'
import { beginRun, draftRun, resumeRun, teacherOf } from './prepare-run.ts'
import type { Data, Draft, RunChanges, PreparedRun, TrainSettings } from './prepare-run.ts'
import { readRunRecord } from './run-record.ts'
import type { RunRecord } from './run-record.ts'
import { scheduleNow } from './schedule-now.ts'
import { surveyFolder } from './survey-folder.ts'
import type { SurveyMemory } from './survey-folder.ts'
import type { TrainEvent } from './train-event.ts'
import { intervalsFor, train } from './trainer.ts'
import type { Intervals, Lead } from './trainer.ts'
import { validationPatches } from './validation-patches.ts'

export interface TrainRequest {
  readonly folder: string
  /** What the card calls it; its own name if not given. */
  readonly folderName?: string | undefined
  /** Which photographs of it; all but duplicates if not given. A resumed run has its own choice. */
  readonly choice?: PhotographChoice | undefined
  /** The model folder that the run ends in. */
  readonly out: string
  /** Where the run itself lives; beside the model if not given, in `<out>.run`. */
  readonly runFolder?: string | undefined
  /** What the model is called; as its folder if not given. */
  readonly name?: string | undefined
  readonly settings: TrainSettings
  readonly resume: boolean
  /** Threads of the runtime. A run resumed with as many as before ends bit-equal. */
  readonly threads?: number | undefined
  /** As it was typed, for the record. */
  readonly command: string
}

export interface TrainContext {
  readonly clocks: Clocks
  readonly signal?: AbortSignal
  /** Every how many steps something happens; about twenty times in all if not given. */
  readonly intervals?: Partial<Intervals>
  readonly memory?: SurveyMemory | undefined
  readonly lead?: Omit<Lead, 'look'> | undefined
  /** Is handed the weights of every checkpoint with what runs them. */
  readonly look?: ((seen: SeenModel) => Promise<void>) | undefined
}

/** What a run has made of its model at a step. */
export interface SeenModel {
  readonly step: number
  readonly theta: Float32Array
  readonly evaluator: Evaluator
  /** Side of the windows that the network sees, in pixels. */
  readonly windowSize: number
  readonly classes: number | null
}

const VALIDATION_PATCHES = 64

/** Where the run of a model folder lives. */
export const runFolderOf = (out: string) => `${resolve(out)}.run`
const placeOf = ({ out, runFolder }: TrainRequest) => runFolder ?? runFolderOf(out)

/**
 * Trains a model and writes it to `request.out`; `finished` or `stopped` is the last event.
 * UserError or UsageError where folders or settings are at fault; AbortError when aborted in preparation.
 */
export async function* trainModel(
  request: TrainRequest,
  context: TrainContext,
): AsyncGenerator<TrainEvent> {
  await checkRequest(request)
  const runFolder = placeOf(request)
  const record = request.resume ? await readRunRecord(runFolder) : null
  const data = await readData(request, { ...context, record })
  const session = { data, request, context, record }
  if (record && isChosen(request)) await checkSame(session, record)
  const run = session.record
    ? await resumeRun(runFolder, session.data, changesOf(request))
    : await beginRun(runFolder, await planRun(session))
  yield startedEvent(run, session.data, runFolder)
  yield* continueRun(run, session)
}

/** Settings that a resumed run may change. */
const CHANGEABLE = ['steps', 'stages', 'keep']

function changesOf({ settings, command }: TrainRequest): RunChanges | undefined {
  const { steps, stages, keep } = settings
  const changed = [steps, stages, keep].some((value) => value !== undefined)
  return changed ? { steps, stages, keep, command } : undefined
}

interface Session {
  /** Of the run to go on with; null for a new one. */
  readonly record: RunRecord | null
  readonly data: Data
  readonly request: TrainRequest
  readonly context: TrainContext
}

/** What a model may be called. */
const MODEL_NAME = /^[\w.-]+$/

async function checkRequest(request: TrainRequest): Promise<void> {
  const { out, settings, resume } = request
  const parent = await stat(dirname(resolve(out))).catch(() => null)
  if (!parent?.isDirectory()) {
    throw new UserError(
      `The folder ${dirname(resolve(out))} for the model does not exist; create it.`,
    )
  }
  if (!MODEL_NAME.test(basename(resolve(out)))) {
    throw new UsageError(
      `--out ends in a name of letters, digits, dots, dashes and underscores, not '${basename(out)}'.`,
    )
  }
  if (await stat(out).catch(() => null)) {
    throw new UserError(`${out} is there already; choose another --out or remove it.`)
  }
  if (settings.steps !== undefined && settings.minutes !== undefined) {
    throw new UsageError('--steps and --minutes both say how long; give one of them.')
  }
  const runFolder = placeOf(request)
  const isThere = (await readRunRecord(runFolder)) !== null
  if (!resume && isThere) {
    throw new UserError(`${runFolder} holds a run already; go on with it by --resume or remove it.`)
  }
  if (resume && !isThere && !isChosen(request)) {
    throw new UserError(`${runFolder} holds no run to resume; begin one without --resume.`)
  }
}

/**
 * Whether a request says what run it wants, besides its length: then --resume begins it where it has not begun, so that
 * one and the same command can be given as often as needed.
 */
function isChosen({ settings }: TrainRequest): boolean {
  return Object.entries(settings).some(
    ([name, value]) => value !== undefined && !CHANGEABLE.includes(name) && name !== 'features',
  )
}

/** UsageError where what is asked for is another run than the one that is there. */
async function checkSame({ request, data }: Session, record: RunRecord): Promise<void> {
  const asked = await draftRun({ ...request.settings, minutes: undefined }, data, '')
  if (isDeepStrictEqual(decisiveOf(asked.record), decisiveOf(record))) return
  throw new UsageError(
    '--resume goes on with the settings of the run; leave them out, or give the same ones as before.',
  )
}

/** What a run cannot change while it goes on. */
function decisiveOf({ recipe, seed, base, licence, ...rest }: RunRecord) {
  const { features = null, patience = null, device = 'cpu' } = rest
  const levels = { ...recipe.levels, stages: 0 }
  return {
    recipe: { ...recipe, levels, steps: 0 },
    seed,
    base,
    licence,
    features,
    patience,
    device,
  }
}

const ALL_BUT_DUPLICATES: PhotographChoice = { exclude: [], include: [] }
const ALL: PhotographChoice = { exclude: [], include: 'all' }

const isUsual = ({ exclude, include }: PhotographChoice) =>
  exclude.length === 0 && include.length === 0

const sameChoice = (a: PhotographChoice, b: PhotographChoice) =>
  isDeepStrictEqual([a.exclude, a.include], [b.exclude, b.include])

/** Photographs that hold a patch of the network, chosen as the request or the record of the run says. */
async function readData(
  request: TrainRequest,
  { record, memory, signal }: TrainContext & Pick<Session, 'record'>,
): Promise<Data> {
  const { folder, settings } = request
  const minSide = record ? patchSide(record.network) : await patchSizeOf(settings.from)
  const files = await surveyFolder(folder, { minSide, signal, ...(memory && { memory }) })
  const asked = request.choice ?? ALL_BUT_DUPLICATES
  if (record && !isUsual(asked) && !sameChoice(asked, record.data.choice ?? ALL)) {
    throw new UsageError(
      '--resume goes on with the photographs of the run; leave the choice out, or give the same one.',
    )
  }
  const choice = record ? (record.data.choice ?? ALL) : asked
  const chosen = choosePhotographs(files, choice)
  if (chosen.photographs.length > 0)
    return { folder, folderName: request.folderName, choice, chosen }
  throw new UserError(sentence('dataEmpty', { folder, count: files.length }))
}

/** A new run; minutes are turned into a number of updates once, and then that number belongs to the run. */
async function planRun({ data, request, context }: Session): Promise<Draft> {
  const draft = await draftRun(request.settings, data, request.command)
  if (draft.minutes === null) return draft
  const { record, theta } = draft
  const teacher = teacherOf(record.recipe, theta)
  const features = draft.features?.network
  const trainee = await openTrainee({ ...record, teacher, features, threads: request.threads })
  const steps = await stepsWithin(60 * draft.minutes, {
    trainStep: trainee.stepFor(record.recipe.steps),
    initial: initialState(record.recipe, theta),
    patches: openPatches(record, data),
    clocks: context.clocks,
  }).finally(() => trainee.release())
  return { ...draft, record: { ...record, recipe: { ...record.recipe, steps } } }
}

function startedEvent({ record, start }: PreparedRun, data: Data, runFolder: string): TrainEvent {
  return {
    type: 'started',
    step: start.state.step,
    steps: record.recipe.steps,
    photographs: data.chosen.split.training.length,
    heldBack: data.chosen.split.heldBack.length,
    skipped: data.chosen.skipped,
    runFolder,
  }
}

function openPatches(record: RunRecord, { chosen: { split } }: Data): PatchSource {
  const { recipe, seed } = record
  return createPatchSource(split.training, {
    size: patchSide(record.network),
    batch: recipe.batch,
    seed,
    labels: labelsOf(split.training, record.data.classes),
  })
}

async function* continueRun(
  { record, start, teacher, features }: PreparedRun,
  { data, request, context }: Session,
): AsyncGenerator<TrainEvent> {
  const { recipe, seed } = record
  const { heldBack, training } = data.chosen.split
  // A single photograph cannot be held back; then it is also what the run is measured on.
  const measured = heldBack.length > 0 ? heldBack : training
  const patches = await validationPatches(measured, {
    size: patchSide(record.network),
    batch: VALIDATION_PATCHES,
    seed,
    labels: labelsOf(measured, record.data.classes),
  })
  const trainee = await openTrainee({ ...record, teacher, features, threads: request.threads })
  const runFolder = placeOf(request)
  const evaluation = { evaluator: trainee.evaluator, recipe, seed, ...patches }
  try {
    const { clocks, signal, intervals, lead, look } = context
    const seen = (state: TrainState): SeenModel => ({
      step: state.step,
      theta: resultOf(state),
      evaluator: trainee.evaluator,
      windowSize: patchSide(record.network),
      classes: record.network.config.numClassEmbeds,
    })
    const events = train({
      clocks,
      ...(signal && { signal }),
      intervals: typeof intervals === 'object' ? intervals : intervalsFor(recipe.steps),
      lead: { ...lead, ...(look && { look: (state) => look(seen(state)) }) },
      patience: record.patience,
      runFolder,
      steps: recipe.steps,
      start,
      trainStep: trainee.stepFor(recipe.steps),
      fetch: trainee.fetch,
      patches: openPatches(record, data),
      validate: (state) => validationLoss(state, evaluation),
      drawSamples: (state, path) => drawSampleSheet(state, path, evaluation),
      stageOf: (step) => stageAt(recipe, step),
      scheduleOf: (step) => scheduleNow(recipe, step),
    })
    for await (const event of events) {
      if (event.type === 'finished') {
        yield await finishRun({ ...request, runFolder, record, evaluation })
      }
      yield event
    }
  } finally {
    await trainee.release()
  }
}
