/** Distances between two batches of images as graphs: one number per sample, [B]. */
import { type GraphBuilder } from '../graph-builder.ts'
import { type Value } from '../graph.ts'
import { featureDistance, type FeatureNetwork } from './feature-distance.ts'

export type Metric =
  | { readonly kind: 'l1' }
  | { readonly kind: 'l2' }
  /** sqrt(||a - b||^2 + c^2) - c with the sum over all values of a sample (Song and Dhariwal 2023). */
  | { readonly kind: 'pseudo-huber'; readonly c: number }
  /** Between the features of a network; pictures are resized to `side` pixels first unless it is 0. */
  | { readonly kind: 'features'; readonly features: FeatureNetwork; readonly side: number }

const PIXELS = [1, 2, 3]

export function distance(g: GraphBuilder, metric: Metric, [a, b]: readonly [Value, Value]): Value {
  if (metric.kind === 'features') return featureDistance(g, metric, [a, b])
  const difference = g.sub(a, b)
  if (metric.kind === 'l1') return g.reduceMean(g.abs(difference), PIXELS)
  const squares = g.mul(difference, difference)
  if (metric.kind === 'l2') return g.reduceMean(squares, PIXELS)
  const c = g.scalar(metric.c)
  return g.sub(g.sqrt(g.add(g.reduceSum(squares, PIXELS), g.mul(c, c))), c)
}
