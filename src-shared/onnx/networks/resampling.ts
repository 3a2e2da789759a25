/** Pictures and features made half or twice as large without weights. */
import { type GraphBuilder } from '../graph-builder.ts'
import { type Value } from '../graph.ts'

export interface Resampling {
  readonly direction: 'up' | 'down'
  /** Means of 2 x 2 pixels and repetition, or the filter 1 3 3 1 of NCSN++ with zeros around. */
  readonly filter: 'box' | 'fir'
}

/** [B, C, H, W] to [B, C, H / 2, W / 2] or [B, C, 2H, 2W]. */
export function resample(g: GraphBuilder, x: Value, { direction, filter }: Resampling): Value {
  const smoothed = (value: Value): Value => (filter === 'fir' ? smooth(g, value) : value)
  return direction === 'down' ? g.averagePool(smoothed(x), 2) : smoothed(g.upsampleNearest(x, 2))
}

/** The outer product of 1 2 1 with itself. */
const BINOMIAL = [1, 2, 1, 2, 4, 2, 1, 2, 1].map((weight) => weight / 16)

/**
 * Each channel convolved with 1 2 1 along both axes. 1 3 3 1 is that convolved with 1 1, which is what the mean of
 * neighbours does before every other value is taken, and repetition to values with zeros between them.
 */
function smooth(g: GraphBuilder, x: Value): Value {
  const channels = x.shape[1]
  const weights = Float32Array.from(
    { length: channels * BINOMIAL.length },
    (_, i) => BINOMIAL[i % BINOMIAL.length],
  )
  const kernel = g.constant('binomial', [channels, 1, 3, 3], weights)
  return g.conv([x, kernel], { strides: [1, 1], pads: [1, 1, 1, 1], groups: channels })
}
