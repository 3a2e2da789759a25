/**
 * How a raw network becomes a denoiser: the factors around it as functions of the noise level.
 * Numbers only; who multiplies the tensors is another's business.
 */
import { SIGMA_DATA, SIGMA_MIN } from './noise-schedule.ts'

/** f(x, sigma) = cSkip x + cOut F(cIn x, cNoise). */
export interface Scalings {
  readonly cSkip: number
  readonly cOut: number
  readonly cIn: number
  readonly cNoise: number
}

export interface ScalingOptions {
  readonly sigmaData?: number
  readonly sigmaMin?: number
}

/**
 * Factors of a consistency function (paper, appendix C): the identity at sigmaMin. The shift by
 * sigmaMin is in cSkip and in the numerator of cOut, not under its root and not in cIn.
 */
export function consistencyScalings(sigma: number, options: ScalingOptions = {}): Scalings {
  const { sigmaData = SIGMA_DATA, sigmaMin = SIGMA_MIN } = options
  const shifted = sigma - sigmaMin
  const total = Math.sqrt(sigma ** 2 + sigmaData ** 2)
  return {
    cSkip: sigmaData ** 2 / (shifted ** 2 + sigmaData ** 2),
    cOut: (shifted * sigmaData) / total,
    cIn: 1 / total,
    cNoise: noiseCondition(sigma),
  }
}

/** Factors of a diffusion denoiser (Karras et al. 2022, table 1), with the same cNoise. */
export function edmScalings(sigma: number, options: ScalingOptions = {}): Scalings {
  return consistencyScalings(sigma, { ...options, sigmaMin: 0 })
}

/**
 * What the network is told of the noise level: 250 ln(sigma). NVIDIA's and the CIFAR-10 networks
 * take `edmNoiseCondition` instead. At sigma 0 the added 1e-44 gives about -25328, not -infinity.
 */
export function noiseCondition(sigma: number): number {
  return 1000 * 0.25 * Math.log(sigma + 1e-44)
}

/**
 * Time of the TrigFlow parametrisation (Lu and Song 2024, section 3) at a noise level: x = cos(t) x0 + sin(t) z there
 * is cos(t) times x0 + sigma z / sigmaData here. In [0, pi/2).
 */
export function trigFlowTime(
  sigma: number,
  { sigmaData = SIGMA_DATA }: ScalingOptions = {},
): number {
  return Math.atan(sigma / sigmaData)
}

/** ln(sigma) / 4, the condition of NVIDIA's EDM networks and of ECT. */
export function edmNoiseCondition(sigma: number): number {
  return Math.log(sigma) / 4
}
