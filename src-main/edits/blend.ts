/**
 * Makes the pictures between two photographs: their mix, noised and drawn anew. The noise belongs to
 * the pixel and is the same in every frame, so that what does not change does not flicker.
 */
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UsageError, UserError } from '../../src-shared/contract/user-error.ts'
import { readField } from '../../src-shared/field/photograph.ts'
import type { PixelImage, Region } from '../../src-shared/tensor/pixels.ts'
import { mapTensor } from '../../src-shared/tensor/tensor.ts'
import type { EditPlan } from './edit-plan.ts'
import type { CommonRequest, EditProgress, Schedule } from './edit-request.ts'
import { planRedraw } from './redraw.ts'
import { runPlan } from './run-plan.ts'
import type { EditContext } from './run-plan.ts'
import { schedulesFor } from './schedules.ts'

export interface BlendRequest extends CommonRequest {
  /** Two photographs of one size; the frames have the channels and the depth of the first, the last one its own. */
  readonly images: readonly [PixelImage, PixelImage]
  /** Both photographs included, at least 2. */
  readonly frames: number
}

/** Below this a frame is its photograph, or the straight mix. */
const LEAST_SIGMA = 0.01

/**
 * Reports the frames one after the other; a progress with a result ends a frame. The first frame is
 * the first photograph and the last one the second. Throws UserError where the sizes differ.
 */
export async function* blend(
  request: BlendRequest,
  context: EditContext,
): AsyncGenerator<EditProgress & { readonly frame: number }> {
  checkBlend(request)
  for (let frame = 0; frame < request.frames; frame++) {
    const plan = planFrame(request, frame, context.model.windowSize)
    for await (const progress of runPlan(plan, request, context)) yield { ...progress, frame }
  }
}

/** Throws UserError where the photographs do not fit together, UsageError for too few frames. */
export function checkBlend({ images: [a, b], frames }: BlendRequest): void {
  if (!(Number.isInteger(frames) && frames >= 2)) {
    throw new UsageError(`${frames} frames are too few; the two photographs themselves are 2.`)
  }
  if (a.width !== b.width || a.height !== b.height) {
    const other = { otherWidth: b.width, otherHeight: b.height }
    throw new UserError(sentence('blendSizes', { width: a.width, height: a.height, ...other }))
  }
}

/** Frame 0 is the first photograph, the last one the second. */
export function planFrame(request: BlendRequest, frame: number, windowSize: number): EditPlan {
  const [a, b] = request.images
  const share = frame / (request.frames - 1)
  const { first } = schedulesFor('blend', request)
  const read = (region: Region) => {
    const second = readField(b, region)
    return mapTensor(readField(a, region), (value, i) => {
      return (1 - share) * value + share * (second.data[i] ?? 0)
    })
  }
  return planRedraw(share === 1 ? b : a, { schedule: fadeAtEnds(first, share), read }, windowSize)
}

/** Less noise near the ends, none at them: a frame there hardly differs from its photograph. */
function fadeAtEnds({ sigmas, noise }: Schedule, share: number): Schedule {
  const strength = Math.sin(Math.PI * share)
  return {
    sigmas: sigmas.map((sigma) => sigma * strength).filter((sigma) => sigma >= LEAST_SIGMA),
    noise,
  }
}
