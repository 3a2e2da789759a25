/**
 * Noise levels: the grid every schedule of the family is cut from.
 * Numbers only; no tensors and no randomness.
 */

/** The constants of the EDM and consistency-model family. */
export const SIGMA_MIN = 0.002
export const SIGMA_MAX = 80
export const SIGMA_DATA = 0.5
export const RHO = 7

export interface GridOptions {
  readonly sigmaMin?: number
  readonly sigmaMax?: number
  readonly rho?: number
}

/**
 * `count` noise levels from sigmaMax down to sigmaMin (Karras et al. 2022, equation 5, without the
 * final 0): (sigmaMax^(1/rho) + i/(count-1) (sigmaMin^(1/rho) - sigmaMax^(1/rho)))^rho.
 * The consistency paper counts the same grid upwards. One level alone is sigmaMax.
 */
export function karrasSigmas(count: number, options: GridOptions = {}): number[] {
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`a grid has at least one noise level, not ${count}`)
  }
  return Array.from({ length: count }, (_, i) =>
    karrasSigmaAt(count === 1 ? 0 : i / (count - 1), options),
  )
}

/** The grid at a fraction of the way from sigmaMax (0) to sigmaMin (1). */
export function karrasSigmaAt(fraction: number, options: GridOptions = {}): number {
  const { sigmaMin = SIGMA_MIN, sigmaMax = SIGMA_MAX, rho = RHO } = options
  const high = sigmaMax ** (1 / rho)
  const low = sigmaMin ** (1 / rho)
  return (high + fraction * (low - high)) ** rho
}

/** The levels of the `count`-point grid at the given indices, 0 being the noisiest. */
export function sigmasAt(
  indices: readonly number[],
  count: number,
  options: GridOptions = {},
): number[] {
  const grid = karrasSigmas(count, options)
  return indices.map((index) => {
    if (!(index in grid)) throw new RangeError(`index ${index} is not on a grid of ${count} points`)
    return grid[index]
  })
}
