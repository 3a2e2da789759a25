/**
 * What is known about a model without looking at its weights.
 * Shipped, imported and trained models are the same record; reading it opens only small files.
 */
import { basename, join, resolve } from 'node:path'
import type { ModelOrigin } from '../../src-shared/contract/models-api.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { JsonFields } from '../../src-shared/importers/json-fields.ts'
import {
  checkModelIndex,
  parseSchedulerConfig,
  type SchedulerConfig,
} from '../../src-shared/importers/pipeline-config.ts'
import { parseUNetConfig } from '../../src-shared/importers/unet-config.ts'
import type { UNetConfig } from '../../src-shared/onnx/networks/unet-config.ts'
import { exists, hashOf, jsonText, modelFiles, readJson, readWeightsFile } from './model-files.ts'

/** One model of the library. */
export interface ModelRecord {
  /** Short and without spaces; what the command line calls it. */
  readonly id: string
  readonly name: string
  /** Absolute. */
  readonly folder: string
  /** SPDX identifier or a sentence; "unknown" if the folder does not say. */
  readonly licence: string
  /** SHA-256 of the weights file, hexadecimal. */
  readonly hash: string
  /** 2 if 2 x 2 pixels are folded into channels before the network. */
  readonly patchFolding: 1 | 2
  /** Side, in pixels, of the square images that the model takes. */
  readonly windowSize: number
  readonly config: UNetConfig
  /** Number of class labels, null for a model without. */
  readonly classes: number | null
  readonly scheduler: SchedulerConfig
  readonly origin: ModelOrigin
  /** Name of the file or folder that the model was brought in from; null where it was not. */
  readonly source: string | null
  /**
   * For a diffusion model D instead of a consistency model: its network takes 250 ln(sigma) times this scale. Null for
   * a consistency model.
   */
  readonly teacher: { readonly noiseScale: number } | null
  /** The trainer's own record, as it wrote it. */
  readonly training?: unknown
}

/** model.json, as far as the folder says it. */
interface OwnRecord {
  readonly id?: string
  readonly name?: string
  readonly licence?: string
  readonly hash?: string
  readonly patchFolding?: 1 | 2
  readonly source?: string
  readonly teacher?: { readonly noiseScale: number }
  readonly training?: unknown
}

/** True for a folder that calls itself a model. */
export function isModelFolder(folder: string): Promise<boolean> {
  return exists(join(folder, modelFiles.index))
}

/** The record of the model in `folder`. Throws UserError naming the file that is missing or wrong. */
export async function readRecord(folder: string): Promise<ModelRecord> {
  const read = async (name: string) => {
    const path = join(folder, name)
    return [await readJson(path), path] as const
  }
  checkModelIndex(...(await read(modelFiles.index)))
  const [json, path] = await read(modelFiles.config)
  const config = parseUNetConfig(json, path)
  const scheduler = parseSchedulerConfig(...(await read(modelFiles.scheduler)))
  const own = await readOwnRecord(join(folder, modelFiles.record))
  const id = own.id ?? basename(resolve(folder))
  const patchFolding = foldingOf(config, own, path)
  return {
    id,
    name: own.name ?? id,
    folder: resolve(folder),
    licence: own.licence ?? 'unknown',
    hash: own.hash ?? hashOf(await readWeightsFile(folder)),
    patchFolding,
    windowSize: config.sampleSize * patchFolding,
    config,
    classes: config.numClassEmbeds,
    scheduler,
    origin: own.training === undefined ? 'imported' : 'trained',
    source: own.source ?? null,
    teacher: own.teacher ?? null,
    ...(own.training !== undefined && { training: own.training }),
  }
}

/** The text of model.json. */
export function recordJson(
  record: Pick<ModelRecord, 'id' | 'name' | 'licence' | 'hash' | 'patchFolding' | 'training'> &
    Partial<Pick<ModelRecord, 'source' | 'teacher'>>,
): string {
  const { id, name, licence, hash, patchFolding, training = null } = record
  const { source = null, teacher = null } = record
  return jsonText({
    ...{ id, name, licence, hash, patch_folding: patchFolding },
    ...(source !== null && { source }),
    ...(teacher !== null && { teacher: { noise_scale: teacher.noiseScale } }),
    training,
  })
}

async function readOwnRecord(path: string): Promise<OwnRecord> {
  if (!(await exists(path))) return {}
  const fields = new JsonFields(await readJson(path), path, 'correct or remove the file')
  const folding = fields.integer('patch_folding', { min: 1, max: 2 })
  const hash = fields.text('hash')
  if (!/^[0-9a-f]{64}$/.test(hash)) throw fields.wrong('hash', 'is not a SHA-256')
  const training = fields.take('training', null)
  const source = fields.take('source', null)
  const teacher = fields.take('teacher', null)
  return {
    id: fields.text('id'),
    name: fields.text('name'),
    licence: fields.text('licence'),
    hash,
    patchFolding: folding === 1 ? 1 : 2,
    ...(source !== null && { source: fields.text('source') }),
    ...(teacher !== null && { teacher: parseTeacher(teacher, path) }),
    ...(training !== null && { training }),
  }
}

function parseTeacher(json: unknown, path: string): { readonly noiseScale: number } {
  const fields = new JsonFields(json, `${path}: teacher`, 'correct or remove the file')
  return { noiseScale: fields.number('noise_scale', { min: Number.MIN_VALUE }) }
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
