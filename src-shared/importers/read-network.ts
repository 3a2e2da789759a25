/**
 * A file of weights as a network that is built here: its recipe, and each weight under diffusers' names. Knows the
 * three ways in which such networks name their tensors.
 */
import { sentence } from '../contract/sentences.ts'
import { UserError } from '../contract/user-error.ts'
import type { UNetConfig } from '../onnx/networks/unet-config.ts'
import { unetParameters } from '../onnx/networks/unet-parameters.ts'
import { edmConfig, edmOrigins, hasEdmNames } from './edm-names.ts'
import { foreignTensors } from './foreign-models.ts'
import { hasOpenaiNames, openaiConfig, openaiOrigins } from './openai-names.ts'
import {
  ARCHITECTURES,
  architectureOf,
  publishedNamed,
  sideIn,
  teacherNamed,
} from './published-models.ts'
import { renamedWeights, type Origin } from './renamed-weights.ts'
import type { StoredTensor, Weight, WeightFile } from './weights.ts'

export interface ReadNetwork {
  readonly config: UNetConfig
  /** By diffusers' names, in the network's order. */
  readonly weights: ReadonlyMap<string, Weight>
  /** Whose names the file has. */
  readonly naming: 'diffusers' | 'openai' | 'edm'
}

export interface NetworkHints {
  /** The recipe that lies beside the weights; null where there is none. */
  readonly config: UNetConfig | null
  /** Names of the file and its folder, which may tell of a published model. */
  readonly fileName: string
}

/** Reads names and shapes, no values. Throws UserError saying what the file is or lacks. */
export function readNetwork(given: WeightFile, hints: NetworkHints): ReadNetwork {
  const file = withoutWrapping(given)
  const foreign = foreignTensors(file.tensors.keys())
  if (foreign !== null)
    throw new UserError(sentence('modelForeign', { file: file.name, kind: foreign }))
  const naming = namingOf(file)
  const config = hints.config ?? configOf(file, naming, hints.fileName)
  const origins = {
    diffusers: diffusersOrigins(file),
    openai: openaiOrigins(config),
    edm: edmOrigins(file, config),
  }[naming]
  return { config, naming, weights: renamedWeights(file, unetParameters(config), origins) }
}

/** What training programs put before every name. */
const WRAPPINGS = ['module.', '_orig_mod.', 'unet.', 'ema_model.', 'online_model.']
/** What is computed anew, or takes part in training alone. */
const NOT_WEIGHTS = /\.resample_filter$|(^|\.)map_augment\.weight$/

function withoutWrapping({ name, tensors }: WeightFile): WeightFile {
  const names = [...tensors.keys()]
  const wrapping = WRAPPINGS.find((start) => names.every((own) => own.startsWith(start))) ?? ''
  const kept = [...tensors]
    .filter(([own]) => !NOT_WEIGHTS.test(own))
    .map(([own, tensor]): [string, StoredTensor] => [own.slice(wrapping.length), tensor])
  return { name, tensors: new Map(kept) }
}

function namingOf(file: WeightFile): ReadNetwork['naming'] {
  if (file.tensors.has('conv_in.weight') || file.tensors.has('time_embedding.linear_1.weight')) {
    return 'diffusers'
  }
  if (hasOpenaiNames(file)) return 'openai'
  if (hasEdmNames(file)) return 'edm'
  const [first = 'none'] = file.tensors.keys()
  const told = { count: file.tensors.size, first: JSON.stringify(first.slice(0, 100)) }
  throw new UserError(sentence('modelNames', { file: file.name, ...told }))
}

function configOf(file: WeightFile, naming: ReadNetwork['naming'], fileName: string): UNetConfig {
  if (naming === 'edm') return edmConfig(file)
  const named = publishedNamed(fileName)?.architecture ?? teacherNamed(fileName)
  if (named !== undefined) return ARCHITECTURES[named]
  if (naming === 'openai') return guessedOpenaiConfig(file, fileName)
  throw new UserError(sentence('modelUnset', { file: file.name }))
}

/** Shapes do not tell the size of the pictures: that is a published network's, or in the name of the file. */
function guessedOpenaiConfig(file: WeightFile, fileName: string): UNetConfig {
  for (const { sampleSize } of Object.values(ARCHITECTURES)) {
    const config = openaiConfig(file, sampleSize)
    if (architectureOf(config) !== undefined) return config
  }
  const side = sideIn(fileName)
  if (side !== null) return openaiConfig(file, side)
  throw new UserError(sentence('modelSideless', { file: file.name }))
}

/** Files of diffusers before 0.15 call the attention's parts otherwise. */
function diffusersOrigins({ tensors }: WeightFile): (name: string) => Origin {
  const old: readonly (readonly [string, string])[] = [
    ['.to_q.', '.query.'],
    ['.to_k.', '.key.'],
    ['.to_v.', '.value.'],
    ['.to_out.0.', '.proj_attn.'],
  ]
  return (name) => {
    if (tensors.has(name)) return { name }
    const renamed = old.reduce((text, [now, before]) => text.replace(now, before), name)
    return { name: tensors.has(renamed) ? renamed : name }
  }
}
