/**
 * How near numbers of training must be. Where the reference states no tolerance, this one follows from those
 * that it states and from what 32 bits do on its first set of numbers.
 */
import type { Comparison } from '../finding.ts'

/** Stated. Measured 4e-5. */
export const GRADIENT: Comparison = { tolerance: 1e-4, measure: 'of the largest', byNetwork: true }

/** Stated, for estimates. Measured 1e-5. */
export const IMAGES: Comparison = { tolerance: 5e-5, byNetwork: true }

/** The same for images that hold noise of up to 80 times their own size. Measured 2e-6. */
export const IMAGES_UNDER_NOISE: Comparison = {
  tolerance: 5e-5,
  measure: 'relative above 1',
  byNetwork: true,
}

/** The stated error of estimates moves a mean of their squared differences by 5e-4. Measured 1e-5. */
export const LOSSES: Comparison = { tolerance: 1e-4, measure: 'of the largest', byNetwork: true }

/** Parameters of about 1 in 32 bits; the first update moves them by 4e-6 and more. Measured 1.2e-7. */
export const PARAMETERS: Comparison = {
  tolerance: 1e-6,
  measure: 'relative above 1',
  byNetwork: true,
}

/**
 * A rectified update divides by the gradient's own size, so where a gradient is all rounding error so is the
 * update: up to 1e-5 each. Measured 5e-7 after eight updates, three of which are rectified.
 */
export const LATER_PARAMETERS: Comparison = {
  tolerance: 5e-6,
  measure: 'relative above 1',
  byNetwork: true,
}

/** Sums over thousands of parameters in 32 bits. Measured 2e-8. */
export const SUMS: Comparison = { tolerance: 1e-6, measure: 'of the largest', byNetwork: true }

/** Noise levels and weights stored in 32 bits. Measured 2e-7. */
export const LEVELS: Comparison = { tolerance: 5e-6, measure: 'relative' }

/** The same where a level may be 0. */
export const LEVELS_OR_ZERO: Comparison = { tolerance: 5e-6, measure: 'relative above 1' }

/** Stated, for numbers in 64 bits. */
export const EXACT: Comparison = { tolerance: 1e-12, measure: 'relative above 1' }

export const EQUAL: Comparison = { tolerance: 0 }
