/**
 * Plans painting over strokes (SDEdit): the painting is drowned in noise until only its rough
 * colours are left, and the model draws from there.
 */
import { UsageError } from '../../src-shared/contract/user-error.ts'
import { readField } from '../../src-shared/field/photograph.ts'
import { strokeSigmas } from '../../src-shared/operators/stroke.ts'
import type { Region } from '../../src-shared/tensor/pixels.ts'
import type { EditPlan } from './edit-plan.ts'
import type { StrokeRequest } from './edit-request.ts'
import { planRedraw } from './redraw.ts'

/**
 * Chosen by eye: colours stay where they were painted and grow texture. The paper's 0.59 (STROKE_STRENGTH)
 * wants a model that knows whole scenes.
 */
export const DEFAULT_STRENGTH = 0.36

/** Throws UsageError for a strength outside 0 to 1. */
export function planStroke(request: StrokeRequest, windowSize: number): EditPlan {
  const { image, mask, strength = DEFAULT_STRENGTH, steps, schedules } = request
  if (!(strength >= 0 && strength <= 1)) {
    throw new UsageError(`The strength ${strength} does not lie between 0 and 1.`)
  }
  const schedule = schedules?.first ?? { sigmas: strokeSigmas(strength, steps), noise: 1 }
  const read = (region: Region) => readField(image, region)
  return planRedraw(image, { schedule, read, mask }, windowSize)
}
