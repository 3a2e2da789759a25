/**
 * The numbers that one RAdam update of the reference takes.
 */
import type { Tensor } from '../../../../src-shared/tensor/tensor.ts'
import { updateFactors } from '../../../../src-shared/training/optimizer.ts'
import { packScalars } from '../../../../src-shared/training/update-feeds.ts'

export interface RadamConstants {
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  readonly learningRate: number
}

/** What the reference trains with, besides the learning rate. */
export const RADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const

/** The `scalars` input of update `n`, counted from 1, without clipping. */
export function radamScalars(constants: RadamConstants, n: number, targetRate = 0): Tensor {
  const { beta1, beta2, epsilon, learningRate } = constants
  return packScalars({
    beta1,
    oneMinusBeta1: 1 - beta1,
    beta2,
    oneMinusBeta2: 1 - beta2,
    epsilon,
    ...updateFactors({ kind: 'radam', beta1, beta2 }, n, learningRate),
    maxNorm: 1e30,
    targetRate,
  })
}
