/**
 * Brings in a network of the kind that is built here: reads its recipe and the names and shapes of its weights, then
 * writes diffusers' layout with our record.
 */
import { readFile } from 'node:fs/promises'
import { checkNoiseCondition } from '../../../src-shared/importers/check-network.ts'
import { openWeights, type FileKind } from '../../../src-shared/importers/file-kind.ts'
import { finitePieces } from '../../../src-shared/importers/finite-weights.ts'
import {
  modelIndexJson,
  parseSchedulerConfig,
  schedulerConfigToJson,
  type SchedulerConfig,
} from '../../../src-shared/importers/pipeline-config.ts'
import {
  architectureOf,
  PUBLISHED_LICENCE,
  publishedNamed,
  teacherNamed,
  usualScheduler,
} from '../../../src-shared/importers/published-models.ts'
import { readNetwork, type ReadNetwork } from '../../../src-shared/importers/read-network.ts'
import {
  safetensorsLength,
  safetensorsPieces,
} from '../../../src-shared/importers/safetensors-file.ts'
import { parseUNetConfig, unetConfigToJson } from '../../../src-shared/importers/unet-config.ts'
import type { UNetConfig } from '../../../src-shared/onnx/networks/unet-config.ts'
import { jsonText, modelFiles, readJson } from '../model-files.ts'
import { foldingOf } from '../model-record.ts'
import { recordJson } from '../own-record.ts'
import { refuseForeign, type ModelParts } from './find-parts.ts'
import type { ImportJob } from './import-job.ts'
import { licenceIn } from './licence.ts'
import { makeFolder } from './new-folder.ts'
import { watched } from './watched.ts'

const METADATA = { format: 'pt' }
const CONFIG = 'config.json'
const SCHEDULER = 'scheduler_config.json'
/** Grid points of a model that says nothing of them. */
const USUAL_POINTS = 40

/** Always null: a network has nothing to ask. Throws UserError where a file is at fault. */
export async function importNetwork(
  job: ImportJob,
  kind: Exclude<FileKind, 'onnx'>,
): Promise<null> {
  const { parts, source, library, id, name } = job
  const fileName = `${parts.folder.name}/${parts.name}/${source.name}`
  const file = await openWeights(source, kind)
  const network = readNetwork(file, { config: await readConfig(parts), fileName })
  const { config, weights } = network
  const patchFolding = foldingOf(config, {}, source.name)
  const card = await readCard(parts)
  const scheduler = await readScheduler(parts, fileName)
  const bytes = safetensorsLength(weights, METADATA)
  await makeFolder({ root: library.own, id, bytes }, async (folder) => {
    const pieces = finitePieces(weights, source.name)
    const hash = await folder.writePieces(
      modelFiles.weights,
      watched(safetensorsPieces(pieces, METADATA), { ...job, bytes }),
    )
    await folder.writeText(modelFiles.config, jsonText(unetConfigToJson(config)))
    await folder.writeText(modelFiles.scheduler, jsonText(schedulerConfigToJson(scheduler)))
    await folder.writeText(modelFiles.index, jsonText(modelIndexJson()))
    if (card !== '') await folder.writeText(modelFiles.card, card)
    const licence = licenceIn(card) ?? licenceOf(config, fileName)
    const teacher = teacherOf(network, fileName)
    const record = { id, name, licence, hash, patchFolding, source: parts.source, teacher }
    await folder.writeText(modelFiles.record, recordJson(record))
  })
  return null
}

async function readConfig({ config }: ModelParts): Promise<UNetConfig | null> {
  if (config === null) return null
  const json = await readJson(config, CONFIG)
  refuseForeign(json, CONFIG)
  const parsed = parseUNetConfig(json, CONFIG)
  checkNoiseCondition(parsed, CONFIG)
  return parsed
}

export async function readScheduler(
  { scheduler }: ModelParts,
  fileName: string,
): Promise<SchedulerConfig> {
  if (scheduler === null)
    return usualScheduler(publishedNamed(fileName)?.gridPoints ?? USUAL_POINTS)
  return parseSchedulerConfig(await readJson(scheduler, SCHEDULER), SCHEDULER)
}

export async function readCard({ card }: ModelParts): Promise<string> {
  return card === null ? '' : readFile(card, 'utf8')
}

/** What carries a published model's name and has its architecture is taken to be it. */
function licenceOf(config: UNetConfig, fileName: string): string {
  const published = publishedNamed(fileName)?.architecture ?? teacherNamed(fileName)
  return published !== undefined && published === architectureOf(config)
    ? PUBLISHED_LICENCE
    : 'unknown'
}

/** Diffusion models denoise, and teach; how their network counts noise depends on whose program they are of. */
function teacherOf(
  { naming }: ReadNetwork,
  fileName: string,
): { readonly noiseScale: number } | null {
  if (naming === 'edm') return { noiseScale: 0.001 }
  return teacherNamed(fileName) === undefined ? null : { noiseScale: 1 }
}
