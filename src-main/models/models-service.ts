/**
 * What the engine answers about models. Only what people choose by leaves this file, never a path.
 */
import type {
  ExportModelRequest,
  ModelProgress,
  ModelsApi,
} from '../../src-shared/contract/models-api.ts'
import type { Prober } from '../../src-shared/contract/probe-api.ts'
import { exportModel } from './exporting/export-model.ts'
import { bringIn } from './bring-in.ts'
import { askAgain, correctGraph } from './correct-graph.ts'
import { classNamesOf } from './class-names.ts'
import { clearUnfinished } from './importing/new-folder.ts'
import { openUploads } from './importing/uploads.ts'
import { detailsOf } from './model-details.ts'
import { hashOfFiles } from './model-files.ts'
import type { ModelLibrary } from './model-library.ts'
import { weightFilesOf } from './model-record.ts'
import { summaryOf } from './model-summary.ts'
import { publishedModels } from './published.ts'
import { taskDefaultsIn } from './task-defaults.ts'

export interface ModelsServiceOptions {
  readonly library: ModelLibrary
  /** Folder for files that arrive in pieces; need not exist. */
  readonly uploads: string
  /** Tries graphs before they are taken, in processes of their own. */
  readonly prober: Prober
  /** Name of the device that runs models, as deviceName() gives it. */
  readonly device: string
  /** Closes the model that is open, so that its files may go. */
  readonly release: () => Promise<void>
}

/** In its requests, what was granted is a path: the host has looked it up. */
export interface ModelsService extends Omit<ModelsApi, 'export' | 'folder'> {
  /** Deletes what earlier programs left unfinished. */
  sweep(): Promise<void>
  /** Makes the folder `out`. */
  exportTo(
    request: Pick<ExportModelRequest, 'job' | 'id' | 'format'> & { readonly out: string },
    signal?: AbortSignal,
  ): Promise<void>
}

export function createModelsService(options: ModelsServiceOptions): ModelsService {
  const { library, prober, device, release } = options
  const defaults = taskDefaultsIn(library.own)
  const uploads = openUploads(options.uploads)
  const listeners = new Set<(progress: ModelProgress) => void>()
  const teller = (job: string) => (progress: Pick<ModelProgress, 'phase' | 'fraction'>) =>
    listeners.forEach((listener) => listener({ job, ...progress }))

  return {
    list: async () => (await library.list()).map(summaryOf),
    device: () => Promise.resolve(device),
    details: async (id) => {
      const record = await library.find(id)
      return { ...summaryOf(record), ...(await detailsOf(record)) }
    },
    classNames: async (id) => classNamesOf(await library.find(id)),
    isWhole: async ({ id }, signal) => {
      const record = await library.find(id)
      return (await hashOfFiles(await weightFilesOf(record), signal)) === record.hash
    },
    upload: (piece) => uploads.add(piece),
    discardUpload: (upload) => uploads.discard(upload),
    sweep: async () => {
      await uploads.clear()
      await clearUnfinished(library.own)
    },
    import: (request, signal) =>
      bringIn(request, { library, prober, uploads, onProgress: teller(request.job), signal }),
    askAgain: async (id) => askAgain(await library.find(id)),
    correct: async ({ id, roles }, signal) => {
      await release()
      await correctGraph(await library.find(id), { library, prober, roles, signal })
    },
    exportTo: async ({ job, id, format, out }, signal) => {
      const record = await library.find(id)
      await exportModel({ record, format, out, signal, onProgress: teller(job) })
    },
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
    published: async () => publishedModels(await library.list()),
  }
}
