/**
 * Begins a run, or finds the one to go on with: its record, its weights, and the checkpoint to start at.
 * After this nothing depends on the request any more.
 */
import { mkdir, readFile, rm } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { DeviceId } from '../../src-shared/contract/devices-api.ts'
import type { FieldValues } from '../../src-shared/contract/training-api.ts'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UsageError, UserError } from '../../src-shared/contract/user-error.ts'
import {
  readSafetensors,
  tensorOf,
  writeSafetensors,
} from '../../src-shared/importers/safetensors.ts'
import type { FeatureNetwork } from '../../src-shared/onnx/training/feature-distance.ts'
import { tensor } from '../../src-shared/tensor/tensor.ts'
import { defaultRecipe, hasTeacher, partSize } from '../../src-shared/training/recipe.ts'
import type { LevelSettings, RecipeName, TrainRecipe } from '../../src-shared/training/recipe.ts'
import { stepGraphs } from '../../src-shared/training/step-graphs.ts'
import { initialState } from '../../src-shared/training/train-step.ts'
import { readBaseModel } from './base-model.ts'
import type { BaseModel } from './base-model.ts'
import { NO_PROGRESS, readLastCheckpoint, writeCheckpoint } from './checkpoint.ts'
import type { Checkpoint } from './checkpoint.ts'
import { DEFAULT_NETWORK } from './default-network.ts'
import { derivedSeed } from './derived-seed.ts'
import { writeDurably } from '../images/durable-file.ts'
import type { ChosenPhotographs, PhotographChoice } from './choose-photographs.ts'
import { fingerprint } from './folder-dataset.ts'
import { keepFeatures, readFeatureFile, readKeptFeatures } from './feature-file.ts'
import type { FeatureFile } from './feature-file.ts'
import { initialWeights } from './initial-weights.ts'
import { classFolders } from './photograph-classes.ts'
import { readRunRecord, runRecord, writeRunRecord } from './run-record.ts'
import type { Keep, RunRecord } from './run-record.ts'
import { withFields } from './recipe-fields.ts'
import { checkpointFolder } from './trainer.ts'

/** What may be chosen; everything has a default. A resumed run takes all of it from its record. */
export interface TrainSettings {
  readonly recipe?: RecipeName | undefined
  /** Folder of the model to start from; for `cd` and `pd` also the teacher. */
  readonly from?: string | undefined
  readonly steps?: number | undefined
  readonly minutes?: number | undefined
  readonly seed?: number | undefined
  readonly batch?: number | undefined
  /** Parts of a batch whose gradients are added up. */
  readonly accumulation?: number | undefined
  readonly learningRate?: number | undefined
  /** How often `ect` narrows the gap between its two noise levels. */
  readonly stages?: number | undefined
  /** Factor of the learning rate. */
  readonly strength?: number | undefined
  /** Other constants of the recipe by their dotted names. */
  readonly fields?: FieldValues | undefined
  /** Validations without a better one after which the run ends in its last stage; null never does. */
  readonly patience?: number | null | undefined
  /** Which weights of the last stage become the model; 'best' if not given. */
  readonly keep?: Keep | undefined
  /** What computes the updates; the processor if not given. */
  readonly device?: DeviceId | undefined
  /** An ONNX file for the loss of features; read only where that is the loss. */
  readonly features?: string | undefined
  /** What may be done with the model, in the words of the model card. */
  readonly licence?: string | undefined
}

export interface Data {
  readonly folder: string
  /** What the card calls it; its own name if not given. */
  readonly folderName?: string | undefined
  readonly choice: PhotographChoice
  readonly chosen: ChosenPhotographs
}

export interface PreparedRun {
  readonly record: RunRecord
  readonly start: Checkpoint
  /** Flat parameters of the teacher, for distillation. */
  readonly teacher: Float32Array | null
  readonly features: FeatureNetwork | undefined
}

/** A record whose number of updates is not known yet: `minutes` are to be turned into updates. */
export interface Draft {
  readonly record: RunRecord
  readonly theta: Float32Array
  readonly features: FeatureFile | null
  readonly minutes: number | null
}

const DEFAULTS = { batch: 8, seed: 1, minutes: 60, provisionalSteps: 1000 }
const UNKNOWN_LICENCE = 'not stated; the photographs decide'

/** What a new run will be. */
export async function draftRun(
  settings: TrainSettings,
  data: Data,
  command: string,
): Promise<Draft> {
  const base = settings.from === undefined ? null : await readBaseModel(settings.from)
  const recipe = chooseRecipe(settings, base)
  const network = base?.network ?? DEFAULT_NETWORK
  const seed = settings.seed ?? DEFAULTS.seed
  const features =
    recipe.metric.kind === 'features' && settings.features !== undefined
      ? await readFeatureFile(settings.features)
      : null
  // Whether it fits is known once a graph is built with it.
  if (features) stepGraphs(recipe, network, features.network)
  const record = runRecord({
    recipe,
    network,
    seed,
    data: describe(data, base),
    base: base?.record ?? null,
    features: features?.record ?? null,
    licence: settings.licence ?? UNKNOWN_LICENCE,
    command,
    patience: settings.patience ?? null,
    keep: settings.keep ?? 'best',
    device: settings.device ?? 'cpu',
  })
  const theta = base?.theta ?? initialWeights(network.config, derivedSeed(seed, 'weights'))
  const minutes = settings.steps === undefined ? (settings.minutes ?? DEFAULTS.minutes) : null
  return { record, theta, features, minutes }
}

function chooseRecipe(settings: TrainSettings, base: BaseModel | null): TrainRecipe {
  const name = settings.recipe ?? (base?.isConsistent ? 'adapt' : 'ect')
  const recipe = defaultRecipe(name, {
    network: base?.network ?? DEFAULT_NETWORK,
    steps: settings.steps ?? DEFAULTS.provisionalSteps,
    batch: settings.batch ?? DEFAULTS.batch,
  })
  if (hasTeacher(recipe) && !base) {
    throw new UsageError(
      `The recipe ${name} distils a diffusion model; name that model with --from.`,
    )
  }
  if (name === 'adapt' && base?.isConsistent !== true) {
    throw new UsageError(
      'The recipe adapt goes on from a consistency model; name one with --from, or choose another recipe.',
    )
  }
  const { strength = 1, accumulation = 1 } = settings
  const learningRate = strength * (settings.learningRate ?? recipe.optimizer.learningRate)
  const chosen = {
    ...recipe,
    accumulation,
    levels: withStages(recipe.levels, settings.stages),
    optimizer: { ...recipe.optimizer, learningRate },
  }
  const changed = withFields(chosen, settings.fields ?? {})
  partSize(changed)
  return changed
}

function withStages(levels: LevelSettings, stages: number | undefined): LevelSettings {
  if (stages === undefined) return levels
  if (levels.kind === 'ect') return { ...levels, stages }
  throw new UsageError('--stages belongs to the recipe ect; leave it out.')
}

function describe(
  { folder, folderName, choice, chosen }: Data,
  base: BaseModel | null,
): RunRecord['data'] {
  const { photographs, split, skipped } = chosen
  return {
    folder: folderName ?? basename(resolve(folder)),
    photographs: photographs.length,
    heldBack: split.heldBack.length,
    skipped: skipped.length,
    fingerprint: fingerprint(photographs),
    choice: { exclude: choice.exclude, include: choice.include },
    ...(base?.classes && { classes: classFolders(folder, photographs, base.classes) }),
  }
}

/** The weights that consistency distillation keeps as its teacher; progressive distillation has them in its state. */
export function teacherOf({ levels }: TrainRecipe, theta: Float32Array): Float32Array | null {
  return levels.kind === 'cd' ? theta : null
}

const teacherFile = (runFolder: string) => join(runFolder, 'teacher.safetensors')

/** Writes the beginning of a run; where that fails, the folder that it made for it is gone again. */
export async function beginRun(runFolder: string, draft: Draft): Promise<PreparedRun> {
  const made = await makeFolder(runFolder)
  try {
    return await writeBeginning(runFolder, draft)
  } catch (error) {
    if (made) await rm(runFolder, { recursive: true, force: true })
    throw error
  }
}

/** False where it was there. Not `recursive`: Node never comes back from that where the system takes no folders at all. */
async function makeFolder(folder: string): Promise<boolean> {
  return mkdir(folder).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
      throw error
    },
  )
}

/** The record comes last: where there is one, there is a checkpoint. */
async function writeBeginning(
  runFolder: string,
  { record, theta, features }: Draft,
): Promise<PreparedRun> {
  const teacher = teacherOf(record.recipe, theta)
  if (teacher) {
    const arrays = new Map([['theta', tensor([theta.length], theta)]])
    await writeDurably(teacherFile(runFolder), writeSafetensors(arrays, { dtype: 'F32' }))
  }
  if (features) await keepFeatures(runFolder, features)
  const start = { state: initialState(record.recipe, theta), progress: NO_PROGRESS }
  await writeCheckpoint(checkpointFolder(runFolder), start)
  await writeRunRecord(runFolder, record)
  return { record, start, teacher, features: features?.network }
}

/** What may be changed of a run when it is resumed: its length, how often it narrows its levels, which weights it ends as. */
export interface RunChanges {
  readonly steps: number | undefined
  readonly stages: number | undefined
  readonly keep: Keep | undefined
  /** As it was typed, for the record. */
  readonly command: string
}

/**
 * The run in `runFolder`, with another length or number of stages if wanted: its schedules are spread anew.
 * UserError when there is none, or the photographs are not those it began with.
 */
export async function resumeRun(
  runFolder: string,
  data: Data,
  changes?: RunChanges,
): Promise<PreparedRun> {
  const recorded = await readRunRecord(runFolder)
  if (!recorded)
    throw new UserError(`${runFolder} holds no run to resume; begin one without --resume.`)
  if (recorded.data.fingerprint !== fingerprint(data.chosen.photographs)) {
    throw new UserError(sentence('dataChanged', { folder: data.folder, run: runFolder }))
  }
  const start = await readLastCheckpoint(checkpointFolder(runFolder))
  if (!start) {
    throw new UserError(`${runFolder} holds no whole checkpoint; remove it and begin again.`)
  }
  const record = changes ? withChanges(recorded, changes) : recorded
  if (record.recipe.steps < start.state.step) {
    throw new UserError(
      `The run in ${runFolder} has done ${start.state.step} updates already; give --steps more than that.`,
    )
  }
  if (record !== recorded) await writeRunRecord(runFolder, record)
  const teacher = record.recipe.levels.kind === 'cd' ? await readTeacher(runFolder) : null
  const features = record.features ? await readKeptFeatures(runFolder, record.features) : undefined
  return { record, start, teacher, features }
}

/** The record itself where nothing of it changes. */
export function withChanges(
  record: RunRecord,
  { steps, stages, keep, command }: RunChanges,
): RunRecord {
  const { recipe } = record
  const levels = withStages(recipe.levels, stages)
  const changed = {
    ...record,
    recipe: { ...recipe, levels, steps: steps ?? recipe.steps },
    ...(keep && { keep }),
  }
  if (isDeepStrictEqual(changed, record)) return record
  return { ...changed, command: `${record.command} && ${command}` }
}

async function readTeacher(runFolder: string): Promise<Float32Array> {
  const path = teacherFile(runFolder)
  return tensorOf(readSafetensors(await readFile(path), path), 'theta').data
}
