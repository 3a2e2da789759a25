/**
 * Every task of the editor as plans, one per result: variations, frames and generated pictures are
 * the same to who carries them out.
 */
import type { Task } from '../../src-shared/contract/edits-api.ts'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UsageError, UserError } from '../../src-shared/contract/user-error.ts'
import type { PixelImage, Region } from '../../src-shared/tensor/pixels.ts'
import { checkBlend, planFrame } from './blend.ts'
import type { EditPlan, ModelTraits } from './edit-plan.ts'
import type { CommonRequest } from './edit-request.ts'
import { planGenerate } from './generate.ts'
import { planEdit } from './plan-edit.ts'
import { enlargementOf, regionOf, requestOf } from './task-to-request.ts'

/** A task with everything that it takes but the model. */
export interface Order extends Pick<CommonRequest, 'seed' | 'steps' | 'label' | 'quick'> {
  readonly task: Task
  /** The picture to edit, null only for 'generate'; and the other one of 'blend'. */
  readonly image: PixelImage | null
  readonly other?: PixelImage
  readonly variations?: number
  /** The only frame of 'blend' that is wanted; all if not given. */
  readonly frame?: number
}

export interface PlannedTask {
  /** How many results there will be. */
  readonly count: number
  readonly resultWidth: number
  readonly resultHeight: number
  /** What may differ from the source; null when all of it may, or when the sizes differ. */
  readonly region: Region | null
  /** The result whose plan tells how much work each of them is; null where any does. */
  readonly typical: number | null
  /** The plan of result 0, 1, ... with its own seed. */
  readonly planAt: (index: number) => {
    readonly plan: EditPlan
    readonly settings: CommonRequest
  }
}

/** Throws UserError where the task and its pictures do not fit together. */
export function planTask(order: Order, traits: ModelTraits): PlannedTask {
  const { windowSize } = traits
  const { task, image } = order
  if (task.kind === 'generate') return planPictures(order, task.count, windowSize)
  if (!image) throw new UsageError('There is no picture to edit; open one first.')
  if (task.kind === 'blend') return planFrames(order, image, windowSize)
  const scale = enlargementOf(task)
  return {
    count: order.variations ?? 1,
    resultWidth: image.width * scale,
    resultHeight: image.height * scale,
    region: regionOf(task, image),
    typical: null,
    planAt: (index) => {
      const settings = settingsOf(order, index)
      return { plan: planEdit(requestOf(task, image, settings), traits), settings }
    },
  }
}

function planPictures(order: Order, count: number, windowSize: number): PlannedTask {
  const planAt = (index: number) => {
    const settings = settingsOf(order, index)
    return { plan: planGenerate(settings, windowSize), settings }
  }
  const size = { resultWidth: windowSize, resultHeight: windowSize }
  return { count, ...size, region: null, typical: null, planAt }
}

function planFrames(order: Order, image: PixelImage, windowSize: number): PlannedTask {
  const { task, other, frame } = order
  if (task.kind !== 'blend' || !other) throw new UserError(sentence('blendAlone'))
  const settings = settingsOf(order, 0)
  const request = { ...settings, images: [image, other] as const, frames: task.frames }
  checkBlend(request)
  const count = frame === undefined ? task.frames : 1
  return {
    count,
    resultWidth: image.width,
    resultHeight: image.height,
    region: null,
    typical: Math.floor(count / 2), // the first frame needs no work
    planAt: (index) => ({ plan: planFrame(request, index + (frame ?? 0), windowSize), settings }),
  }
}

function settingsOf({ seed, steps, label, quick }: Order, index: number): CommonRequest {
  return {
    seed: seed + index,
    ...(steps !== undefined && { steps }),
    ...(label !== undefined && { label }),
    ...(quick !== undefined && { quick }),
  }
}
