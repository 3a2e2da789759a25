/**
 * What the `train` command does: from a folder of photographs and a request to a model folder.
 * Decides nothing about updates; prepares the run, hands it to the trainer, and writes what came out.
 */
import { isDeepStrictEqual } from 'node:util'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UsageError, UserError } from '../../src-shared/contract/user-error.ts'
import { stageAt } from '../../src-shared/training/levels.ts'
import { initialState } from '../../src-shared/training/train-step.ts'
import type { TrainState } from '../../src-shared/training/train-step.ts'
import { learntColours } from '../models/trained-with.ts'
import { drawSampleSheet, resultOf, validationLoss } from './evaluation.ts'
import type { EvaluationOptions } from './evaluation.ts'
import { finishRun } from './finish-run.ts'
import { finishedBefore } from './finished-before.ts'
import { choosePhotographs } from './choose-photographs.ts'
import { claimRun } from './claim-run.ts'
import type { PhotographChoice } from './choose-photographs.ts'
import type { Evaluator } from './evaluator.ts'
import type { Clocks } from './meter.ts'
import { openTrainee, stepsWithin } from './open-trainee.ts'
import type { Trainee } from './open-trainee.ts'
import { createPatchSource } from './patch-source.ts'
import type { PatchSource } from './patch-source.ts'
import { patchSide, patchSizeOf } from './patch-size.ts'
import { labelsOf } from './photograph-classes.ts'
import { beginRun, draftRun, resumeRun, teacherOf } from './prepare-run.ts'
import type { Data, Draft, PreparedRun } from './prepare-run.ts'
import { readRunRecord } from './run-record.ts'
import type { RunRecord } from './run-record.ts'
import { scheduleNow } from './schedule-now.ts'
import { surveyFolder } from './survey-folder.ts'
import type { SurveyMemory } from './survey-folder.ts'
import type { TrainEvent } from './train-event.ts'
import { changesOf, checkRequest, checkSame, isChosen, placeOf } from './train-request.ts'
import type { TrainRequest } from './train-request.ts'
import { intervalsFor, train } from './trainer.ts'
import type { Intervals, Lead, TrainerOptions } from './trainer.ts'
import { validationPatches } from './validation-patches.ts'

export interface TrainContext {
  readonly clocks: Clocks
  readonly signal?: AbortSignal
  /** Every how many steps something happens; about twenty times in all if not given. */
  readonly intervals?: Partial<Intervals>
  readonly memory?: SurveyMemory | undefined
  /** How long it waits for another process that holds the run; not at all if not given. */
  readonly patienceSeconds?: number | undefined
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
  /** Whether it will colour grey pictures at one look. */
  readonly coloursGrey: boolean
}

const VALIDATION_PATCHES = 64

/**
 * Trains a model and writes it to `request.out`; `finished` or `stopped` is the last event.
 * UserError or UsageError where folders or settings are at fault; AbortError when aborted in preparation.
 */
export async function* trainModel(
  request: TrainRequest,
  context: TrainContext,
): AsyncGenerator<TrainEvent> {
  await checkRequest(request)
  const { patienceSeconds: seconds, signal } = context
  const release = await claimRun(placeOf(request), { seconds, signal })
  try {
    yield* trainClaimed(request, context)
  } finally {
    release()
  }
}

async function* trainClaimed(
  request: TrainRequest,
  context: TrainContext,
): AsyncGenerator<TrainEvent> {
  const runFolder = placeOf(request)
  const record = request.resume ? await readRunRecord(runFolder) : null
  const data = await readData(request, { ...context, record })
  if (record && isChosen(request)) await checkSame(request, { data, record })
  const before = request.resume ? await finishedBefore(request, record) : null
  if (before) {
    yield* before
    return
  }
  const session = { data, request, context }
  const run = record
    ? await resumeRun(runFolder, data, changesOf(request))
    : await beginRun(runFolder, await planRun(session))
  yield startedEvent(run, data, runFolder)
  yield* continueRun(run, session)
}

interface Session {
  readonly data: Data
  readonly request: TrainRequest
  readonly context: TrainContext
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
  { record, memory, signal }: TrainContext & { readonly record: RunRecord | null },
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

async function* continueRun(run: PreparedRun, session: Session): AsyncGenerator<TrainEvent> {
  const { record, teacher, features } = run
  const { data, request } = session
  const { recipe, seed } = record
  const measured = await measuredPatches(record, data)
  const trainee = await openTrainee({ ...record, teacher, features, threads: request.threads })
  const evaluation = { evaluator: trainee.evaluator, recipe, seed, ...measured }
  const runFolder = placeOf(request)
  try {
    for await (const event of train(trainerOptions(run, session, { trainee, evaluation }))) {
      if (event.type === 'finished') {
        yield await finishRun({ ...request, runFolder, record, evaluation })
      }
      yield event
    }
  } finally {
    await trainee.release()
  }
}

/** Held-back patches; a single photograph cannot be held back, so it is also what the run is measured on. */
function measuredPatches({ network, seed, data: { classes } }: RunRecord, { chosen }: Data) {
  const { heldBack, training } = chosen.split
  const photographs = heldBack.length > 0 ? heldBack : training
  return validationPatches(photographs, {
    size: patchSide(network),
    batch: VALIDATION_PATCHES,
    seed,
    labels: labelsOf(photographs, classes),
  })
}

interface Opened {
  readonly trainee: Trainee
  readonly evaluation: EvaluationOptions
}

function trainerOptions(
  { record, start }: PreparedRun,
  { data, request, context }: Session,
  { trainee, evaluation }: Opened,
): TrainerOptions {
  const { recipe, network, patience } = record
  const { clocks, signal, intervals, lead, look } = context
  const seen = (state: TrainState): SeenModel => ({
    step: state.step,
    theta: resultOf(state),
    evaluator: trainee.evaluator,
    windowSize: patchSide(network),
    classes: network.config.numClassEmbeds,
    coloursGrey: learntColours(record),
  })
  return {
    clocks,
    ...(signal && { signal }),
    intervals: intervals ?? intervalsFor(recipe.steps),
    lead: { ...lead, ...(look && { look: (state) => look(seen(state)) }) },
    patience,
    runFolder: placeOf(request),
    steps: recipe.steps,
    start,
    trainStep: trainee.stepFor(recipe.steps),
    fetch: trainee.fetch,
    patches: openPatches(record, data),
    validate: (state) => validationLoss(state, evaluation),
    drawSamples: (state, path) => drawSampleSheet(state, path, evaluation),
    stageOf: (step) => stageAt(recipe, step),
    scheduleOf: (step) => scheduleNow(recipe, step),
  }
}
