/**
 * Which operator a reference case is about, and its plan: by the tensors it has and, where they do not tell, by name.
 */
import { blockMeans, nearestUpsample } from '../../../../src-shared/operators/blocks.ts'
import { colorize } from '../../../../src-shared/operators/colorize.ts'
import { inpaint } from '../../../../src-shared/operators/inpaint.ts'
import { planFrom, type OperatorPlan } from '../../../../src-shared/operators/plan.ts'
import { stroke } from '../../../../src-shared/operators/stroke.ts'
import { keepBlockMeans } from '../../../../src-shared/operators/super-resolve.ts'
import type { Tensor } from '../../../../src-shared/tensor/tensor.ts'
import type { GoldenTensors } from '../golden-tensors.ts'

/** What the reference program has under the starting noise of a hole: black. */
const FILL = -1

/** The plan of case `name`, undefined for an operator that is not known. */
export function planOf(golden: GoldenTensors, name: string): OperatorPlan | undefined {
  if (!golden.has(`${name}.image`)) return undefined
  const image = golden.tensor(`${name}.image`)
  if (golden.has(`${name}.mask_known`)) {
    return inpaint({ image, known: golden.tensor(`${name}.mask_known`), fill: FILL })
  }
  if (name.startsWith('colorize')) return colorize({ image })
  if (name.startsWith('sdedit')) return stroke({ image })
  const factor = Number(/^superres(\d+)/.exec(name)?.[1] ?? 0)
  return factor > 0 ? superResolution(image, factor) : undefined
}

/** Super-resolution by any factor; superResolve makes the same plan for those that are on offer. */
function superResolution(image: Tensor, factor: number): OperatorPlan {
  const small = blockMeans(image, factor)
  return planFrom(nearestUpsample(small, factor), keepBlockMeans({ small, factor }))
}
