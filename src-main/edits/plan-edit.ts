/**
 * The tools by name. The only place that lists them all; the compiler holds it complete.
 */
import { planColorize } from './colorize.ts'
import { planDenoise } from './denoise.ts'
import type { EditPlan, ModelTraits } from './edit-plan.ts'
import type { EditRequest } from './edit-request.ts'
import { planInpaint } from './inpaint.ts'
import { planRestore } from './restore.ts'
import { planStroke } from './stroke.ts'
import { planUpscale } from './upscale.ts'

/** What an edit is to do with such a model. */
export function planEdit(request: EditRequest, traits: ModelTraits): EditPlan {
  const { windowSize } = traits
  switch (request.operator) {
    case 'inpaint':
      return planInpaint(request, windowSize)
    case 'colorize':
      return planColorize(request, traits)
    case 'upscale':
      return planUpscale(request, traits)
    case 'denoise':
      return planDenoise(request, windowSize)
    case 'stroke':
      return planStroke(request, windowSize)
    case 'restore':
      return planRestore(request, traits)
  }
}
