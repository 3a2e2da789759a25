/**
 * What the trainer process answers. Pictures are the engine's, so the process between them hands them over as files.
 */
import type { Task } from './edits-api.ts'
import type { MaskPatch } from './pictures-api.ts'
import type { LearnRequest, TrainingApi, TrainingJob, TrainingPlan } from './training-api.ts'

/** A picture as the bytes of a PNG file. */
export interface PictureFile {
  /** File name without folders, for people. */
  readonly name: string
  readonly png: Uint8Array
}

/** A document to edit again at every checkpoint. */
export interface WatchedPicture {
  readonly picture: PictureFile
  readonly task: Task
  readonly seed: number
  readonly steps?: number
}

export interface TrainerConditions {
  /** An edit is under way. */
  readonly editing: boolean
  /** The machine runs on its battery. */
  readonly onBattery: boolean
}

/** What is asked with pictures in place of their ids, and what the trainer has to know of the machine. */
export interface OrdersApi {
  start(order: TrainingPlan & { readonly watch?: WatchedPicture }): Promise<TrainingJob>
  learn(
    order: Omit<LearnRequest, 'picture' | 'mask'> & {
      readonly picture: PictureFile
      readonly mask: MaskPatch
    },
  ): Promise<TrainingJob>
  watch(request: { readonly id: string; readonly watch: WatchedPicture | null }): Promise<void>
  conditions(now: TrainerConditions): Promise<void>
}

/** Answered by the trainer process. */
export interface TrainerApi {
  readonly training: Omit<TrainingApi, 'start' | 'learn' | 'watch'>
  readonly orders: OrdersApi
}
