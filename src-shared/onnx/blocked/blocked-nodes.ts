/**
 * A graph as ONNX nodes with as much as pays in the runtime's own layout for convolutions: these, and what lies between
 * them. What has no rule here is lowered as ever.
 */
import { sizeOf } from '../../tensor/tensor.ts'
import { type Graph, type Node, type NodeOf, type Value } from '../graph.ts'
import { type OnnxNode } from '../lower.ts'
import {
  blockedGroupNorm,
  isChannelwise,
  perSample,
  pixelMeans,
  pixelProducts,
  writeAffine,
} from './channelwise.ts'
import { blockedConvolution } from './convolution.ts'
import { BLOCKED_DOMAIN, Layouts, type NamedNode } from './layouts.ts'

type Lower = (node: Node) => OnnxNode[]

/** The nodes of the graph; `lower` writes one in the ordinary layout, whatever its values are called. */
export function blockedNodes(graph: Graph, block: number, lower: Lower): readonly NamedNode[] {
  const layouts = new Layouts(graph, block)
  for (const node of graph.nodes) {
    layouts.enter(node.name)
    if (writeBlocked(node, layouts, lower)) continue
    for (const input of node.inputs) layouts.plain(input)
    layouts.addAll(lower(node))
    for (const output of node.outputs) layouts.definePlain(output)
  }
  for (const output of graph.outputs) layouts.plain(output)
  return layouts.nodes
}

/** False where the node is to be written in the ordinary layout. */
function writeBlocked(node: Node, layouts: Layouts, lower: Lower): boolean {
  switch (node.op) {
    case 'Conv':
      return blockedConvolution(node, layouts)
    case 'GroupNorm':
      return blockedGroupNorm(node, layouts)
    case 'UpsampleNearest':
    case 'AveragePool':
      return resample(node, layouts)
    case 'ReduceSum':
      return sumOfPixels(node, layouts)
    case 'Concat':
    case 'Split':
      return node.attributes.axis === 1 && sameInBlocks(node, layouts, lower)
    case 'Add':
      return (
        addToWaiting(node, layouts) ||
        withChannels(node, layouts) ||
        sameInBlocks(node, layouts, lower)
      )
    case 'Mul':
      return (
        withChannels(node, layouts) || product(node, layouts) || sameInBlocks(node, layouts, lower)
      )
    case 'Sub':
    case 'Silu':
    case 'Sigmoid':
    case 'Neg':
      return sameInBlocks(node, layouts, lower)
    default:
      return false
  }
}

/** Operators that do not care where in memory which pixel lies, as long as all operands agree. */
function sameInBlocks(node: Node, layouts: Layouts, lower: Lower): boolean {
  const isScalar = ({ shape }: Value): boolean => sizeOf(shape) === 1
  const large = node.inputs.filter((input) => !isScalar(input))
  const shapes = new Set([...large, ...node.outputs].map(({ shape }) => shape.slice(2).join()))
  const joins = node.op === 'Concat' || node.op === 'Split'
  const agree = joins || large.every(({ shape }) => shape.join() === node.outputs[0].shape.join())
  const blocked = large.filter((input) => layouts.isBlocked(input))
  const pays = joins ? blocked.length === large.length : blocked.length > 0
  if (!pays || !agree || shapes.size > 1) return false
  if (![...large, ...node.outputs].every((value) => layouts.fits(value))) return false
  const renamed = (value: Value, name: string): Value => ({ ...value, name })
  const inputs = node.inputs.map((input) =>
    renamed(input, isScalar(input) ? layouts.plain(input) : layouts.blocked(input)),
  )
  const outputs = node.outputs.map((output) => renamed(output, layouts.defineBlocked(output)))
  layouts.addAll(lower({ ...node, inputs, outputs }))
  return true
}

/** A sum with what a convolution gives and nobody else wants is done by that convolution. */
function addToWaiting({ inputs: [a, b], outputs: [y] }: NodeOf<'Add'>, layouts: Layouts): boolean {
  if (a === b || a.shape.join() !== b.shape.join() || !layouts.fits(a)) return false
  for (const [value, other] of [
    [a, b],
    [b, a],
  ]) {
    if (!layouts.peekWaiting(value)?.takes.sum) continue
    const waiting = layouts.takeWaiting(value)
    waiting?.write(layouts.defineBlocked(y), { sum: layouts.blocked(other) })
    return true
  }
  return false
}

/** A product or sum with one number a channel. */
function withChannels(node: NodeOf<'Add' | 'Mul'>, layouts: Layouts): boolean {
  const [a, b] = node.inputs
  const [x, other] = isChannelwise(a, b) ? [b, a] : [a, b]
  if (!layouts.isBlocked(x) || !layouts.fits(x) || !isChannelwise(other, x)) return false
  const numbers = perSample(layouts, other, x)
  const waiting =
    node.op === 'Add' && layouts.peekWaiting(x)?.takes.offset && layouts.takeWaiting(x)
  if (waiting) {
    layouts.defineWaiting(node.outputs[0], {
      takes: { sum: true },
      write: (output, { sum }) => {
        waiting.write(output, { offset: numbers, sum })
      },
    })
    return true
  }
  const place = { x: layouts.blocked(x), shape: x.shape }
  const affine = node.op === 'Mul' ? { factor: numbers } : { offset: numbers }
  layouts.defineWaiting(node.outputs[0], {
    takes: { sum: true, offset: node.op === 'Mul' },
    write: (output, added) => {
      writeAffine(layouts, { ...place, output }, { ...added, ...affine })
    },
  })
  return true
}

function resample(
  node: NodeOf<'UpsampleNearest'> | NodeOf<'AveragePool'>,
  layouts: Layouts,
): boolean {
  const [x] = node.inputs
  const [y] = node.outputs
  if (!layouts.isBlocked(x) || !layouts.fits(y)) return false
  const inputs = [layouts.blocked(x)]
  const output = layouts.defineBlocked(y)
  const domain = BLOCKED_DOMAIN
  if (node.op === 'UpsampleNearest') {
    const { scale } = node.attributes
    layouts.add(
      {
        op: 'Upsample',
        domain,
        inputs,
        attributes: { scales: [1, 1, scale, scale], mode: 'nearest' },
      },
      output,
    )
  } else {
    const side = [node.attributes.size, node.attributes.size]
    const attributes = { kernel_shape: side, strides: side, pads: [0, 0, 0, 0], dilations: [1, 1] }
    layouts.add({ op: 'AveragePool', domain, inputs, attributes }, output)
  }
  return true
}

/** Sums over pixels, or over pixels and samples. */
function sumOfPixels(node: NodeOf<'ReduceSum'>, layouts: Layouts): boolean {
  const [x] = node.inputs
  const [y] = node.outputs
  const { axes, keepDims } = node.attributes
  const overSamples = axes.join() === '0,2,3'
  if (!layouts.isBlocked(x) || !layouts.fits(x) || !(overSamples || axes.join() === '2,3'))
    return false
  const sums = pixelSums(layouts, x)
  if (overSamples) {
    const inputs = [sums, { integers: axes }]
    layouts.add({ op: 'ReduceSum', inputs, attributes: { keepdims: keepDims ? 1 : 0 } }, y.name)
  } else layouts.reshape(sums, y.shape, y.name)
  layouts.definePlain(y)
  return true
}

/** Over the pixels of each channel, [N, C, 1, 1]; of a product that nobody else wants without writing it. */
function pixelSums(layouts: Layouts, x: Value): string {
  const factors = layouts.peekWaiting(x)?.factors
  if (factors) layouts.takeWaiting(x)
  const means = factors
    ? pixelProducts(layouts, factors, x.shape)
    : pixelMeans(layouts, layouts.blocked(x), x.shape)
  return layouts.add({ op: 'Mul', inputs: [means, { scalar: sizeOf(x.shape.slice(2)) }] })
}

/** A product of two values in blocks. */
function product(node: NodeOf<'Mul'>, layouts: Layouts): boolean {
  const [a, b] = node.inputs
  const y = node.outputs[0]
  const shapes = [a, b, y].map(({ shape }) => shape.join())
  if (new Set(shapes).size > 1 || !layouts.fits(y)) return false
  if (!layouts.isBlocked(a) && !layouts.isBlocked(b)) return false
  const factors = [layouts.blocked(a), layouts.blocked(b)] as const
  const write = (output: string): void => {
    layouts.add({ op: 'Mul', inputs: factors }, output)
  }
  layouts.defineWaiting(y, { takes: {}, factors, write })
  return true
}
