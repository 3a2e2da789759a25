/**
 * Several known parts held at once. Exact after one round where they commute (disjoint pixels,
 * luminance with block means), by alternating projections to a stated tolerance where they do not.
 */
import { fitByTurns, keepNothing } from './known-part.ts'
import type { KnownContent } from './known-part.ts'
import type { Tensor } from '../tensor/tensor.ts'

export interface ComposeOptions {
  /** Residual at which imposing ends; a sixteenth of an 8-bit level if not given. */
  readonly tolerance?: number
  /** Rounds after which imposing ends all the same; parts that contradict each other need this. */
  readonly rounds?: number
}

/** Keeps everything that the parts keep. The last part is exact even if the others contradict it. */
export function keepAll(
  parts: readonly KnownContent[],
  { tolerance = 1 / 4080, rounds = 64 }: ComposeOptions = {},
): KnownContent {
  if (parts.length === 0) return keepNothing
  if (parts.length === 1) return parts[0]
  const residual = (image: Tensor): number => Math.max(...parts.map((part) => part.residual(image)))
  const impose = (estimate: Tensor): Tensor => {
    let image = estimate
    for (let round = 0; round < rounds; round++) {
      for (const part of parts) image = part.impose(image)
      if (residual(image) <= tolerance) break
    }
    return image
  }
  return { impose, residual, fit: (image) => fitByTurns(image, impose, residual) }
}
