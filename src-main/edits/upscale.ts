/**
 * Plans enlarging: the means of the blocks that were pixels are kept, what is in them is drawn.
 */
import type { EditPlan, ModelTraits } from './edit-plan.ts'
import type { UpscaleRequest } from './edit-request.ts'
import { planWholePicture } from './whole-picture.ts'

export function planUpscale(request: UpscaleRequest, traits: ModelTraits): EditPlan {
  return planWholePicture({ ...request, colour: false }, traits)
}
