/**
 * The same tool over a whole folder.
 */
import type { DeviceChoice } from './devices-api.ts'
import type { Task } from './edits-api.ts'
import type { ExportRequest, FileGrant } from './pictures-api.ts'
import type { Sentence } from './sentences.ts'

export interface BatchJob {
  readonly job: string
  readonly input: FileGrant
  readonly output: FileGrant
  /** A task that needs no mask and no second picture. */
  readonly task: Extract<Task, { kind: 'colorize' | 'enlarge' | 'restore' | 'denoise' }>
  readonly model: string
  readonly steps?: number
  readonly seed: number
  /** 'auto' if not given. */
  readonly device?: DeviceChoice
  readonly format: ExportRequest['format']
  readonly quality: number
  /** Leaves out pictures whose result is already there, so that a batch can be taken up again. */
  readonly skipDone: boolean
}

export interface BatchProgress {
  readonly job: string
  readonly done: number
  readonly total: number
  /** Path below the input folder of the picture that is worked on; null at the end. */
  readonly current: string | null
  readonly secondsLeft: number | null
}

export interface BatchOutcome {
  readonly done: number
  readonly skipped: number
  readonly failures: readonly { readonly name: string; readonly reason: Sentence }[]
}

export interface BatchApi {
  run(job: BatchJob, signal?: AbortSignal): Promise<BatchOutcome>
  onProgress(listener: (progress: BatchProgress) => void): () => void
}
