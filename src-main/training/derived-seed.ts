/**
 * Splits the one seed of a run into independent seeds, so that no two uses share random numbers.
 * Pure: reads no clock and no global generator.
 */
import { philox } from '../../src-shared/tensor/random.ts'

const PURPOSES = { order: 1, patches: 2, validation: 3, weights: 4, steps: 5, samples: 6 } as const

/** The seed (0 to 2^53 - 1) for one purpose in a run with seed `seed`. */
export function derivedSeed(seed: number, purpose: keyof typeof PURPOSES): number {
  const [low = 0, high = 0] = philox(seed, [PURPOSES[purpose], 0, 0, 0])
  return (high % 2 ** 21) * 2 ** 32 + low
}
