/**
 * Writes a model of the library for other programs: diffusers' layout, or an ONNX graph that stands alone. The folder
 * is there whole or not at all, and the model stays as it is.
 */
import { readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { ModelFormat, ModelProgress } from '../../../src-shared/contract/models-api.ts'
import { sentence } from '../../../src-shared/contract/sentences.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import {
  openSafetensors,
  safetensorsPieces,
  valuesOf,
  gathered,
} from '../../../src-shared/importers/safetensors-file.ts'
import {
  byteLength,
  asStored,
  widened,
  type Weight,
  type WeightFile,
} from '../../../src-shared/importers/weights.ts'
import {
  modelIndexJson,
  schedulerConfigToJson,
} from '../../../src-shared/importers/pipeline-config.ts'
import { unetConfigToJson } from '../../../src-shared/importers/unet-config.ts'
import { encodeModel } from '../../../src-shared/onnx/encode-model.ts'
import { GraphBuilder } from '../../../src-shared/onnx/graph-builder.ts'
import type { ConstantData, ExternalData, Graph } from '../../../src-shared/onnx/graph.ts'
import {
  constantParameters,
  standaloneGraph,
} from '../../../src-shared/onnx/networks/consistency.ts'
import { unetParameters } from '../../../src-shared/onnx/networks/unet-parameters.ts'
import { bytesSource, piecesOf } from '../../../src-shared/importers/byte-source.ts'
import { floatsOf } from '../read-model.ts'
import { openFileSource } from '../file-source.ts'
import { makeFolder, type NewFolder } from '../importing/new-folder.ts'
import { watched, type Watch } from '../importing/watched.ts'
import { exists, jsonText, modelFiles } from '../model-files.ts'
import { asNetwork, type ModelRecord, type NetworkRecord } from '../model-record.ts'

export interface ExportOptions {
  readonly record: ModelRecord
  readonly format: ModelFormat
  /** The folder to make. */
  readonly out: string
  /** Bytes of weights that an ONNX graph keeps in itself at most; 256 MB if not given. */
  readonly within?: number | undefined
  readonly onProgress?: (progress: Pick<ModelProgress, 'phase' | 'fraction'>) => void
  readonly signal?: AbortSignal | undefined
}

export const ONNX_FILE = 'model.onnx'
const ONNX_DATA = `${ONNX_FILE}.data`

/** Throws UserError where the place is taken or the model cannot be written so. */
export async function exportModel(options: ExportOptions): Promise<void> {
  const { format, signal } = options
  const record = asNetwork(options.record, 'export')
  signal?.throwIfAborted()
  const out = resolve(options.out)
  if (await exists(out)) throw new UserError(sentence('modelExists', { folder: out }))
  if (!(await exists(dirname(out)))) {
    throw new UserError(`${dirname(out)} does not exist; create it first`)
  }
  const source = await openFileSource(join(record.folder, modelFiles.weights))
  try {
    const weights = inOrder(await openSafetensors(source), record)
    const bytes = source.size
    const place = { root: dirname(out), id: basename(out), bytes }
    await makeFolder(place, async (folder) => {
      const { within = MOST_WITHIN } = options
      const job = { folder, record, weights, within, watch: { ...options, bytes } }
      await (format === 'onnx' ? writeGraph(job) : writePipeline(job))
      const card = await readFile(join(record.folder, modelFiles.card), 'utf8').catch(() => '')
      if (card !== '') await folder.writeText('README.md', card)
    })
  } finally {
    await source.close()
  }
}

interface Job {
  readonly folder: NewFolder
  readonly record: NetworkRecord
  readonly weights: ReadonlyMap<string, Weight>
  readonly watch: Watch
  readonly within: number
}

function inOrder(file: WeightFile, { config }: NetworkRecord): Map<string, Weight> {
  return new Map(
    unetParameters(config).map(({ name, shape }) => {
      const tensor = file.tensors.get(name)
      if (!tensor)
        throw new UserError(`${file.name}: tensor ${name} is missing; get the model again`)
      return [name, asStored(tensor, shape)]
    }),
  )
}

/** What diffusers' ConsistencyModelPipeline loads. */
async function writePipeline({ folder, record, weights, watch }: Job): Promise<void> {
  await folder.writePieces(
    modelFiles.weights,
    watched(safetensorsPieces(weights, { format: 'pt' }), watch),
  )
  await folder.writeText(modelFiles.config, jsonText(unetConfigToJson(record.config)))
  await folder.writeText(modelFiles.scheduler, jsonText(schedulerConfigToJson(record.scheduler)))
  await folder.writeText(modelFiles.index, jsonText(modelIndexJson()))
}

/** One file is easier to hand on than two, as long as it fits into memory easily. */
const MOST_WITHIN = 2 ** 28

/** f as a graph over one image; the weights of a large model are in a second file. */
async function writeGraph({ folder, record, weights, watch, within }: Job): Promise<void> {
  const wide = new Map([...weights].map(([name, weight]) => [name, widened(weight)]))
  const length = [...wide.values()].reduce((sum, weight) => sum + byteLength(weight), 0)
  if (length <= within) {
    const values = new Map<string, Float32Array>()
    for (const [name, weight] of wide) values.set(name, await floatsOf(weight))
    const model = bytesSource(encodeModel(graphOf(record, values), { portable: true }), ONNX_FILE)
    await folder.writePieces(ONNX_FILE, watched(piecesOf(model), { ...watch, bytes: model.size }))
    return
  }
  const data = gathered(valuesOf(wide))
  await folder.writePieces(ONNX_DATA, watched(data, watch))
  const bytes = encodeModel(graphOf(record, placesOf(wide)), { portable: true })
  await folder.writePieces(ONNX_FILE, [bytes])
}

function placesOf(weights: ReadonlyMap<string, Weight>): ReadonlyMap<string, ExternalData> {
  let end = 0
  return new Map(
    [...weights].map(([name, weight]) => {
      const offset = end
      const length = byteLength(weight)
      end += length
      return [name, { location: ONNX_DATA, offset, length, type: 'float32' }]
    }),
  )
}

function graphOf(record: NetworkRecord, values: ReadonlyMap<string, ConstantData>): Graph {
  const { config, scheduler, patchFolding, teacher } = record
  const shapes = new Map(unetParameters(config).map(({ name, shape }) => [name, shape]))
  const g = new GraphBuilder('consistency_function')
  const parameters = constantParameters(g, (name) => {
    const [shape, data] = [shapes.get(name), values.get(name)]
    if (!shape || !data) throw new RangeError(`the network has no '${name}'`)
    return { shape, data }
  })
  const preconditioning = {
    sigmaData: scheduler.sigmaData,
    sigmaMin: teacher === null ? scheduler.sigmaMin : 0,
    noiseScale: teacher?.noiseScale ?? 1,
  }
  const network = { config, folding: patchFolding }
  return standaloneGraph(g, network, { parameters, batch: 1, preconditioning })
}
