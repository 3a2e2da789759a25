/**
 * Pictures between two: between two noises for generated pictures, and between two photographs in
 * the noised domain. Nothing is kept.
 */
import { keepNothing } from './known-part.ts'
import type { OperatorPlan } from './plan.ts'
import { mapTensor } from '../tensor/tensor.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** Below this sine the angle says nothing and the straight line is as good. */
const SMALLEST_SINE = 1e-6

/**
 * The point at `share` (0: a, 1: b) of the arc from a to b, with one angle over the whole tensor
 * (paper, appendix D): sin((1 - s) psi) / sin(psi) a + sin(s psi) / sin(psi) b. Lengths are not
 * normalised. Falls back to the straight line for parallel tensors.
 */
export function slerp(a: Tensor, b: Tensor, share: number): Tensor {
  const lengths = Math.sqrt(dot(a, a) * dot(b, b))
  const cosine = lengths > 0 ? Math.min(Math.max(dot(a, b) / lengths, -1), 1) : 1
  const angle = Math.acos(cosine)
  const sine = Math.sin(angle)
  if (sine < SMALLEST_SINE) return mix(a, b, [1 - share, share])
  return mix(a, b, [Math.sin((1 - share) * angle) / sine, Math.sin(share * angle) / sine])
}

export interface InterpolateInput {
  /** Unit normals [1, 3, H, W] of the two ends. */
  readonly noises: readonly [Tensor, Tensor]
  /** 0 is the first end, 1 the second. */
  readonly share: number
}

/** A generated picture between two generated pictures. The noise given to `start` is not used. */
export function interpolate({ noises, share }: InterpolateInput): OperatorPlan {
  const between = slerp(...noises, share)
  return { known: keepNothing, start: (_, sigma) => mapTensor(between, (z) => sigma * z) }
}

export interface BlendInput extends InterpolateInput {
  /** The two photographs [1, 3, H, W]. */
  readonly images: readonly [Tensor, Tensor]
}

/** A picture between two photographs. The noise given to `start` is not used. */
export function blend(input: BlendInput): OperatorPlan {
  return { known: keepNothing, start: (_, sigma) => blendStart(input, sigma) }
}

/**
 * x at level `sigma` between two photographs: the straight mix of the photographs plus sigma times
 * the arc between their noises. An arc of unit normals is unit normal, so the level is sigma
 * everywhere, where a straight mix of noised photographs would fall to sigma / sqrt2 half-way.
 */
export function blendStart({ images, noises, share }: BlendInput, sigma: number): Tensor {
  const picture = mix(...images, [1 - share, share])
  return mix(picture, slerp(...noises, share), [1, sigma])
}

function mix(a: Tensor, b: Tensor, [ofA, ofB]: readonly [number, number]): Tensor {
  return mapTensor(a, (value, i) => ofA * value + ofB * b.data[i])
}

function dot(a: Tensor, b: Tensor): number {
  let sum = 0
  for (let i = 0; i < a.data.length; i++) sum += a.data[i] * b.data[i]
  return sum
}
