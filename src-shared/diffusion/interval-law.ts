/**
 * Which interval of the grid a training sample falls into, and what it weighs: the lognormal law
 * of the improved techniques (Song and Dhariwal 2023, section 3.5). The uniform draw is passed in.
 */
import { CONSISTENCY_LEVELS } from './curriculum.ts'
import type { LogNormal } from './curriculum.ts'

/**
 * Probability of each interval of `sigmas` (increasing, N levels): proportional to
 * erf((ln sigma_{i+1} - P_mean) / (sqrt2 P_std)) - erf((ln sigma_i - P_mean) / (sqrt2 P_std)).
 */
export function intervalProbabilities(
  sigmas: readonly number[],
  { mean, deviation }: LogNormal = CONSISTENCY_LEVELS,
): number[] {
  const edges = sigmas.map((sigma) => erf((Math.log(sigma) - mean) / (Math.SQRT2 * deviation)))
  const shares = edges.slice(1).map((edge, i) => edge - edges[i])
  const total = edges[edges.length - 1] - edges[0]
  return shares.map((share) => share / total)
}

/** The interval that a uniform number in [0, 1) picks. */
export function pickInterval(probabilities: readonly number[], uniform: number): number {
  let passed = 0
  const found = probabilities.findIndex((share) => (passed += share) > uniform)
  return found < 0 ? probabilities.length - 1 : found // the shares may add up to a hair below 1
}

/** Weight lambda(sigma_i) = 1 / (sigma_{i+1} - sigma_i) of each interval of `sigmas` (increasing). */
export function intervalWeights(sigmas: readonly number[]): number[] {
  return sigmas.slice(1).map((sigma, i) => 1 / (sigma - sigmas[i]))
}

/**
 * The error function to double precision, by the series of positive terms
 * 2/sqrt(pi) exp(-x^2) sum 2^n x^(2n+1) / (1 3 5 ... (2n+1)).
 */
export function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x) // 1 - erf(6) is 2e-17
  let term = x
  let sum = x
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum
}
