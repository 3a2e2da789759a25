/**
 * The one sampling loop: multistep consistency sampling (Song et al. 2023, Algorithm 1) and, with
 * a known part, zero-shot editing (Algorithm 4). It knows no network, no operator and no generator.
 */
import { SIGMA_MIN } from './noise-schedule.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** The unclamped estimate f(x, sigma) of the clean image. */
export type Denoise = (noisy: Tensor, sigma: number) => Promise<Tensor>

/** What an edit keeps: puts it into an estimate and leaves the rest of the estimate alone. */
export interface KnownPart {
  /** `spent`, what it gave for an estimate before and nobody needs any more, may be overwritten and given again. */
  impose(estimate: Tensor, spent?: Tensor): Tensor
}

/** Keeps nothing. */
export const freeGeneration: KnownPart = { impose: (estimate) => estimate }

/** The part of AbortSignal that is used here; throws when the operation is to stop. */
export interface StopSignal {
  throwIfAborted(): void
}

/** One estimate of the clean image; the last one (step = steps) is the result. */
export interface Estimate {
  /** 1 to steps. */
  readonly step: number
  readonly steps: number
  /** The level at which the network was asked. */
  readonly sigma: number
  readonly image: Tensor
}

export type Renoise = (estimate: Tensor, step: number, sigma: number) => Tensor | Promise<Tensor>

export interface SamplingOptions {
  readonly denoise: Denoise
  readonly known: KnownPart
  /** x at sigmas[0]. */
  readonly start: Tensor
  /** The levels at which the network is asked, decreasing; the last estimate is not re-noised. */
  readonly sigmas: readonly number[]
  /** Takes the estimate of step 1, 2, ... up to the next level, as renoise() does; may reuse what it gave before. */
  readonly renoise: Renoise
  /** Whether estimates are clamped to [-1, 1] before the known part is imposed; true if not given. */
  readonly clip?: boolean
  /** Whether an estimate may be overwritten by the next one; false if not given. */
  readonly reuse?: boolean
  readonly signal?: StopSignal
}

/**
 * Yields an estimate per level: network, clamp, known part, in this order; then re-noises it to the
 * next level. Leaving the loop ends the work. Imposing may carry values outside [-1, 1].
 */
export async function* sampleMultistep(options: SamplingOptions): AsyncGenerator<Estimate> {
  const { denoise, known, sigmas, clip = true, reuse = false, signal } = options
  let noisy = options.start
  let spent: Tensor | undefined
  for (let step = 1; step <= sigmas.length; step++) {
    signal?.throwIfAborted()
    const sigma = sigmas[step - 1]
    const estimate = await denoise(noisy, sigma)
    signal?.throwIfAborted()
    const image = known.impose(clip ? clampToRange(estimate) : estimate, spent)
    if (reuse) spent = image
    yield { step, steps: sigmas.length, sigma, image }
    if (step < sigmas.length) noisy = await options.renoise(image, step, sigmas[step])
  }
}

/** Every value brought into [-1, 1]. */
export function clampToRange(x: Tensor): Tensor {
  const data = new Float32Array(x.data.length)
  for (let i = 0; i < data.length; i++) {
    const value = x.data[i]
    data[i] = value < -1 ? -1 : value > 1 ? 1 : value
  }
  return { shape: x.shape, data }
}

/** Deviation of the noise that takes an estimate, which counts as being at level sigmaMin, up to `sigma`. */
export function renoisingDeviation(sigma: number, sigmaMin: number = SIGMA_MIN): number {
  return Math.sqrt(Math.max(sigma ** 2 - sigmaMin ** 2, 0))
}

/**
 * An estimate taken up to `sigma`: x0 + sqrt(sigma^2 - sigmaMin^2) z. A sigma a rounding error below sigmaMin adds
 * nothing.
 */
export function renoise(
  estimate: Tensor,
  noise: Tensor,
  { sigma, sigmaMin = SIGMA_MIN }: { readonly sigma: number; readonly sigmaMin?: number },
): Tensor {
  const deviation = renoisingDeviation(sigma, sigmaMin)
  const data = new Float32Array(estimate.data.length)
  for (let i = 0; i < data.length; i++) data[i] = estimate.data[i] + deviation * noise.data[i]
  return { shape: estimate.shape, data }
}

/** Re-noises by the unit normals of each step. */
export function renoiseBy(noise: (step: number) => Tensor, sigmaMin?: number): Renoise {
  const lowest = sigmaMin === undefined ? {} : { sigmaMin }
  return (estimate, step, sigma) => renoise(estimate, noise(step), { sigma, ...lowest })
}

/** The last value of a sampling: the result without the previews. */
export async function lastEstimate(estimates: AsyncIterable<Estimate>): Promise<Estimate> {
  let last: Estimate | undefined
  for await (const estimate of estimates) last = estimate
  if (!last) throw new RangeError('a sampling needs at least one noise level')
  return last
}
