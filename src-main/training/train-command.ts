/**
 * What the `train` command does: from a folder of photographs and a request to a model folder.
 * Decides nothing about updates; prepares the run, hands it to the trainer, and writes what came out.
 */
import { stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { UsageError, UserError } from '../../src-shared/contract/user-error.ts'
import { imageShape } from '../../src-shared/onnx/networks/consistency.ts'
import { stageAt } from '../../src-shared/training/levels.ts'
import { initialState } from '../../src-shared/training/train-step.ts'
import { drawSampleSheet, validationLoss } from './evaluation.ts'
import { finishRun } from './finish-run.ts'
import { scanFolder } from './folder-dataset.ts'
import type { Clocks } from './meter.ts'
import { openTrainee, stepsWithin } from './open-trainee.ts'
import { createPatchSource } from './patch-source.ts'
import type { PatchSource } from './patch-source.ts'
import { beginRun, draftRun, resumeRun } from './prepare-run.ts'
import type { Data, Draft, RunChanges, PreparedRun, TrainSettings } from './prepare-run.ts'
import { readRunRecord } from './run-record.ts'
import type { RunRecord } from './run-record.ts'
import { splitPhotographs } from './split.ts'
import type { TrainEvent } from './train-event.ts'
import { train } from './trainer.ts'
import type { Intervals } from './trainer.ts'
import { validationPatches } from './validation-patches.ts'

export interface TrainRequest {
  readonly folder: string
  /** The model folder that the run ends in. The run itself lives beside it, in `<out>.run`. */
  readonly out: string
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
  readonly intervals?: Partial<Intervals>
}

const VALIDATION_PATCHES = 64

/** Where the run of a model folder lives. */
export const runFolderOf = (out: string) => `${resolve(out)}.run`

/**
 * Trains a model and writes it to `request.out`; `finished` or `stopped` is the last event.
 * UserError or UsageError where folders or settings are at fault; AbortError when aborted in preparation.
 */
export async function* trainModel(
  request: TrainRequest,
  context: TrainContext,
): AsyncGenerator<TrainEvent> {
  await checkRequest(request)
  const session = { data: await readData(request.folder, context), request, context }
  const runFolder = runFolderOf(request.out)
  const run = request.resume
    ? await resumeRun(runFolder, session.data, changesOf(request))
    : await beginRun(runFolder, await planRun(session))
  yield startedEvent(run, session.data, runFolder)
  yield* continueRun(run, session)
}

/** Settings that a resumed run may change. */
const CHANGEABLE = ['steps', 'stages']

function changesOf({ settings, command }: TrainRequest): RunChanges | undefined {
  const { steps, stages } = settings
  return steps === undefined && stages === undefined ? undefined : { steps, stages, command }
}

interface Session {
  readonly data: Data
  readonly request: TrainRequest
  readonly context: TrainContext
}

/** What a model may be called. */
const MODEL_NAME = /^[\w.-]+$/

async function checkRequest({ out, settings, resume }: TrainRequest): Promise<void> {
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
  const chosen = Object.entries(settings).find(
    ([name, value]) => value !== undefined && !CHANGEABLE.includes(name),
  )
  if (resume && chosen) {
    throw new UsageError(`--resume goes on with the settings of the run; leave out --${chosen[0]}.`)
  }
  if (settings.steps !== undefined && settings.minutes !== undefined) {
    throw new UsageError('--steps and --minutes both say how long; give one of them.')
  }
  if (!resume && (await readRunRecord(runFolderOf(out)))) {
    throw new UserError(
      `${runFolderOf(out)} holds a run already; go on with it by --resume or remove it.`,
    )
  }
}

async function readData(folder: string, { signal }: TrainContext): Promise<Data> {
  const scan = await scanFolder(folder, signal ? { signal } : {})
  return { folder, scan, split: splitPhotographs(scan.photographs) }
}

/** A new run; minutes are turned into a number of updates once, and then that number belongs to the run. */
async function planRun({ data, request, context }: Session): Promise<Draft> {
  const draft = await draftRun(request.settings, data, request.command)
  if (draft.minutes === null) return draft
  const { record, theta } = draft
  const teacher = record.recipe.levels.kind === 'cd' ? theta : null
  const trainee = await openTrainee({ ...record, teacher, threads: request.threads })
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
    photographs: data.split.training.length,
    heldBack: data.split.heldBack.length,
    skipped: data.scan.skipped,
    runFolder,
  }
}

function patchSize({ network }: RunRecord): number {
  return imageShape(network, 1)[3] ?? 0
}

function openPatches(record: RunRecord, { split }: Data): PatchSource {
  const { recipe, seed } = record
  return createPatchSource(split.training, { size: patchSize(record), batch: recipe.batch, seed })
}

async function* continueRun(
  { record, start, teacher }: PreparedRun,
  { data, request, context }: Session,
): AsyncGenerator<TrainEvent> {
  const { recipe, seed } = record
  const { heldBack, training } = data.split
  // A single photograph cannot be held back; then it is also what the run is measured on.
  const patches = await validationPatches(heldBack.length > 0 ? heldBack : training, {
    size: patchSize(record),
    batch: VALIDATION_PATCHES,
    seed,
  })
  const trainee = await openTrainee({ ...record, teacher, threads: request.threads })
  const runFolder = runFolderOf(request.out)
  const evaluation = { evaluator: trainee.evaluator, recipe, seed, patches }
  try {
    const events = train({
      ...context,
      runFolder,
      steps: recipe.steps,
      start,
      trainStep: trainee.stepFor(recipe.steps),
      patches: openPatches(record, data),
      validate: (state) => validationLoss(state, evaluation),
      drawSamples: (state, path) => drawSampleSheet(state, path, evaluation),
      stageOf: (step) => stageAt(recipe, step),
    })
    for await (const event of events) {
      if (event.type === 'finished') {
        const model = await finishRun({ runFolder, out: request.out, record, evaluation })
        yield { type: 'model', id: model.id, hash: model.hash, folder: model.folder }
      }
      yield event
    }
  } finally {
    await trainee.release()
  }
}
