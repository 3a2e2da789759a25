/**
 * Keeps the colours of hints besides what another part keeps: the hint is put into the estimate
 * first, so that the other part, the brightness of a photograph, stays exact.
 */
import type { KnownContent } from './known-part.ts'
import type { Tensor } from '../tensor/tensor.ts'

export interface Hints {
  /** [1, 3, H, W] in [-1, 1]; only their hue and strength matter where brightness is kept, too. */
  readonly colours: Tensor
  /** [1, 1, H, W]: 1 where the hint alone counts, 0 where there is none. */
  readonly weight: Tensor
}

/** `known`, and the colours of the hints as far as `known` leaves them open. */
export function keepHints(known: KnownContent, { colours, weight }: Hints): KnownContent {
  const plane = weight.data.length
  const impose = (estimate: Tensor): Tensor => {
    const data = estimate.data.map((value, i) => {
      const share = weight.data[i % plane]
      return value + share * (colours.data[i % colours.data.length] - value)
    })
    return known.impose({ shape: estimate.shape, data })
  }
  return { ...known, impose }
}
