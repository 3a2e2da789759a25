/**
 * A distance between pictures as a network sees them (Zhang et al. 2018, "The unreasonable effectiveness of deep
 * features"): the perceptual metric of the consistency paper. The network's weights are constants, never trained.
 */
import { UserError } from '../../contract/user-error.ts'
import { sizeOf } from '../../tensor/tensor.ts'
import { appendModel } from '../foreign/append-model.ts'
import { type ForeignModel } from '../foreign/foreign-model.ts'
import { type GraphBuilder } from '../graph-builder.ts'
import { type Value } from '../graph.ts'

/**
 * Either features, one picture [B, C, H, W] in [-1, 1] to one or more maps [B, F, h, w], or a whole distance such
 * as LPIPS with its own weights, two pictures to one number a sample.
 */
export type FeatureNetwork = ForeignModel

const EPSILON = 1e-10

/**
 * One number a sample, [B]. Maps are normalised over their channels; the squares of what they differ by are added up
 * over channels, averaged over places and added up over maps, all channels alike. Pictures of one channel are seen as
 * grey colours.
 * UserError where the network does not take such pictures.
 */
export function featureDistance(
  g: GraphBuilder,
  { features, side }: { readonly features: FeatureNetwork; readonly side: number },
  pictures: readonly [Value, Value],
): Value {
  const batch = pictures[0].shape[0]
  const [a, b] = pictures.map((picture) => resize(g, asColour(g, picture), side))
  if (features.inputs.length === 2) {
    const [whole] = appendModel(g, features, [a, b])
    if (sizeOf(whole.shape) === batch) return g.reshape(whole, [batch])
    throw new UserError(
      `${features.file} takes two pictures but does not give one number for each.`,
    )
  }
  const [ofA, ofB] = [a, b].map((picture) => appendModel(g, features, [picture]))
  const layers = ofA.map((map, i) => layerDistance(g, [map, ofB[i]]))
  return layers.reduce((sum, layer) => g.add(sum, layer))
}

function layerDistance(g: GraphBuilder, [a, b]: readonly [Value, Value]): Value {
  const [batch, channels, ...places] = a.shape
  const flat = (map: Value): Value => g.reshape(map, [batch, channels, sizeOf(places)])
  const difference = g.sub(unitLength(g, flat(a)), unitLength(g, flat(b)))
  return g.reduceMean(g.reduceSum(g.mul(difference, difference), [1]), [1])
}

/** Divided by the length over channels; where all are 0 they stay so, and so does the derivative. */
function unitLength(g: GraphBuilder, x: Value): Value {
  const squares = g.reduceSum(g.mul(x, x), [1], true)
  return g.div(x, g.sqrt(g.add(squares, g.scalar(EPSILON))))
}

/** Such networks take three channels. */
function asColour(g: GraphBuilder, x: Value): Value {
  return x.shape[1] === 1 ? g.concat([x, x, x], 1) : x
}

/** Bilinear, half-pixel centres, no smoothing beforehand: as LPIPS resizes small pictures. */
function resize(g: GraphBuilder, x: Value, side: number): Value {
  const [, , height, width] = x.shape
  if (side === 0 || (side === height && side === width)) return x
  const rows = g.constant('resize.rows', [side, height], interpolation(height, side))
  const columns = g.constant('resize.columns', [side, width], interpolation(width, side))
  return g.matMul(g.matMul(rows, x), g.transpose(columns, [1, 0]))
}

/** [to, from] weights of linear interpolation. */
function interpolation(from: number, to: number): Float32Array {
  const weights = new Float32Array(to * from)
  for (let i = 0; i < to; i++) {
    const at = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1)
    const low = Math.floor(at)
    weights[i * from + low] += 1 - (at - low)
    weights[i * from + Math.min(low + 1, from - 1)] += at - low
  }
  return weights
}
