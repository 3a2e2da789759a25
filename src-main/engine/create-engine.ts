/**
 * Puts the engine together: pictures, edits, models, projects and batches over one store and one queue.
 * Here, and only here, grants become paths.
 */
import { cpus } from 'node:os'
import { join } from 'node:path'
import type { EngineApi } from '../../src-shared/contract/app-api.ts'
import type { FileGrant, PictureSource } from '../../src-shared/contract/pictures-api.ts'
import type { Prober } from '../../src-shared/contract/probe-api.ts'
import { createBatchService } from '../batch/batch-service.ts'
import { createDevicesService } from '../devices/devices-service.ts'
import { createMachineTester } from '../devices/machine-tester.ts'
import { createEditRunner } from '../edits/edit-runner.ts'
import { createEditsService } from '../edits/edits-service.ts'
import { createJobQueue } from '../edits/job-queue.ts'
import { fileGrants } from '../host/file-grants.ts'
import { deviceName } from '../models/device-name.ts'
import { keepModelOpen } from '../models/model-in-use.ts'
import { createModelLibrary } from '../models/model-library.ts'
import { createModelsService } from '../models/models-service.ts'
import { modelsOfPages } from './models-of-pages.ts'
import { openPictureStore } from '../pictures/open-picture-store.ts'
import { createPicturesService } from '../pictures/pictures-service.ts'
import { createProjectsService } from '../projects/projects-service.ts'

export interface EngineOptions {
  /** Pictures and recovery lie in it, and the models that the user adds. */
  readonly dataFolder: string
  /** Folder of the models that come with the program. */
  readonly models: string
  /** Folder of the sample photographs. */
  readonly samples: string
  readonly grantKey: string
  /** True for the first engine of a program, when no document is open: clears what earlier programs left. */
  readonly isFirst: boolean
  /** Tries devices, in processes of their own. */
  readonly prober: Prober
  readonly log: (line: string) => void
}

/** Opens the store of the session and makes the services. */
export async function createEngine(options: EngineOptions): Promise<EngineApi> {
  const { dataFolder, samples, log } = options
  const grants = fileGrants(options.grantKey)
  const store = await openPictureStore({ folder: join(dataFolder, 'pictures') })
  const device = deviceName(cpus())
  const now = () => performance.now()
  const library = createModelLibrary({
    shipped: options.models,
    own: join(dataFolder, 'models'),
    onFault: log,
  })
  const tester = createMachineTester(dataFolder, options.prober)
  const devices = createDevicesService({ library, tester })
  const opened = keepModelOpen(devices.open)
  const runner = createEditRunner({ library, models: opened, queue: createJobQueue(), now })
  const pictures = createPicturesService({ store, samples })
  const projects = createProjectsService({
    folder: join(dataFolder, 'projects'),
    pictures: store,
    now: Date.now,
  })
  const models = createModelsService({
    library,
    prober: options.prober,
    device,
    uploads: join(dataFolder, 'uploads'),
    release: () => opened.release(),
  })
  if (options.isFirst) await Promise.all([projects.sweep(), models.sweep()])
  const batch = createBatchService({ runner, now })
  const pathOf = (grant: FileGrant) => ({ kind: 'path', path: grants.open(grant) }) as const
  const resolve = (source: PictureSource) =>
    source.kind === 'grant' ? pathOf(source.grant) : source
  return {
    edits: createEditsService({ pictures: store, runner, device: devices.deviceWords, now }),
    models: modelsOfPages(models, { library, grants }),
    devices: devices.api,
    pictures: {
      ...pictures,
      open: async (source) => pictures.open(resolve(source)),
      openMask: async (request) =>
        pictures.openMask({ ...request, source: resolve(request.source) }),
    },
    projects: {
      ...projects,
      unpack: async (source) =>
        projects.unpack(source.kind === 'grant' ? pathOf(source.grant) : source),
    },
    batch: {
      ...batch,
      run: async (job, signal) => {
        const paths = { input: grants.open(job.input), output: grants.open(job.output) }
        return batch.run({ ...job, ...paths }, signal)
      },
    },
  }
}
