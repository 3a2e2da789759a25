/**
 * Writes a model folder that this program and diffusers read: complete or not at all.
 * Says nothing of its own about the model; the card's text is handed in.
 */
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { UserError } from '../../src-shared/contract/user-error.ts'
import {
  modelIndexJson,
  schedulerConfigToJson,
  type SchedulerConfig,
} from '../../src-shared/importers/pipeline-config.ts'
import { writeSafetensors } from '../../src-shared/importers/safetensors.ts'
import { unetConfigToJson } from '../../src-shared/importers/unet-config.ts'
import type { UNetConfig } from '../../src-shared/onnx/networks/unet-config.ts'
import { unetParameters } from '../../src-shared/onnx/networks/unet-parameters.ts'
import { sizeOf, type Tensor } from '../../src-shared/tensor/tensor.ts'
import { explainWriteError } from '../images/output-file.ts'
import { exists, hashOf, jsonText, modelFiles } from './model-files.ts'
import { faultOfName } from './model-name.ts'
import { readRecord, type ModelRecord, type NetworkRecord } from './model-record.ts'
import { recordJson } from './own-record.ts'

export interface NewModel {
  /** A name without fault, as model-name.ts has it. */
  readonly id: string
  readonly name: string
  readonly licence: string
  readonly patchFolding: 1 | 2
  readonly config: UNetConfig
  readonly scheduler: SchedulerConfig
  /** For a diffusion model D, as its record has it. */
  readonly teacher?: NetworkRecord['teacher']
  /** Anything that JSON can hold. */
  readonly training?: unknown
  /** By diffusers' names: all that unetParameters() lists. */
  readonly weights: ReadonlyMap<string, Tensor>
  /** The text of MODEL_CARD.md. */
  readonly card: string
  /** Further files by name, such as pictures that the card shows. */
  readonly extras?: Readonly<Record<string, Uint8Array | string>>
}

export interface WriteModelOptions {
  readonly dtype: 'F32' | 'F16'
  /** Replace the model that is there. */
  readonly force?: boolean
}

/**
 * Writes `model` to `folder`, which must not exist, be empty, or be allowed to be replaced, and gives
 * its record. Throws UserError where the place does not allow it; what was there is then still there.
 */
export async function writeModel(
  folder: string,
  model: NewModel,
  options: WriteModelOptions,
): Promise<ModelRecord> {
  await checkPlace(folder, options)
  await clearLeft(folder)
  const files = filesOf(model, options.dtype)
  const beside = hiddenBeside(folder, 'part')
  try {
    for (const [name, content] of files) {
      await mkdir(dirname(join(beside, name)), { recursive: true })
      await writeFile(join(beside, name), content, { flush: true })
    }
    await replaceFolder(beside, folder)
  } catch (error) {
    await rm(beside, { recursive: true, force: true }).catch(() => undefined)
    throw explainWriteError(folder, error)
  }
  return readRecord(folder)
}

/** How the names begin of what is not whole yet: hidden, so that no library lists it. */
const partOf = (folder: string) => `.${basename(resolve(folder))}.`

/** Deletes what processes that were killed have left of a model in `folder`. */
async function clearLeft(folder: string): Promise<void> {
  const parent = dirname(resolve(folder))
  const left = (name: string) =>
    name.startsWith(partOf(folder)) && /^\d+\.part$/.test(name.slice(partOf(folder).length))
  for (const name of (await readdir(parent)).filter(left))
    await rm(join(parent, name), { recursive: true, force: true })
}

async function checkPlace(folder: string, { force }: WriteModelOptions): Promise<void> {
  const parent = dirname(resolve(folder))
  if (!(await exists(parent))) {
    throw new UserError(`${parent} does not exist; create the folder for ${folder} first`)
  }
  if (!(await exists(folder))) return
  const content = await readdir(folder).catch((cause: unknown) => {
    throw new UserError(`${folder} is not a folder; choose another place`, { cause })
  })
  if (content.length === 0) return
  if (!content.includes(modelFiles.index)) {
    throw new UserError(`${folder} holds other things than a model; choose another place`)
  }
  if (!force) {
    throw new UserError(`${folder} exists; choose another place or allow it with --force`)
  }
}

function filesOf(model: NewModel, dtype: 'F32' | 'F16'): Map<string, Uint8Array | string> {
  const { id } = model
  if (faultOfName(id) !== null) throw new RangeError(`'${id}' is no id of a model`)
  const weights = writeSafetensors(completeWeights(model), { dtype, metadata: { format: 'pt' } })
  const hash = hashOf(weights)
  return new Map<string, Uint8Array | string>([
    [modelFiles.index, jsonText(modelIndexJson())],
    [modelFiles.config, jsonText(unetConfigToJson(model.config))],
    [modelFiles.scheduler, jsonText(schedulerConfigToJson(model.scheduler))],
    [modelFiles.weights, weights],
    [modelFiles.record, recordJson({ ...model, hash })],
    [modelFiles.card, model.card],
    ...Object.entries(model.extras ?? {}),
  ])
}

/** The weights in the network's order; a trainer that lost one has a defect. */
function completeWeights({ config, weights }: NewModel): Map<string, Tensor> {
  const parameters = unetParameters(config)
  if (weights.size !== parameters.length) {
    throw new RangeError(`${weights.size} weights for ${parameters.length} parameters`)
  }
  return new Map(
    parameters.map(({ name, shape }) => {
      const tensor = weights.get(name)
      if (tensor?.data.length !== sizeOf(shape)) throw new RangeError(`no weight fits ${name}`)
      return [name, { shape, data: tensor.data }]
    }),
  )
}

/** No library lists it, and one that is left of a process that died is deleted by clearUnfinished(). */
function hiddenBeside(folder: string, state: 'part' | 'removed'): string {
  const place = resolve(folder)
  return join(dirname(place), `.${basename(place)}.${process.pid}.${state}`)
}

/** The old folder stays beside until the new one has its name. */
async function replaceFolder(beside: string, folder: string): Promise<void> {
  const old = hiddenBeside(folder, 'removed')
  const replaces = await exists(folder)
  if (replaces) await rename(folder, old)
  try {
    await rename(beside, folder)
  } catch (error) {
    if (replaces) await rename(old, folder)
    throw error
  }
  await rm(old, { recursive: true, force: true })
}
