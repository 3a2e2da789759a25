/** Derivative of group normalisation. */
import { type GraphBuilder } from '../../graph-builder.ts'
import { type Value } from '../../graph.ts'
import { NotDifferentiable, type Rules } from '../rule.ts'

/** [B, C, 1, 1] sums become [B, groups, 1] means over each group's `count` values. */
function groupMean(
  g: GraphBuilder,
  perChannel: Value,
  options: { groups: number; count: number },
): Value {
  const [batch, channels] = perChannel.shape
  const grouped = g.reshape(perChannel, [batch, options.groups, channels / options.groups])
  return g.mul(g.reduceSum(grouped, [2], true), g.scalar(1 / options.count))
}

/** [B, groups, 1] as one factor per channel, [B, C, 1, 1]. */
function perChannel(g: GraphBuilder, perGroup: Value, channels: number): Value {
  const [batch, groups] = perGroup.shape
  return g.reshape(g.expand(perGroup, [batch, groups, channels / groups]), [batch, channels, 1, 1])
}

export const normalization: Rules<'GroupNorm'> = {
  // With n = standardized x and d = dy * factor: dx = (d - mean(d) - n mean(d n)) / deviation, means per
  // group. Both means follow from the per-channel sums that factor and offset need anyway.
  GroupNorm: ({ g, node, inputs: [x, factor], dy, outputGradients }) => {
    if (outputGradients[1] ?? outputGradients[2]) {
      throw new NotDifferentiable(
        `node '${node.name}' (GroupNorm) has a derivative for its first output only`,
      )
    }
    const [, n, inverseDeviation] = node.outputs
    const [, channels, height, width] = x.shape
    const { groups } = node.attributes
    const factorGradient = g.reduceSum(g.mul(dy, n), [2, 3], true)
    const offsetGradient = g.reduceSum(dy, [2, 3], true)

    const means = { groups, count: (channels / groups) * height * width }
    const meanD = groupMean(g, g.mul(offsetGradient, factor), means)
    const meanDn = groupMean(g, g.mul(factorGradient, factor), means)
    const inverse = perChannel(g, inverseDeviation, channels)
    const shift = perChannel(g, g.neg(g.mul(meanD, inverseDeviation)), channels)
    const tilt = perChannel(g, g.neg(g.mul(meanDn, inverseDeviation)), channels)
    const dx = g.add(g.mul(dy, g.mul(inverse, factor)), g.add(g.mul(n, tilt), shift))
    return [dx, factorGradient, offsetGradient]
  },
}
