/**
 * What a run is: everything that decides its course, written once into its folder before the first update.
 * A resumed run follows the record and nothing else.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeviceId } from '../../src-shared/contract/devices-api.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import type { Network } from '../../src-shared/onnx/networks/consistency.ts'
import { defaultRecipe } from '../../src-shared/training/recipe.ts'
import type { TrainRecipe } from '../../src-shared/training/recipe.ts'
import type { PhotographChoice } from './choose-photographs.ts'
import { writeDurably } from '../images/durable-file.ts'
import type { ClassFolders } from './photograph-classes.ts'

/** The photographs of a run. */
export interface DataRecord {
  /** Name of the folder, without the path to it. */
  readonly folder: string
  readonly photographs: number
  readonly heldBack: number
  readonly skipped: number
  /** Equal exactly when the folder still holds the same photographs. */
  readonly fingerprint: string
  /** What was left out and let in; runs from before there was a choice used all. */
  readonly choice?: PhotographChoice
  /** First sub-folder, or the single picture, -> label, where the network has classes. */
  readonly classes?: ClassFolders | undefined
}

/** The model that a run starts from. */
export interface BaseRecord {
  readonly id: string
  readonly hash: string
  readonly licence: string
  /** Whether it colours grey pictures at one look; older records do not say, and did not. */
  readonly coloursGrey?: boolean
}

/** The network of a feature distance. */
export interface FeatureRecord {
  /** Name of the file, without the path to it. */
  readonly file: string
  readonly sha256: string
}

export type Keep = 'best' | 'last'

export interface RunRecord {
  readonly format: typeof FORMAT
  readonly recipe: TrainRecipe
  readonly network: Network
  readonly seed: number
  readonly data: DataRecord
  readonly base: BaseRecord | null
  /** Where the loss is a distance of features. */
  readonly features?: FeatureRecord | null
  readonly licence: string
  /** As it was typed. */
  readonly command: string
  /** Validations without a better one after which the run ends in its last stage. */
  readonly patience?: number | null
  /** Which weights of the last stage become the model: the best by validation, or the last. */
  readonly keep?: Keep
  /** What computes the updates: on another one they would not be the same to the last bit. */
  readonly device?: DeviceId
}

const FORMAT = 'selfsame training run 1'

const recordFile = (runFolder: string) => join(runFolder, 'run.json')

export function runRecord(fields: Omit<RunRecord, 'format'>): RunRecord {
  return { format: FORMAT, ...fields }
}

export async function writeRunRecord(runFolder: string, record: RunRecord): Promise<void> {
  await writeDurably(recordFile(runFolder), `${JSON.stringify(record, null, 2)}\n`)
}

/** The record of the run in `runFolder`; null when there is no run. UserError when it is not one of ours. */
export async function readRunRecord(runFolder: string): Promise<RunRecord | null> {
  const path = recordFile(runFolder)
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  const record = parseJson(text)
  if (isRunRecord(record)) return { ...record, recipe: completed(record) }
  throw new UserError(
    `${path} is not the record of a training run; remove the folder and begin again.`,
  )
}

/**
 * Constants that the record of an older run does not name yet have the value that the recipe had then: its default, but
 * for that of colourings, of which there were none.
 */
function completed({ recipe, network }: RunRecord): TrainRecipe {
  const { name, steps, batch } = recipe
  const whole = { ...defaultRecipe(name, { network, steps, batch }), colourShare: 0 }
  const metric = { ...whole.metric, ...recipe.metric }
  const levels =
    whole.levels.kind === recipe.levels.kind ? { ...whole.levels, ...recipe.levels } : whole.levels
  return { ...whole, ...recipe, metric, levels }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The file is our own, written whole: its mark and its parts are looked for, their insides are trusted. */
function isRunRecord(json: unknown): json is RunRecord {
  if (typeof json !== 'object' || json === null) return false
  const parts = ['recipe', 'network', 'seed', 'data', 'base', 'licence', 'command']
  return 'format' in json && json.format === FORMAT && parts.every((part) => part in json)
}
