/**
 * Super-resolution keeps the mean of every block of pixels and lets the model draw what is inside.
 * A is an orthogonal basis of blocks whose first axis is constant; only that axis is needed.
 */
import { blockMeans, nearestUpsample, ontoBlockMeans, spreadIntoRange } from './blocks.ts'
import { byMask } from './inpaint.ts'
import { keep } from './known-part.ts'
import type { KnownContent } from './known-part.ts'
import { planFrom } from './plan.ts'
import type { OperatorPlan } from './plan.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** How many times wider and higher a picture can become. */
export const SCALE_FACTORS = [2, 3, 4, 8] as const
export type ScaleFactor = (typeof SCALE_FACTORS)[number]

export interface SuperResolveInput {
  /** The small picture [1, 3, h, w]; the result is [1, 3, h factor, w factor]. */
  readonly small: Tensor
  readonly factor: ScaleFactor
}

export function superResolve({ small, factor }: SuperResolveInput): OperatorPlan {
  return planFrom(nearestUpsample(small, factor), keepBlockMeans({ small, factor }))
}

export interface BlockMeansToKeep {
  /** [1, 3, h, w]: the means of the blocks. */
  readonly small: Tensor
  /** Side of a block in pixels. */
  readonly factor: number
  /** [1, 1, h, w]: 1 keeps a block's mean, 0 leaves it free; all are kept if not given. */
  readonly known?: Tensor
}

/** Keeps block means, all of them or those of `known`. */
export function keepBlockMeans({ small, factor, known }: BlockMeansToKeep): KnownContent {
  const only = known ? byMask(known) : (means: Tensor) => means
  const measure = (image: Tensor): Tensor => only(blockMeans(image, factor))
  return keep(nearestUpsample(small, factor), {
    project: known
      ? (image) => nearestUpsample(measure(image), factor)
      : (image) => ontoBlockMeans(image, factor),
    measure,
    fit: (image) => spreadIntoRange(image, factor),
  })
}
