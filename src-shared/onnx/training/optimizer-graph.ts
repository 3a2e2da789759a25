/**
 * Adam and RAdam as ten nodes over flat vectors. What depends on the step number alone comes in as scalars
 * (training/optimizer.ts), so that one graph serves both methods and every step.
 */
import { type GraphBuilder } from '../graph-builder.ts'
import { type Value } from '../graph.ts'

/** Names of the scalars that an update takes, in the order of the graph's `scalars` input. */
export const UPDATE_SCALARS = [
  'beta1',
  'oneMinusBeta1',
  'beta2',
  'oneMinusBeta2',
  'epsilon',
  /** theta -= m * (plain + adaptive / (sqrt(v) * rootScale + epsilon)). */
  'plain',
  'adaptive',
  'rootScale',
  /** Gradients longer than this are shortened to it. */
  'maxNorm',
  /** mu: what the target average keeps of itself. */
  'targetRate',
] as const

export type UpdateScalars = Readonly<Record<(typeof UPDATE_SCALARS)[number], number>>
export type ScalarValues = Readonly<Record<(typeof UPDATE_SCALARS)[number], Value>>

export interface OptimizerState {
  readonly theta: Value
  readonly m: Value
  readonly v: Value
}

/** The gradient scaled so that its norm is at most maxNorm, and the norm before (as torch's clip_grad_norm_). */
export function clipByNorm(
  g: GraphBuilder,
  gradient: Value,
  maxNorm: Value,
): { readonly clipped: Value; readonly norm: Value } {
  const norm = g.sqrt(g.reduceSum(g.mul(gradient, gradient), [0], true))
  const bounded = g.max(g.add(norm, g.scalar(1e-6)), maxNorm)
  return { clipped: g.mul(gradient, g.div(maxNorm, bounded)), norm }
}

/** One update of Adam or RAdam with epsilon added before bias correction, as torch does. */
export function update(
  g: GraphBuilder,
  { theta, m, v }: OptimizerState,
  { gradient, scalars }: { gradient: Value; scalars: ScalarValues },
): OptimizerState {
  const nextM = g.add(g.mul(m, scalars.beta1), g.mul(gradient, scalars.oneMinusBeta1))
  const squared = g.mul(gradient, gradient)
  const nextV = g.add(g.mul(v, scalars.beta2), g.mul(squared, scalars.oneMinusBeta2))
  const root = g.add(g.mul(g.sqrt(nextV), scalars.rootScale), scalars.epsilon)
  const rate = g.add(g.div(scalars.adaptive, root), scalars.plain)
  return { theta: g.sub(theta, g.mul(nextM, rate)), m: nextM, v: nextV }
}

/** average * rate + value * (1 - rate). */
export function movingAverage(
  g: GraphBuilder,
  { average, value, rate }: { average: Value; value: Value; rate: Value },
): Value {
  return g.add(g.mul(average, rate), g.mul(value, g.sub(g.scalar(1), rate)))
}
