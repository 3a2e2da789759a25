/**
 * A job of the editor with its pictures in place of their ids. Reads pictures; changes none.
 */
import type { EditJob, Task } from '../../src-shared/contract/edits-api.ts'
import type { PictureInfo } from '../../src-shared/contract/pictures-api.ts'
import { isGrey } from '../../src-shared/tensor/pixels.ts'
import type { ModelRecord } from '../models/model-record.ts'
import { ownProfile } from '../pictures/own-profile.ts'
import type { PictureStore } from '../pictures/picture-store.ts'
import type { Order } from './plan-task.ts'

/** A job, or one frame of 'blend'. */
export type JobToOpen = Omit<EditJob, 'job'> & Pick<Order, 'frame'>

export interface OpenedJob {
  readonly order: Order
  readonly model: ModelRecord
  readonly source: PictureInfo | null
  readonly other: PictureInfo | null
  /** In which the colours of the source are meant; null for sRGB and for grey pictures. */
  readonly profile: Uint8Array | null
}

/** Throws UserError for pictures that are not there any more. */
export async function openJob(
  job: JobToOpen,
  model: ModelRecord,
  pictures: Pick<PictureStore, 'get'>,
): Promise<OpenedJob> {
  const { picture, task, seed, steps, label, variations, frame } = job
  const isMade = task.kind === 'generate' // out of nothing, whatever picture is open
  const source = picture === null || isMade ? null : await pictures.get(picture)
  const other = task.kind === 'blend' ? await pictures.get(task.other) : null
  const order: Order = {
    task,
    image: source?.image ?? null,
    seed,
    ...(other && { other: other.image }),
    ...(steps !== undefined && { steps }),
    ...(label !== undefined && { label }),
    ...(variations !== undefined && { variations }),
    ...(frame !== undefined && { frame }),
  }
  const profile = source && !isGrey(source.image) ? ownProfile(source) : null
  return { order, model, source: source?.info ?? null, other: other?.info ?? null, profile }
}

/** Pictures of the right size without samples: enough to count the work, and nothing is decoded. */
export function sizesOnly(pictures: Pick<PictureStore, 'info'>): Pick<PictureStore, 'get'> {
  return {
    get: async (id) => {
      const info = await pictures.info(id)
      const { width, height, depth } = info
      const image = { width, height, channels: 3, depth, data: new Uint8Array(0) } as const
      return { info, image, metadata: {} }
    },
  }
}

/** A task of as many windows that looks at no sample of the picture. */
export function taskToCount(task: Task): Task {
  return task.kind === 'denoise' ? { ...task, sigma: 1 } : task
}
