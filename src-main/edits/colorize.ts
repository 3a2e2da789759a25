/**
 * Plans colouring: brightness is kept, colours are chosen. Also takes pictures in colour, of which
 * only the brightness counts.
 */
import type { EditPlan, ModelTraits } from './edit-plan.ts'
import type { ColorizeRequest } from './edit-request.ts'
import { planWholePicture } from './whole-picture.ts'

export function planColorize(request: ColorizeRequest, traits: ModelTraits): EditPlan {
  return planWholePicture({ ...request, colour: true, scale: 1 }, traits)
}
