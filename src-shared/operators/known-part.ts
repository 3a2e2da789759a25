/**
 * What an edit keeps, as one formula: impose(x) = A^T (m A y + (1 - m) A x), an orthogonal change
 * of basis A and a mask m in it (Song et al. 2023, Algorithm 4). No operator is named here.
 */
import { clampToRange } from '../diffusion/multistep-sampler.ts'
import type { KnownPart } from '../diffusion/multistep-sampler.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** A linear map of pictures [B, 3, H, W], the same for every picture of a batch. */
export type LinearMap = (image: Tensor) => Tensor

/** A known part that can also say how well a picture keeps it, and bring a picture into range. */
export interface KnownContent extends KnownPart {
  /** Largest deviation of what is kept, as a share of the full range: 1/255 is one 8-bit level. */
  residual(image: Tensor): number
  /** The picture with fewer values outside [-1, 1] and what is kept unchanged where that is possible. */
  fit(image: Tensor): Tensor
}

export interface KeepOptions {
  /** The orthogonal projection P = A^T m A onto what is kept. */
  readonly project: LinearMap
  /** impose(x) written out, where there is a shorter way than by the projection. */
  readonly impose?: KnownPart['impose']
  /** What is kept in the unit a reader would check it in; the projection itself if not given. */
  readonly measure?: LinearMap
  /** Alternating projections if not given. */
  readonly fit?: (image: Tensor) => Tensor
}

/**
 * Keeps of `reference` [1, 3, H, W] what `project` takes out of it. With P = A^T m A the formula is
 * impose(x) = x - P x + P y: exact for masks, and no basis has to be written out.
 */
export function keep(reference: Tensor, options: KeepOptions): KnownContent {
  const { project, measure = project } = options
  let wanted: Tensor | undefined // seldom asked for, and as large as the picture
  const impose = options.impose ?? exchangeWith(project(reference), project)
  const residual = (image: Tensor): number =>
    largestDifference(measure(image), (wanted ??= measure(reference))) / 2
  return { impose, residual, fit: options.fit ?? ((image) => fitByTurns(image, impose, residual)) }
}

/** Free generation as known content. */
export const keepNothing: KnownContent = {
  impose: (estimate) => estimate,
  residual: () => 0,
  fit: (image) => image,
}

/**
 * The picture to write: every value in [-1, 1], and what `known` keeps kept wherever values in
 * range allow it. What is kept is imposed first, so any estimate may be given.
 */
export function fitGamut(image: Tensor, known: KnownContent): Tensor {
  return clampToRange(known.fit(known.impose(image)))
}

/** Residual at which alternating projections end: an eighth of an 8-bit level. */
export const FIT_TOLERANCE = 1 / 2040
const FIT_ROUNDS = 100

/** Alternating projections onto the range and onto what is kept (both convex, so they converge). */
export function fitByTurns(
  image: Tensor,
  impose: (image: Tensor) => Tensor,
  residual: (image: Tensor) => number,
): Tensor {
  let inside = clampToRange(image)
  for (let round = 0; round < FIT_ROUNDS && residual(inside) > FIT_TOLERANCE; round++) {
    inside = clampToRange(impose(inside))
  }
  return inside
}

/** x - P x + P y, with one P y for every picture of the batch. */
function exchangeWith(kept: Tensor, project: LinearMap): LinearMap {
  return (estimate) => {
    const own = project(estimate)
    const data = new Float32Array(estimate.data.length)
    const size = kept.data.length
    for (let first = 0; first < data.length; first += size) {
      for (let i = 0; i < size; i++) {
        data[first + i] = estimate.data[first + i] - own.data[first + i] + kept.data[i]
      }
    }
    return { shape: estimate.shape, data }
  }
}

function largestDifference(image: Tensor, wanted: Tensor): number {
  const size = wanted.data.length
  let largest = 0
  for (let first = 0; first < image.data.length; first += size) {
    for (let i = 0; i < size; i++) {
      largest = Math.max(largest, Math.abs(image.data[first + i] - wanted.data[i]))
    }
  }
  return largest
}
