/**
 * The model that a run starts from, as flat parameters.
 * Reads through the library; changes nothing.
 */
import { UserError } from '../../src-shared/contract/user-error.ts'
import type { Network } from '../../src-shared/onnx/networks/consistency.ts'
import { flatten } from '../../src-shared/onnx/training/flat-parameters.ts'
import { readModel } from '../models/read-model.ts'
import { trainsAs } from '../models/trains-as.ts'
import type { BaseRecord } from './run-record.ts'

export interface BaseModel {
  readonly network: Network
  readonly theta: Float32Array
  readonly record: BaseRecord
  /** A consistency model f rather than a diffusion model D. */
  readonly isConsistent: boolean
}

/** The model in `folder`. UserError where the folder is at fault or the network has classes. */
export async function readBaseModel(folder: string): Promise<BaseModel> {
  const { record, weights } = await readModel(folder)
  const { id, hash, licence, config, patchFolding } = record
  if (record.classes !== null) {
    throw new UserError(
      `The model in ${folder} has classes, which a folder of photographs has not; start from a model without.`,
    )
  }
  return {
    network: { config, folding: patchFolding },
    theta: flatten(config, weights),
    record: { id, hash, licence },
    isConsistent: trainsAs(record) === 'consistency',
  }
}
