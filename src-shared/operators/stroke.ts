/**
 * Stroke-guided editing (SDEdit): coarse colours are noised until only their layout is left, and
 * the model makes a picture of that. Nothing is kept exactly.
 */
import { planFrom } from './plan.ts'
import type { OperatorPlan } from './plan.ts'
import { karrasSigmaAt } from '../diffusion/noise-schedule.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** The strength whose two levels are the paper's 5.38 and 2.24, points 16 and 20 of its 40. */
export const STROKE_STRENGTH = 23 / 39
const STEP = 4 / 39

export interface StrokeInput {
  /** [1, 3, H, W]: the painted picture. */
  readonly image: Tensor
  /** 0 leaves the picture as it is, 1 keeps nothing of it. */
  readonly strength?: number
  /** How often the model is asked; 2 if not given. */
  readonly steps?: number
}

export function stroke({ image, strength, steps }: StrokeInput): OperatorPlan {
  return { ...planFrom(image), sigmas: strokeSigmas(strength, steps) }
}

/**
 * The levels of a stroke edit: `strength` (0 to 1) is the place of the first on the Karras grid,
 * and each next one lies as far down it as the paper's second below its first. Fewer than `steps`
 * where the grid ends.
 */
export function strokeSigmas(strength = STROKE_STRENGTH, steps = 2): number[] {
  if (!(strength >= 0 && strength <= 1)) {
    throw new RangeError(`a strength lies between 0 and 1, not at ${strength}`)
  }
  const places = Array.from({ length: steps }, (_, i) => 1 - strength + i * STEP)
  return places.filter((place, i) => i === 0 || place < 1).map((place) => karrasSigmaAt(place))
}
