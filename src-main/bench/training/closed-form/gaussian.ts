/**
 * Pictures whose values are independent normals N(mu, c^2): for them everything that training aims at is known in
 * closed form. Formulas and draws; nothing is trained here.
 */
import { normals } from '../../../../src-shared/tensor/random.ts'
import { mapTensor } from '../../../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../../../src-shared/tensor/tensor.ts'
import type { PatchSource } from '../../../training/patch-source.ts'

export interface Gaussian {
  readonly mean: number
  readonly deviation: number
}

/** Batches [B, 1, S, S] of such pictures. */
export function gaussianSource(
  { mean, deviation }: Gaussian,
  { seed, batch, side }: { readonly seed: number; readonly batch: number; readonly side: number },
): PatchSource {
  return {
    batch: (step) =>
      Promise.resolve(
        mapTensor(normals(seed, step, [batch, 1, side, side]), (z) => mean + deviation * z),
      ),
    prepare: () => undefined,
    photographsInMemory: 0,
  }
}

/** How far f(x, sigma) = mu + g(sigma) (x - mu) draws a value to the mean. */
export type Gain = (sigma: number) => number

/** The consistency function: the ODE keeps (x - mu) / sqrt(c^2 + sigma^2). */
export function exactGain({ deviation: c }: Gaussian, sigmaMin: number): Gain {
  return (sigma) => Math.sqrt((c ** 2 + sigmaMin ** 2) / (c ** 2 + sigma ** 2))
}

/** The posterior mean D: what a diffusion model learns. */
export function posteriorGain({ deviation: c }: Gaussian): Gain {
  return (sigma) => c ** 2 / (c ** 2 + sigma ** 2)
}

/** How one step of a recipe gets from level t to level r < t. */
export type Walk = (t: number, r: number) => number

/**
 * E[x_r | x_t] where both lie on one line x0 + sigma z: what the target of consistency training and of easy consistency
 * tuning sees on average. Euler's step with the exact denoiser gives the same factor.
 */
export function straightWalk({ deviation: c }: Gaussian): Walk {
  return (t, r) => (c ** 2 + t * r) / (c ** 2 + t ** 2)
}

/** Heun's step with the exact denoiser, whose slope is (x - mu) sigma / (c^2 + sigma^2). */
export function heunWalk({ deviation: c }: Gaussian): Walk {
  return (t, r) => {
    const slope = (sigma: number) => sigma / (c ** 2 + sigma ** 2)
    const euler = 1 + (r - t) * slope(t)
    return 1 + ((r - t) / 2) * (slope(t) + slope(r) * euler)
  }
}

/** What perfect training reaches: the product of the steps from sigma down to sigmaMin; `next` gives the level below. */
export function reachedGain(walk: Walk, next: (sigma: number) => number, sigmaMin: number): Gain {
  return (sigma) => {
    let gain = 1
    for (let t = sigma; t > sigmaMin * (1 + 1e-9);) {
      const r = next(t)
      gain *= walk(t, r)
      t = r
    }
    return gain
  }
}

/** A batch for measuring: the levels, one picture each for `perLevel` draws, and the noisy pictures. */
export interface GaussianTest {
  readonly levels: readonly number[]
  readonly perLevel: number
  readonly noisy: Tensor
  /** One for each picture. */
  readonly sigmas: readonly number[]
}

export function gaussianTest(
  { mean, deviation }: Gaussian,
  levels: readonly number[],
  {
    seed,
    side,
    perLevel,
  }: { readonly seed: number; readonly side: number; readonly perLevel: number },
): GaussianTest {
  const sigmas = levels.flatMap((sigma) => Array.from({ length: perLevel }, () => sigma))
  const size = side * side
  const noisy = mapTensor(normals(seed, 0, [sigmas.length, 1, side, side]), (z, i) => {
    const sigma = sigmas[Math.floor(i / size)] ?? 0
    return mean + Math.sqrt(deviation ** 2 + sigma ** 2) * z
  })
  return { levels, perLevel, noisy, sigmas }
}

/**
 * Root mean square of estimate - (mu + g (x - mu)), in deviations of the data, level by level: 1 is as bad as
 * answering with the mean.
 */
export function gaussianErrors(
  { mean, deviation }: Gaussian,
  { levels, noisy, perLevel }: GaussianTest,
  { estimate, gain }: { readonly estimate: Tensor; readonly gain: Gain },
): number[] {
  const perPicture = noisy.data.length / (levels.length * perLevel)
  const count = perLevel * perPicture
  return levels.map((sigma, level) => {
    const factor = gain(sigma)
    let sum = 0
    for (let i = level * count; i < (level + 1) * count; i++) {
      const exact = mean + factor * ((noisy.data[i] ?? 0) - mean)
      sum += ((estimate.data[i] ?? 0) - exact) ** 2
    }
    return Math.sqrt(sum / count) / deviation
  })
}
