/**
 * An exact consistency model and an exact denoiser for Gaussian data, in closed form: what samplers
 * and solvers are held against. It shares no formula with the code under test.
 */
import type { Denoise } from '../../src-shared/diffusion/multistep-sampler.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'

export interface GaussianData {
  readonly mean: number
  readonly deviation: number
}

const mapValues = (x: Tensor, fn: (value: number) => number): Tensor => ({
  shape: x.shape,
  data: x.data.map(fn),
})

/**
 * Data N(mu, s^2): the ODE dx/dsigma = sigma (x - mu) / (s^2 + sigma^2) has the solution
 * x(sigma) - mu = const sqrt(s^2 + sigma^2), so f(x, sigma) = mu + (x - mu) sqrt((s^2 + e^2) / (s^2 + sigma^2)).
 */
export function gaussianConsistency({ mean, deviation }: GaussianData, sigmaMin = 0.002): Denoise {
  return (noisy, sigma) => {
    const ratio = Math.sqrt((deviation ** 2 + sigmaMin ** 2) / (deviation ** 2 + sigma ** 2))
    return Promise.resolve(mapValues(noisy, (x) => mean + (x - mean) * ratio))
  }
}

/** The posterior mean E[x0 | x] = mu + (x - mu) s^2 / (s^2 + sigma^2). */
export function gaussianDenoiser({ mean, deviation }: GaussianData): Denoise {
  return (noisy, sigma) => {
    const ratio = deviation ** 2 / (deviation ** 2 + sigma ** 2)
    return Promise.resolve(mapValues(noisy, (x) => mean + (x - mean) * ratio))
  }
}
