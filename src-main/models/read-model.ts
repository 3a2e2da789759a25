/**
 * A model folder as a record and weights in memory that fit its network.
 */
import type { Safetensors } from '../../src-shared/importers/safetensors.ts'
import { float32 } from '../../src-shared/importers/safetensors.ts'
import {
  asStored,
  byteLength,
  widened,
  type StoredTensor,
  type Weight,
} from '../../src-shared/importers/weights.ts'
import type { Parameter } from '../../src-shared/onnx/networks/unet-parameters.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import { asNetwork, readRecord, type NetworkRecord } from './model-record.ts'
import { notFinite } from '../../src-shared/importers/finite-weights.ts'
import { fitting, withWeights } from './stored-weights.ts'

export interface Model {
  readonly record: NetworkRecord
  /** By diffusers' names, in the order of unetParameters(). */
  readonly weights: ReadonlyMap<string, Tensor>
}

/** The model in `folder`. Throws UserError naming the file, the tensor and the remedy, and for a graph of others. */
export async function readModel(folder: string): Promise<Model> {
  const record = asNetwork(await readRecord(folder), 'this command')
  const weights = await withWeights(record, async (stored) => {
    const read = new Map<string, Tensor>()
    for (const [name, tensor] of stored) read.set(name, await tensorIn(tensor))
    return read
  })
  return { record, weights }
}

/** The values of a stored tensor in 32 bits. */
export async function tensorIn(stored: StoredTensor): Promise<Tensor> {
  return { shape: stored.shape, data: await floatsOf(widened(asStored(stored))) }
}

/** The values of a weight of 32 bits. */
export async function floatsOf(weight: Weight): Promise<Float32Array> {
  const bytes = new Uint8Array(byteLength(weight))
  let at = 0
  for await (const piece of weight.read()) {
    bytes.set(piece, at)
    at += piece.length
  }
  return new Float32Array(bytes.buffer)
}

/** The tensors of `file`, which must be exactly `parameters`. Throws UserError naming the first that is not. */
export function checkWeights(
  file: Safetensors,
  parameters: readonly Parameter[],
): Map<string, Tensor> {
  const entries = fitting(file, parameters)
  return new Map(
    [...entries].map(([name, entry]) => {
      const data = float32(entry)
      if (data.every((value) => Number.isFinite(value))) return [name, { shape: entry.shape, data }]
      throw notFinite(file.name, name)
    }),
  )
}
