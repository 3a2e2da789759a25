/**
 * Distances between two estimates and the weights of noise levels, as plain formulas over tensors.
 * The training graph computes the same ones with their derivatives; this is what it is held to.
 */
import { SIGMA_DATA } from './noise-schedule.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** Distance of each sample of a batch [B, C, H, W] from its partner. */
export type Distance = (a: Tensor, b: Tensor) => Float64Array

/** Mean of |a - b| over C, H and W. */
export const l1: Distance = (a, b) => meanPerSample(a, b, Math.abs)

/** Mean (not sum) of (a - b)^2 over C, H and W. */
export const l2: Distance = (a, b) => meanPerSample(a, b, (difference) => difference ** 2)

/**
 * sqrt(|a - b|^2 + c^2) - c with the SUM of squares over C, H and W (Song and Dhariwal 2023,
 * section 3.3). With c = 0 it is the plain distance that easy consistency tuning uses.
 */
export function pseudoHuber(a: Tensor, b: Tensor, c: number): Float64Array {
  const size = valuesPerSample(a)
  return l2(a, b).map((mean) => Math.sqrt(mean * size + c ** 2) - c)
}

/** c = 0.00054 sqrt(d) for samples of d = C H W values: 0.03 for 3x32x32. */
export function huberConstant(valuesPerSample: number): number {
  return 0.00054 * Math.sqrt(valuesPerSample)
}

/** Weights of a noise level by its signal-to-noise ratio sigma^-2; EDM's diffusion loss is `karras`. */
export const SNR_WEIGHTS = {
  uniform: () => 1,
  snr: (sigma: number) => sigma ** -2,
  'snr+1': (sigma: number) => sigma ** -2 + 1,
  karras: (sigma: number) => sigma ** -2 + SIGMA_DATA ** -2,
  'truncated-snr': (sigma: number) => Math.max(sigma ** -2, 1),
} as const satisfies Record<string, (sigma: number) => number>

/** Batch mean of weight times distance. */
export function weightedMean(distances: ArrayLike<number>, weights: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < distances.length; i++) sum += distances[i] * weights[i]
  return sum / distances.length
}

function valuesPerSample(x: Tensor): number {
  return x.data.length / x.shape[0]
}

function meanPerSample(a: Tensor, b: Tensor, of: (difference: number) => number): Float64Array {
  const size = valuesPerSample(a)
  const means = new Float64Array(a.shape[0])
  for (let i = 0; i < a.data.length; i++) {
    means[Math.floor(i / size)] += of(a.data[i] - b.data[i]) / size
  }
  return means
}
