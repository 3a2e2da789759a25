/**
 * What an optimiser knows of the step number alone: bias corrections, rectification, learning rate.
 * The vectors are updated by the graph (onnx/training/optimizer-graph.ts).
 */

export interface OptimizerSettings {
  readonly kind: 'adam' | 'radam'
  readonly learningRate: number
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  /** Updates over which the learning rate rises from 0. */
  readonly warmup: number
  /** Share of the run, at its end, over which the learning rate falls to 0 in a straight line. */
  readonly decay: number
  /** Longest gradient; null leaves it alone. */
  readonly maxNorm: number | null
}

/** Factors of theta -= m * (plain + adaptive / (sqrt(v) * rootScale + epsilon)). */
export interface UpdateFactors {
  readonly plain: number
  readonly adaptive: number
  readonly rootScale: number
}

/** The learning rate of update `step` (from 0) of `steps`. */
export function learningRateAt(
  { learningRate, warmup, decay }: OptimizerSettings,
  step: number,
  steps: number,
): number {
  const rising = warmup > 0 ? Math.min(1, (step + 1) / warmup) : 1
  const falling = decay > 0 ? Math.min(1, (steps - step) / (steps * decay)) : 1
  return learningRate * rising * falling
}

/**
 * Adam (Kingma and Ba 2015) or RAdam (Liu et al. 2020) at update `n`, counted from 1, as torch computes them:
 * epsilon is added to sqrt(v) before RAdam's factor and after Adam's bias correction of v.
 */
export function updateFactors(
  { kind, beta1, beta2 }: Pick<OptimizerSettings, 'kind' | 'beta1' | 'beta2'>,
  n: number,
  learningRate: number,
): UpdateFactors {
  const rate = learningRate / (1 - beta1 ** n)
  const correction2 = 1 - beta2 ** n
  if (kind === 'adam') {
    return { plain: 0, adaptive: rate, rootScale: 1 / Math.sqrt(correction2) }
  }
  const rhoInf = 2 / (1 - beta2) - 1
  const rho = rhoInf - (2 * n * beta2 ** n) / correction2
  if (rho <= 5) return { plain: rate, adaptive: 0, rootScale: 1 }
  const r = Math.sqrt(((rho - 4) * (rho - 2) * rhoInf) / ((rhoInf - 4) * (rhoInf - 2) * rho))
  return { plain: 0, adaptive: rate * r * Math.sqrt(correction2), rootScale: 1 }
}
