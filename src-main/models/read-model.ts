/**
 * A model folder as a record and weights that fit its network.
 * Every tensor that the network has is there with its shape, and nothing else; all values are numbers.
 */
import { join } from 'node:path'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { readSafetensors, tensorOf } from '../../src-shared/importers/safetensors.ts'
import type { Safetensors } from '../../src-shared/importers/safetensors.ts'
import { unetParameters } from '../../src-shared/onnx/networks/unet-parameters.ts'
import type { Parameter } from '../../src-shared/onnx/networks/unet-parameters.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import { hashOf, modelFiles, readWeightsFile } from './model-files.ts'
import { readRecord, type ModelRecord } from './model-record.ts'

export interface Model {
  readonly record: ModelRecord
  /** By diffusers' names, in the order of unetParameters(). */
  readonly weights: ReadonlyMap<string, Tensor>
}

/** The model in `folder`. Throws UserError naming the file, the tensor and the remedy. */
export async function readModel(folder: string): Promise<Model> {
  const record = await readRecord(folder)
  const path = join(folder, modelFiles.weights)
  const bytes = await readWeightsFile(folder)
  if (hashOf(bytes) !== record.hash) {
    throw new UserError(
      `${path} is not the file that ${modelFiles.record} describes; download or export the model again`,
    )
  }
  const parameters = unetParameters(record.config)
  return { record, weights: checkWeights(readSafetensors(bytes, path), parameters) }
}

/** The tensors of `file`, which must be exactly `parameters`. Throws UserError naming the first that is not. */
export function checkWeights(
  file: Safetensors,
  parameters: readonly Parameter[],
): Map<string, Tensor> {
  const weights = new Map(
    parameters.map((parameter) => [parameter.name, weightFor(parameter, file)]),
  )
  for (const name of file.tensors.keys()) {
    if (!weights.has(name)) {
      throw new UserError(
        `${file.name}: tensor ${name} has no place in the network of ${modelFiles.config}; ` +
          'use the two files of one model',
      )
    }
  }
  return weights
}

const floats: readonly string[] = ['F32', 'F16', 'BF16']

function weightFor({ name, shape }: Parameter, file: Safetensors): Tensor {
  const wrong = (fault: string, remedy = 'use the two files of one model') =>
    new UserError(`${file.name}: tensor ${name} ${fault}; ${remedy}`)
  const entry = file.tensors.get(name)
  if (!entry) {
    throw name.startsWith('mid_block.attentions.0.group_norm.')
      ? wrong('was lost in a faulty conversion of the model', "use the model's later revision")
      : wrong('is missing')
  }
  if (!floats.includes(entry.dtype)) {
    throw wrong(`holds ${entry.dtype}, not F32, F16 or BF16`, 'export the model again')
  }
  if (String(entry.shape) !== String(shape)) {
    throw wrong(`has the shape [${entry.shape.join(', ')}], not [${shape.join(', ')}]`)
  }
  const tensor = tensorOf(file, name)
  if (!allFinite(tensor.data)) {
    throw wrong('holds values that are not finite', 'export the model again in 32 bits')
  }
  return tensor
}

function allFinite(values: Float32Array): boolean {
  for (const value of values) if (!Number.isFinite(value)) return false
  return true
}
