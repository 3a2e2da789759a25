/**
 * What an operator asks of the sampler. A plan is a value: making one computes no estimate.
 */
import { keepNothing } from './known-part.ts'
import type { KnownContent } from './known-part.ts'
import { mapTensor } from '../tensor/tensor.ts'
import type { Tensor } from '../tensor/tensor.ts'

export interface OperatorPlan {
  readonly known: KnownContent
  /** The clean picture [1, 3, H, W] that the starting noise is added to, where there is one. */
  readonly base?: Tensor
  /** x at the first level, from unit normals [B, 3, H, W] and that level. */
  readonly start: (noise: Tensor, sigma: number) => Tensor
  /** The levels to ask the network at, where the operator decides them. */
  readonly sigmas?: readonly number[]
}

/** The plan that starts at `base` under noise: x = base + sigma z. */
export function planFrom(base: Tensor, known: KnownContent = keepNothing): OperatorPlan {
  const size = base.data.length
  return {
    known,
    base,
    start: (noise, sigma) => mapTensor(noise, (z, i) => base.data[i % size] + sigma * z),
  }
}
