/**
 * Everything the page can ask for, by who answers: the engine computes, the trainer trains, the host deals
 * with the system.
 */
import type { BatchApi } from './batch-api.ts'
import type { DevicesApi } from './devices-api.ts'
import type { EditsApi } from './edits-api.ts'
import type { HostApi } from './host-api.ts'
import type { ModelsApi } from './models-api.ts'
import type { PicturesApi } from './pictures-api.ts'
import type { ProjectsApi } from './projects-api.ts'
import type { TrainingApi } from './training-api.ts'

/** Answered by the engine process. */
export interface EngineApi {
  readonly pictures: PicturesApi
  readonly edits: EditsApi
  readonly models: ModelsApi
  readonly devices: DevicesApi
  readonly projects: ProjectsApi
  readonly batch: BatchApi
}

/** What the engine answers a page itself, where the host can join the two: what carries pixels. */
export interface DirectApi {
  readonly pictures: Omit<PicturesApi, 'export'>
  readonly edits: Pick<EditsApi, 'onEstimate'>
}

export interface AppApi extends EngineApi {
  readonly training: TrainingApi
  readonly host: HostApi
}
