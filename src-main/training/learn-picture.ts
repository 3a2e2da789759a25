/**
 * "Learn this picture": trains a model for a short while on the patches of one picture outside its holes, since the best
 * that is known about what a hole hides is the picture around it. Ends in a model folder like every run.
 */
import { mkdir, rm } from 'node:fs/promises'
import type { FieldValues } from '../../src-shared/contract/training-api.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { initialState } from '../../src-shared/training/train-step.ts'
import { defaultRecipe } from '../../src-shared/training/recipe.ts'
import type { TrainRecipe } from '../../src-shared/training/recipe.ts'
import type { Network } from '../../src-shared/onnx/networks/consistency.ts'
import type { PixelImage } from '../../src-shared/tensor/pixels.ts'
import { checkLabel } from '../models/check-label.ts'
import { derivedSeed } from './derived-seed.ts'
import { readBaseModel } from './base-model.ts'
import type { BaseModel } from './base-model.ts'
import { NO_PROGRESS, writeCheckpoint } from './checkpoint.ts'
import { finishRun } from './finish-run.ts'
import type { Clocks } from './meter.ts'
import { openTrainee } from './open-trainee.ts'
import type { Trainee } from './open-trainee.ts'
import { patchSide } from './patch-size.ts'
import { cycled } from './patch-source.ts'
import type { PatchSource } from './patch-source.ts'
import { patchPlaces, picturePatches } from './picture-patches.ts'
import type { PatchPlaces, PicturePatchOptions } from './picture-patches.ts'
import { withFields } from './recipe-fields.ts'
import { runRecord } from './run-record.ts'
import type { RunRecord } from './run-record.ts'
import { scheduleNow } from './schedule-now.ts'
import type { TrainEvent } from './train-event.ts'
import { checkpointFolder, train } from './trainer.ts'
import type { Lead } from './trainer.ts'

export interface PictureToLearn {
  /** 8-bit RGB. */
  readonly image: PixelImage
  /** Of the same size, one channel: above 0 where nothing is to be learnt. */
  readonly hole: PixelImage
  /** Folder of the model to start from. */
  readonly from: string
  /** How long it may take in all; or exactly so many updates. */
  readonly length: { readonly seconds: number } | { readonly steps: number }
  readonly seed: number
  /** The class that the picture shows, for a model that has classes. */
  readonly label?: number | undefined
  /** Other constants than those of pictureRecipe(). */
  readonly fields?: FieldValues | undefined
  /** The model folder that it ends in, what the model is called, and where the run lives until then. */
  readonly out: string
  readonly name: string
  readonly runFolder: string
  /** Name of the picture, for the model's card. */
  readonly picture: string
  readonly command: string
  readonly threads?: number | undefined
}

export interface LearnContext {
  readonly clocks: Clocks
  readonly signal?: AbortSignal | undefined
  readonly lead?: Lead | undefined
}

/** Patches of an update: few, so that a minute has many updates. */
const BATCH = 4
/** Patches on which the finished model is measured for its card. */
const MEASURED = 16
/** Updates by which the pace is measured, after one that does not count, and the share of the time that is planned. */
const PACE_UPDATES = 3
const PLANNED = 0.9

/**
 * The recipe: adapting, with an average that is as short as the run.
 */
export function pictureRecipe(
  network: Network,
  steps: number,
  fields: FieldValues = {},
): TrainRecipe {
  const recipe = defaultRecipe('adapt', { network, steps, batch: BATCH })
  return withFields(recipe, {
    'optimizer.warmup': 5,
    averageRates: [0.95],
    // What fills its holes needs no colours of grey pictures.
    colourShare: 0,
    ...fields,
  })
}

/** Learns a picture; `finished` or `stopped` is the last event. A run that was cut off begins anew. */
export async function* learnPicture(
  request: PictureToLearn,
  context: LearnContext,
): AsyncGenerator<TrainEvent> {
  const { image, hole, from, seed, label, threads } = request
  const began = context.clocks.wall()
  const base = await readBaseModel(from)
  checkClass(request, base)
  const { network } = base
  const size = patchSide(network)
  const places = patchPlaces(image, hole, size)
  const patches = picturePatches(places, { size, batch: BATCH, seed, label })
  const recipe = pictureRecipe(network, 1, request.fields)
  const trainee = await openTrainee({ recipe, network, seed, threads, teacher: null })
  try {
    const learner = { trainee, patches, base, context }
    const steps = await planSteps(request, { ...learner, recipe, began })
    yield* learnFor(steps, request, { ...learner, places })
  } finally {
    await trainee.release()
  }
}

interface Learner {
  readonly trainee: Trainee
  readonly patches: PatchSource
  readonly base: BaseModel
  readonly context: LearnContext
}

async function* learnFor(
  steps: number,
  request: PictureToLearn,
  { trainee, patches, base, context, places }: Learner & { readonly places: PatchPlaces },
): AsyncGenerator<TrainEvent> {
  const { seed, label, runFolder } = request
  const record = recordOf(request, { base, steps })
  const { recipe } = record
  await rm(runFolder, { recursive: true, force: true })
  await mkdir(runFolder, { recursive: true })
  yield { type: 'started', step: 0, steps, photographs: 1, heldBack: 0, skipped: [], runFolder }
  const measured = await measuredPatches(places, { size: patchSide(base.network), seed, label })
  const evaluation = { evaluator: trainee.evaluator, recipe, seed, ...measured }
  const start = { state: initialState(recipe, base.theta), progress: NO_PROGRESS }
  await writeCheckpoint(checkpointFolder(runFolder), start)
  const { clocks, signal, lead } = context
  const events = train({
    runFolder,
    steps,
    start,
    trainStep: trainee.stepFor(steps),
    patches,
    scheduleOf: (step) => scheduleNow(recipe, step),
    intervals: { log: 1, checkpoint: steps, samples: steps, validation: steps },
    clocks,
    lead,
    ...(signal && { signal }),
  })
  for await (const event of events) {
    if (event.type === 'finished') yield await finishRun({ ...request, record, evaluation })
    yield event
  }
}

/** UsageError where the picture's class is none of the model's, UserError where it is not said. */
function checkClass({ label, picture }: PictureToLearn, { classes, record }: BaseModel): void {
  checkLabel(label, { classes: classes?.count ?? null, id: record.id })
  if (classes === null || label !== undefined) return
  throw new UserError(
    `The model ${record.id} has classes; choose the one that ${picture} shows (--label) to learn it.`,
  )
}

/** The patches on which the finished model is measured, with their classes. */
async function measuredPatches(
  places: PatchPlaces,
  { size, seed, label }: Omit<PicturePatchOptions, 'batch'>,
) {
  const own = { size, batch: MEASURED, seed: derivedSeed(seed, 'validation') }
  return {
    patches: await picturePatches(places, own).batch(0),
    labels: label === undefined ? undefined : cycled([label], MEASURED),
  }
}

interface Planning extends Learner {
  readonly recipe: TrainRecipe
  /** Seconds of the clock when it all began. */
  readonly began: number
}

/** The number of updates that the rest of the time holds, by the pace of a few that are then forgotten. */
async function planSteps(
  { length }: PictureToLearn,
  { trainee, recipe, patches, base, context, began }: Planning,
): Promise<number> {
  if ('steps' in length) return length.steps
  const step = trainee.stepFor(PACE_UPDATES)
  let state = initialState(recipe, base.theta)
  let measuredFrom = 0
  for (let update = 0; update <= PACE_UPDATES; update++) {
    context.signal?.throwIfAborted()
    state = (await step(state, await patches.batch(update), patches.labels?.(update))).state
    if (update === 0) measuredFrom = context.clocks.wall()
  }
  const now = context.clocks.wall()
  const perUpdate = Math.max((now - measuredFrom) / PACE_UPDATES, 1e-3)
  const left = PLANNED * (length.seconds - (now - began))
  return Math.max(PACE_UPDATES, Math.floor(left / perUpdate))
}

function recordOf(
  request: PictureToLearn,
  { base, steps }: { readonly base: BaseModel; readonly steps: number },
): RunRecord {
  return runRecord({
    recipe: pictureRecipe(base.network, steps, request.fields),
    network: base.network,
    seed: request.seed,
    data: dataOf(request),
    base: base.record,
    licence: base.record.licence,
    command: request.command,
  })
}

function dataOf({ picture, label }: PictureToLearn): RunRecord['data'] {
  const single = { photographs: 1, heldBack: 0, skipped: 0, fingerprint: '' }
  return {
    folder: picture,
    ...single,
    ...(label !== undefined && { classes: { [picture]: label } }),
  }
}
