/**
 * The probability-flow ODE dx/dsigma = (x - D(x, sigma)) / sigma of a diffusion denoiser: single
 * steps for distillation and the deterministic sampler of Karras et al. 2022 (Algorithm 1).
 */
import { clampToRange } from './multistep-sampler.ts'
import type { Denoise, StopSignal } from './multistep-sampler.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { mapTensor } from '../tensor/tensor.ts'

/** From x at level `from` (above 0) to level `to` (0 or more, lower or higher). */
export interface OdeStep {
  /** D: the posterior mean. */
  readonly denoise: Denoise
  readonly noisy: Tensor
  readonly from: number
  readonly to: number
}

export type OdeMethod = (step: OdeStep) => Promise<Tensor>

/** x + (to - from) d: one call of the denoiser, exact to first order. */
export const eulerStep: OdeMethod = async ({ denoise, noisy, from, to }) =>
  advance(noisy, slope(noisy, await denoise(noisy, from), from), to - from)

/**
 * Euler's step, then the mean of the slopes at both ends: two calls, exact to second order. A step
 * to 0 is Euler's, where the slope is not defined.
 */
export const heunStep: OdeMethod = async ({ denoise, noisy, from, to }) => {
  const here = slope(noisy, await denoise(noisy, from), from)
  const guess = advance(noisy, here, to - from)
  if (to === 0) return guess
  const there = slope(guess, await denoise(guess, to), to)
  const mean = mapTensor(here, (d, i) => (d + there.data[i]) / 2)
  return advance(noisy, mean, to - from)
}

export interface OdeOptions {
  readonly denoise: Denoise
  /** x at sigmas[0]. */
  readonly start: Tensor
  /** Decreasing; a last step from the last level to 0 is added. */
  readonly sigmas: readonly number[]
  readonly method?: OdeMethod
  /** Whether the denoiser's results are clamped to [-1, 1]; false if not given. */
  readonly clip?: boolean
  readonly signal?: StopSignal
}

/** The clean image that the ODE leads to from `start`; Heun's method if none is given. */
export async function solveOde(options: OdeOptions): Promise<Tensor> {
  const { start, sigmas, method = heunStep, clip = false, signal } = options
  const denoise: Denoise = clip
    ? async (x, sigma) => clampToRange(await options.denoise(x, sigma))
    : options.denoise
  let noisy = start
  for (let i = 0; i < sigmas.length; i++) {
    signal?.throwIfAborted()
    noisy = await method({ denoise, noisy, from: sigmas[i], to: sigmas[i + 1] ?? 0 })
  }
  return noisy
}

function slope(noisy: Tensor, denoised: Tensor, sigma: number): Tensor {
  return mapTensor(noisy, (x, i) => (x - denoised.data[i]) / sigma)
}

function advance(x: Tensor, direction: Tensor, distance: number): Tensor {
  return mapTensor(x, (value, i) => value + distance * direction.data[i])
}
