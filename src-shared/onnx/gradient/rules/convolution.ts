/** Derivatives of the convolutions and of what resamples pictures by whole factors. */
import { type GraphBuilder } from '../../graph-builder.ts'
import { type OpAttributes, type Value } from '../../graph.ts'
import { NotDifferentiable, type Rules } from '../rule.ts'

type Geometry = OpAttributes['Conv']

/** Channels first, then batch: [C, B, H, W]. */
const channelsFirst = [1, 0, 2, 3]

/** W with both kernel axes reversed. */
function reversed(g: GraphBuilder, w: Value): Value {
  const [, , kh, kw] = w.shape
  if (kh === 1 && kw === 1) return w
  return g.slice(w, { axes: [2, 3], starts: [kh - 1, kw - 1], ends: [-1, -1], steps: [-1, -1] })
}

/** The same with its channel axes swapped. */
const flipped = (g: GraphBuilder, w: Value): Value => g.transpose(reversed(g, w), channelsFirst)

/** The weights of grouped convolutions belong to networks that are only looked through. */
function refuseGroups(node: { readonly name: string; readonly attributes: Geometry }): void {
  if ((node.attributes.groups ?? 1) === 1) return
  throw new NotDifferentiable(`node '${node.name}' has no derivative to its weights: it has groups`)
}

/**
 * Gradient to the input of y = conv(x, w). With stride 1 it is the convolution with the flipped weights,
 * which the runtime does faster than the transposed convolution.
 */
export function convInputGradient(
  g: GraphBuilder,
  { x, w, dy, geometry }: { x: Value; w: Value; dy: Value; geometry: Geometry },
): Value {
  const [, , kh, kw] = w.shape
  const { strides, pads, groups = 1 } = geometry
  const isDepthwise = groups === x.shape[1] && w.shape[0] === groups
  if (strides[0] === 1 && strides[1] === 1 && (groups === 1 || isDepthwise)) {
    const [top, left, bottom, right] = pads
    const adjointPads = [kh - 1 - top, kw - 1 - left, kh - 1 - bottom, kw - 1 - right] as const
    const adjoint = isDepthwise && groups > 1 ? reversed(g, w) : flipped(g, w)
    return g.conv([dy, adjoint], { strides, pads: adjointPads, groups })
  }
  const missing = (axis: 0 | 1): number =>
    (x.shape[2 + axis] + pads[axis] + pads[axis + 2] - w.shape[2 + axis]) % strides[axis]
  const outputPadding = [missing(0), missing(1)] as const
  return g.convTranspose([dy, w], { strides, pads, groups, outputPadding })
}

/**
 * Gradient to the weights [O, C, kh, kw] of a convolution with input x [B, C, H, W] and output gradient dy:
 * the view of x that each kernel position saw, as a matrix [C, OH B OW], times dy^T. Rows of the picture come
 * before the batch, so that the views of one kernel row are long contiguous runs and are multiplied without
 * being joined with those of the others.
 */
export function convWeightGradient(
  g: GraphBuilder,
  { x, dy, kernel, geometry }: WeightGradientOptions,
): Value {
  const [kh, kw] = kernel
  const [batch, channels] = x.shape
  const [, outChannels, height, width] = dy.shape
  const [top, left, bottom, right] = geometry.pads
  const [stepY, stepX] = geometry.strides
  const isCentred = top === bottom && left === right && 2 * top < kh && 2 * left < kw
  const keepsSize = x.shape[2] === height && x.shape[3] === width
  if (isCentred && keepsSize && stepY === 1 && stepX === 1) {
    return sameSizeWeightGradient(g, { x, dy, kernel })
  }
  const pixels = height * batch * width
  const view = (value: Value, axis: number, { start, count, step }: Range): Value =>
    g.slice(value, {
      axes: [axis],
      starts: [start],
      ends: [start + step * (count - 1) + 1],
      steps: [step],
    })

  const padded = padIfNeeded(g, g.transpose(x, [1, 2, 0, 3]), [
    [0, 0],
    [top, bottom],
    [0, 0],
    [left, right],
  ])
  const shifted = range(kw).map((start) => view(padded, 3, { start, count: width, step: stepX }))
  const wide = g.concat(shifted, 0)
  const gradients = g.reshape(g.transpose(dy, [1, 2, 0, 3]), [outChannels, pixels])
  const rows = range(kh).map((start) => {
    const seen = view(wide, 1, { start, count: height, step: stepY })
    // The runtime folds this last transpose into its matrix product.
    const product = g.matMul(
      g.reshape(seen, [kw * channels, pixels]),
      g.transpose(gradients, [1, 0]),
    )
    return g.reshape(product, [1, kw, channels, outChannels])
  })
  return g.transpose(g.concat(rows, 0), [3, 2, 0, 1])
}

/**
 * The same for a convolution that keeps the size, sample by sample, so that nothing is transposed. Shifting one
 * factor by columns and the other by rows needs fewer copies than views of one: the factor with fewer channels
 * takes the columns, which are joined.
 */
function sameSizeWeightGradient(
  g: GraphBuilder,
  { x, dy, kernel }: Omit<WeightGradientOptions, 'geometry'>,
): Value {
  const [kh, kw] = kernel
  const channels = [x.shape[1], dy.shape[1]]
  if (x.shape[1] <= dy.shape[1]) {
    const products = correlate(g, [x, dy], { kernel, direction: 1 })
    return g.transpose(g.reshape(products, [kh, kw, ...channels]), [3, 2, 0, 1])
  }
  const products = correlate(g, [dy, x], { kernel, direction: -1 })
  return g.transpose(g.reshape(products, [kh, kw, ...channels.reverse()]), [2, 3, 0, 1])
}

/**
 * Sums over samples and pixels of a, moved by each kernel position against b: [B, A, H, W] and [B, O, H, W] give
 * [kh kw A, O]. A direction of -1 moves a the other way.
 */
function correlate(
  g: GraphBuilder,
  [a, b]: readonly [Value, Value],
  { kernel: [kh, kw], direction }: { kernel: readonly number[]; direction: 1 | -1 },
): Value {
  const [batch, channels, height, width] = a.shape
  const pixels = height * width
  const offset = (size: number, k: number): number => direction * (k - (size - 1) / 2)
  const columns = range(kw).map((k) => moved(g, a, { axis: 3, by: -offset(kw, k) }))
  const wide = g.reshape(g.concat(columns, 1), [batch, kw * channels, pixels])
  const rows = range(kh).map((k) => {
    const shifted = moved(g, b, { axis: 2, by: offset(kh, k) })
    const narrow = g.reshape(shifted, [batch, b.shape[1], pixels])
    // The runtime folds this last transpose into its matrix product.
    return g.matMul(wide, g.transpose(narrow, [0, 2, 1]))
  })
  return g.reduceSum(g.concat(rows, 1), [0])
}

/** The picture moved along an axis; zeros come in, what leaves is lost. */
function moved(g: GraphBuilder, x: Value, { axis, by }: { axis: number; by: number }): Value {
  if (by === 0) return x
  return g.pad(
    x,
    x.shape.map((_, i) => (i === axis ? ([by, -by] as const) : ([0, 0] as const))),
  )
}

interface WeightGradientOptions {
  readonly x: Value
  readonly dy: Value
  readonly kernel: readonly number[]
  readonly geometry: Geometry
}

interface Range {
  readonly start: number
  readonly count: number
  readonly step: number
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

function padIfNeeded(g: GraphBuilder, x: Value, pads: OpAttributes['Pad']['pads']): Value {
  return pads.some(([before, after]) => before + after > 0) ? g.pad(x, pads) : x
}

export const convolution: Rules<'Conv' | 'ConvTranspose' | 'AveragePool' | 'UpsampleNearest'> = {
  Conv: ({ g, node, inputs: [x, w], dy, wanted }) => {
    const geometry = node.attributes
    const kernel = w.shape.slice(2)
    if (wanted[1]) refuseGroups(node)
    return [
      wanted[0] ? convInputGradient(g, { x, w, dy, geometry }) : undefined,
      wanted[1] ? convWeightGradient(g, { x, dy, kernel, geometry }) : undefined,
      wanted[2] ? g.reduceSum(dy, [0, 2, 3]) : undefined,
    ]
  },
  // The adjoint of Conv: its input gradient is Conv, and x and dy change places for the weights.
  ConvTranspose: ({ g, node, inputs: [x, w], dy, wanted }) => {
    const { strides, pads, groups = 1 } = node.attributes
    const geometry = { strides, pads, groups }
    const kernel = w.shape.slice(2)
    if (wanted[1]) refuseGroups(node)
    return [
      wanted[0] ? g.conv([dy, w], geometry) : undefined,
      wanted[1] ? convWeightGradient(g, { x: dy, dy: x, kernel, geometry }) : undefined,
    ]
  },
  AveragePool: ({ g, node, dy }) => {
    const { size } = node.attributes
    return [g.mul(g.upsampleNearest(dy, size), g.scalar(1 / size ** 2))]
  },
  UpsampleNearest: ({ g, node, dy }) => {
    const { scale } = node.attributes
    return [g.mul(g.averagePool(dy, scale), g.scalar(scale ** 2))]
  },
}
