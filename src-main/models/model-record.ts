/**
 * What is known about a model without looking at its weights.
 * Shipped, imported and trained models are the same record; reading it opens only small files.
 */
import { join, resolve } from 'node:path'
import type { ModelOrigin } from '../../src-shared/contract/models-api.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { checkNoiseCondition } from '../../src-shared/importers/check-network.ts'
import {
  checkModelIndex,
  parseSchedulerConfig,
  type SchedulerConfig,
} from '../../src-shared/importers/pipeline-config.ts'
import { parseUNetConfig } from '../../src-shared/importers/unet-config.ts'
import type { UNetConfig } from '../../src-shared/onnx/networks/unet-config.ts'
import type { GraphPart } from './graph-record.ts'
import { exists, hashOfFiles, modelFiles, readJson, weightsFileOf } from './model-files.ts'
import { idOfFolder } from './model-name.ts'
import { readOwnRecord, type OwnRecord } from './own-record.ts'
import { learntColours } from './trained-with.ts'

interface CommonRecord {
  /** What the command line calls it, in the composed form of Unicode. */
  readonly id: string
  readonly name: string
  /** Absolute. */
  readonly folder: string
  /** SPDX identifier or a sentence; "unknown" if the folder does not say. */
  readonly licence: string
  /** SHA-256, hexadecimal, of the files that weightFilesOf() lists, one after another. */
  readonly hash: string
  /** Side, in pixels, of the square images that the model takes. */
  readonly windowSize: number
  /** Number of class labels, null for a model without. */
  readonly classes: number | null
  /** True where training taught it to colour grey pictures at one look; others draw colours from noise. */
  readonly coloursGrey: boolean
  readonly scheduler: SchedulerConfig
  readonly origin: ModelOrigin
  /** Name of the file or folder that the model was brought in from; null where it was not. */
  readonly source: string | null
}

/** A network that is built here from its configuration. */
export interface NetworkRecord extends CommonRecord {
  readonly kind: 'network'
  readonly config: UNetConfig
  /** 2 if 2 x 2 pixels are folded into channels before the network. */
  readonly patchFolding: 1 | 2
  /**
   * For a diffusion model D instead of a consistency model: its network takes 250 ln(sigma) times this scale. Null for
   * a consistency model.
   */
  readonly teacher: { readonly noiseScale: number } | null
  /** The trainer's own record, as it wrote it. */
  readonly training?: unknown
}

/** An ONNX graph that runs as it is. */
export interface GraphRecord extends CommonRecord {
  readonly kind: 'graph'
  readonly graph: GraphPart
}

/** One model of the library. */
export type ModelRecord = NetworkRecord | GraphRecord

/** True for a folder that calls itself a model. */
export async function isModelFolder(folder: string): Promise<boolean> {
  return (await exists(join(folder, modelFiles.index))) || isGraphFolder(folder)
}

function isGraphFolder(folder: string): Promise<boolean> {
  return exists(join(folder, modelFiles.graph))
}

/** The record of the model in `folder`. Throws UserError naming the file that is missing or wrong. */
export async function readRecord(folder: string): Promise<ModelRecord> {
  return (await isGraphFolder(folder)) ? readGraphRecord(folder) : readNetworkRecord(folder)
}

/** Throws UserError for a graph, saying that `purpose` ('training', say) needs a network. */
export function asNetwork(record: ModelRecord, purpose: string): NetworkRecord {
  if (record.kind === 'network') return record
  throw new UserError(
    `The model ${record.id} is an ONNX graph, which only runs; ${purpose} needs a model with safetensors or PyTorch ` +
      'weights',
  )
}

async function readNetworkRecord(folder: string): Promise<NetworkRecord> {
  const read = async (name: string) => {
    const path = join(folder, name)
    return [await readJson(path), path] as const
  }
  checkModelIndex(...(await read(modelFiles.index)))
  const [json, path] = await read(modelFiles.config)
  const config = parseUNetConfig(json, path)
  checkNoiseCondition(config, path)
  const scheduler = parseSchedulerConfig(...(await read(modelFiles.scheduler)))
  const own = await readOwnRecord(join(folder, modelFiles.record))
  const patchFolding = foldingOf(config, own, path)
  return {
    kind: 'network',
    ...commonOf(folder, own),
    hash: own.hash ?? (await hashOfFiles([await weightsFileOf(folder)])),
    patchFolding,
    windowSize: config.sampleSize * patchFolding,
    config,
    classes: config.numClassEmbeds,
    coloursGrey: learntColours(own.training),
    scheduler,
    origin: own.training === undefined ? 'imported' : 'trained',
    teacher: own.teacher ?? null,
    ...(own.training !== undefined && { training: own.training }),
  }
}

async function readGraphRecord(folder: string): Promise<GraphRecord> {
  const path = join(folder, modelFiles.record)
  const own = await readOwnRecord(path)
  const { graph, hash } = own
  if (graph === undefined || hash === undefined) {
    throw new UserError(`${path} does not describe the graph beside it; bring the model in again`)
  }
  const schedulerPath = join(folder, modelFiles.scheduler)
  return {
    kind: 'graph',
    ...commonOf(folder, own),
    hash,
    windowSize: graph.side,
    graph,
    classes: graph.classes,
    coloursGrey: false,
    scheduler: parseSchedulerConfig(await readJson(schedulerPath), schedulerPath),
    origin: 'imported',
  }
}

function commonOf(folder: string, own: OwnRecord) {
  const id = own.id ?? idOfFolder(folder)
  const { name = id, licence = 'unknown', source = null } = own
  return { id, name, licence, source, folder: resolve(folder) }
}

/** The files that hold the weights, and for a graph the graph. Throws UserError where there are none. */
export async function weightFilesOf(record: ModelRecord): Promise<readonly string[]> {
  if (record.kind === 'network') return [await weightsFileOf(record.folder)]
  return record.graph.files.map((file) => join(record.folder, file))
}

/** The network must take and give RGB images; without model.json its width tells the folding. */
export function foldingOf(
  config: UNetConfig,
  own: Pick<OwnRecord, 'patchFolding'>,
  path: string,
): 1 | 2 {
  const { inChannels, outChannels } = config
  const folding = own.patchFolding ?? (inChannels === 12 ? 2 : 1)
  const expected = 3 * folding ** 2
  if (inChannels === expected && outChannels === expected) return folding
  throw new UserError(
    `${path}: in_channels ${inChannels} and out_channels ${outChannels} should both be ${expected} ` +
      `for RGB images${folding === 2 ? ' with 2 x 2 pixels folded' : ''}; use a model of images`,
  )
}
