/**
 * The model that a run starts from, as flat parameters.
 * Reads through the library; changes nothing.
 */
import type { Network } from '../../src-shared/onnx/networks/consistency.ts'
import { flatten } from '../../src-shared/onnx/training/flat-parameters.ts'
import { readModel } from '../models/read-model.ts'
import { trainsAs } from '../models/trains-as.ts'
import { modelClasses } from './photograph-classes.ts'
import type { ModelClasses } from './photograph-classes.ts'
import type { BaseRecord } from './run-record.ts'

export interface BaseModel {
  readonly network: Network
  readonly theta: Float32Array
  readonly record: BaseRecord
  /** A consistency model f rather than a diffusion model D. */
  readonly isConsistent: boolean
  /** Null for a model without. */
  readonly classes: ModelClasses | null
}

/** The model in `folder`. UserError where the folder is at fault. */
export async function readBaseModel(folder: string): Promise<BaseModel> {
  const { record, weights } = await readModel(folder)
  const { id, hash, licence, coloursGrey, config, patchFolding } = record
  return {
    network: { config, folding: patchFolding },
    theta: flatten(config, weights),
    record: { id, hash, licence, coloursGrey },
    isConsistent: trainsAs(record) === 'consistency',
    classes: modelClasses(record),
  }
}
