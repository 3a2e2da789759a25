/**
 * Colourising keeps luminance and lets the model choose the two other directions of colour. A is
 * the orthogonal basis of colours whose first axis is that of luminance; only that axis is needed.
 */
import { keep } from './known-part.ts'
import type { KnownContent } from './known-part.ts'
import { asColour, fadeIntoRange, grey, ontoGreyAxis } from './luminance.ts'
import { planFrom } from './plan.ts'
import type { OperatorPlan } from './plan.ts'
import type { Tensor } from '../tensor/tensor.ts'

export interface ColorizeInput {
  /** [1, 3, H, W], of which only the luminance is used, or a grey picture [1, 1, H, W]. */
  readonly image: Tensor
}

export function colorize({ image }: ColorizeInput): OperatorPlan {
  const reference = asColour(image)
  // The projection on the axis, not the grey picture, is what the published program starts from.
  return planFrom(ontoGreyAxis(reference), keepLuminance(reference))
}

/** Keeps the luminance of `reference` [1, 3, H, W]. */
export function keepLuminance(reference: Tensor): KnownContent {
  return keep(reference, { project: ontoGreyAxis, measure: grey, fit: fadeIntoRange })
}
