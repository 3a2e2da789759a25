/**
 * How pictures are drawn from what each recipe trained, with a given number of calls of the network.
 */
import {
  clampToRange,
  freeGeneration,
  lastEstimate,
  renoiseBy,
  sampleMultistep,
} from '../../../../src-shared/diffusion/multistep-sampler.ts'
import type { Denoise } from '../../../../src-shared/diffusion/multistep-sampler.ts'
import {
  karrasSigmaAt,
  karrasSigmas,
  SIGMA_MAX,
} from '../../../../src-shared/diffusion/noise-schedule.ts'
import { eulerStep, heunStep, solveOde } from '../../../../src-shared/diffusion/ode-solver.ts'
import type { OdeMethod } from '../../../../src-shared/diffusion/ode-solver.ts'
import {
  consistencyScalings,
  edmScalings,
} from '../../../../src-shared/diffusion/preconditioning.ts'
import type { Scalings } from '../../../../src-shared/diffusion/preconditioning.ts'
import { normals } from '../../../../src-shared/tensor/random.ts'
import { mapTensor } from '../../../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../../../src-shared/tensor/tensor.ts'
import type { Evaluator } from '../../../training/evaluator.ts'
import { SIDE } from './pictures.ts'

/** Draws `count` pictures in [-1, 1]. */
export interface Drawing {
  readonly evaluator: Evaluator
  readonly theta: Float32Array
  readonly count: number
  readonly seed: number
}

export type Sampler = (drawing: Drawing) => Promise<Tensor>

/** Multistep consistency sampling at these levels, the first being sigma max. */
export function consistencySampler(sigmas: readonly number[]): Sampler {
  return async (drawing) => {
    const noise = (step: number) => noiseOf(drawing, step)
    const start = mapTensor(noise(0), (z) => SIGMA_MAX * z)
    const denoise = denoiserOf(drawing, consistencyScalings)
    const { image } = await lastEstimate(
      sampleMultistep({
        denoise,
        known: freeGeneration,
        start,
        sigmas,
        renoise: renoiseBy(noise),
      }),
    )
    return image
  }
}

/** Euler's or Heun's method from sigma max over these levels to 0. */
function odeSampler(sigmas: readonly number[], method: OdeMethod): Sampler {
  return async (drawing) => {
    const start = mapTensor(noiseOf(drawing, 0), (z) => SIGMA_MAX * z)
    const denoise = denoiserOf(drawing, edmScalings)
    return clampToRange(await solveOde({ denoise, start, sigmas, method }))
  }
}

/** Heun's method on the grid of `points`: 2 points - 1 calls. */
export const heunSampler = (points: number) => odeSampler(karrasSigmas(points), heunStep)

/** As many Euler steps as intervals, each halving-stage of progressive distillation's own; its last level is clean. */
export function eulerSampler(intervals: number): Sampler {
  const sigmas = Array.from({ length: intervals }, (_, i) => karrasSigmaAt(i / intervals))
  return odeSampler(sigmas, eulerStep)
}

function noiseOf({ seed, count }: Drawing, step: number): Tensor {
  return normals(seed, step, [count, 1, SIDE, SIDE])
}

function denoiserOf(
  { evaluator, theta, count }: Drawing,
  scale: (sigma: number) => Scalings,
): Denoise {
  return (noisy, sigma) => {
    const sigmas = Array.from({ length: count }, () => sigma)
    return evaluator.estimate(theta, noisy, { sigmas, scale })
  }
}
