/**
 * What the engine answers about models. Only what people choose by leaves this file, never a path.
 */
import type { ModelsApi, ModelSummary } from '../../src-shared/contract/models-api.ts'
import { unetParameters } from '../../src-shared/onnx/networks/unet-parameters.ts'
import { sizeOf } from '../../src-shared/tensor/tensor.ts'
import type { ModelLibrary } from './model-library.ts'
import type { ModelRecord } from './model-record.ts'

export interface ModelsServiceOptions {
  readonly library: Pick<ModelLibrary, 'list'>
  /** Name of the device that runs models, as deviceName() gives it. */
  readonly device: string
}

export function createModelsService({ library, device }: ModelsServiceOptions): ModelsApi {
  return {
    list: async () => (await library.list()).map(summaryOf),
    device: () => Promise.resolve(device),
  }
}

function summaryOf(record: ModelRecord): ModelSummary {
  const { id, name, licence, hash, windowSize, classes, config } = record
  const parameters = unetParameters(config).reduce((sum, { shape }) => sum + sizeOf(shape), 0)
  return { id, name, licence, hash, windowSize, classes, parameters }
}
