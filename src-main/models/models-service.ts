/**
 * What the engine answers about models. Only what people choose by leaves this file, never a path.
 */
import { join } from 'node:path'
import type { ModelProgress, ModelsApi, ModelSummary } from '../../src-shared/contract/models-api.ts'
import { unetParameters } from '../../src-shared/onnx/networks/unet-parameters.ts'
import { sizeOf } from '../../src-shared/tensor/tensor.ts'
import { detailsOf } from './model-details.ts'
import { hashOf, readWeightsFile } from './model-files.ts'
import type { ModelLibrary } from './model-library.ts'
import type { ModelRecord } from './model-record.ts'
import { taskDefaultsFile } from './task-defaults.ts'

export interface ModelsServiceOptions {
  readonly library: ModelLibrary
  /** Name of the device that runs models, as deviceName() gives it. */
  readonly device: string
  /** Closes the model that is open, so that its files may go. */
  readonly release: () => Promise<void>
}

type ModelsService = Omit<ModelsApi, 'import' | 'export' | 'folder'>

export function createModelsService({ library, device, release }: ModelsServiceOptions): ModelsService {
  const defaults = taskDefaultsFile(join(library.own, 'defaults.json'))
  const listeners = new Set<(progress: ModelProgress) => void>()
  return {
    list: async () => (await library.list()).map(summaryOf),
    device: () => Promise.resolve(device),
    details: async (id) => {
      const record = await library.find(id)
      return { ...summaryOf(record), ...(await detailsOf(record)) }
    },
    classNames: () => Promise.resolve(null),
    isWhole: async ({ id }) => {
      const { folder, hash } = await library.find(id)
      return hashOf(await readWeightsFile(folder)) === hash
    },
    upload: () => Promise.resolve(),
    discardUpload: () => Promise.resolve(),
    onProgress: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    rename: ({ id, name }) => library.rename(id, name),
    remove: async (id) => {
      await release()
      await library.remove(id)
      await defaults.forget(id)
    },
    defaults: () => defaults.read(),
    setDefault: async ({ task, model }) => {
      if (model !== null) await library.find(model)
      await defaults.change(task, model)
    },
    published: () => Promise.resolve([]),
  }
}

export function summaryOf(record: ModelRecord): ModelSummary {
  const { id, name, licence, hash, windowSize, classes, config, origin } = record
  const parameters = unetParameters(config).reduce((sum, { shape }) => sum + sizeOf(shape), 0)
  return { id, name, licence, hash, windowSize, classes, parameters, origin }
}
