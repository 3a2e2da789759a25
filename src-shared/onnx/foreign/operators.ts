/**
 * ONNX operators of convolutional feature networks in the operators of our graph: one line of the table each.
 * What an operator can be set to but is not known here is refused, never ignored.
 */
import { type Value } from '../graph.ts'
import { type ForeignTensor } from './foreign-model.ts'
import { type NodeReader } from './node-reader.ts'
import { geometryOf, maxPool } from './pooling.ts'

type Operator = (node: NodeReader) => readonly (Value | ForeignTensor)[]

const unary =
  (name: 'neg' | 'abs' | 'sqrt' | 'log' | 'sigmoid' | 'identity'): Operator =>
  ({ g, value }) => [g[name](value(0))]

const binary =
  (name: 'add' | 'sub' | 'mul' | 'div'): Operator =>
  ({ g, value }) => [g[name](value(0), value(1))]

/** Numbers of a constant input, or of the attribute that older versions of the operator have instead. */
function numbersOf(node: NodeReader, input: number, name: string): readonly number[] | undefined {
  if (node.has(input)) return [...node.constant(input).data]
  const old = node.attribute(name)
  if (typeof old === 'number') return [old]
  return typeof old === 'object' && !('kind' in old) ? old : undefined
}

function convolution(node: NodeReader): readonly Value[] {
  const [x, w] = [node.value(0), node.value(1)]
  const { strides, pads } = geometryOf(node, { x, kernel: w.shape.slice(2) })
  const inputs = node.has(2) ? [x, w, node.value(2)] : [x, w]
  return [node.g.conv(inputs, { strides, pads, groups: node.integer('group', 1) })]
}

function batchNormalization(node: NodeReader): readonly Value[] {
  const [scale, bias, mean, variance] = [1, 2, 3, 4].map((i) => node.constant(i).data)
  const epsilon = node.float('epsilon', 1e-5)
  const factor = Float32Array.from(scale, (s, c) => s / Math.sqrt(variance[c] + epsilon))
  const offset = Float32Array.from(bias, (b, c) => b - mean[c] * factor[c])
  const { g } = node
  const x = node.value(0)
  const shape = [1, factor.length, ...x.shape.slice(2).map(() => 1)]
  return [g.add(g.mul(x, g.constant('factor', shape, factor)), g.constant('offset', shape, offset))]
}

function clip(node: NodeReader): readonly Value[] {
  const [min = -Infinity] = numbersOf(node, 1, 'min') ?? []
  const [max = Infinity] = numbersOf(node, 2, 'max') ?? []
  return [node.g.clip(node.value(0), { min, max })]
}

function averagePool(node: NodeReader): readonly Value[] {
  const { g } = node
  const x = node.value(0)
  const kernel = node.integers('kernel_shape', [])
  const { strides, pads } = geometryOf(node, { x, kernel })
  if (pads.some((pad) => pad > 0) && node.integer('count_include_pad', 0) === 0) {
    node.refuse('padding that its means leave out')
  }
  const [height, width] = kernel
  const channels = x.shape[1]
  const weights = new Float32Array(channels * height * width).fill(1 / (height * width))
  const w = g.constant('mean', [channels, 1, height, width], weights)
  return [g.conv([x, w], { strides, pads, groups: channels })]
}

const reduction =
  (name: 'reduceMean' | 'reduceSum'): Operator =>
  (node) => {
    const x = node.value(0)
    const axes = numbersOf(node, 1, 'axes') ?? x.shape.map((_, axis) => axis)
    const counted = axes.map((axis) => (axis < 0 ? axis + x.shape.length : axis))
    return [node.g[name](x, counted, node.integer('keepdims', 1) === 1)]
  }

function pad(node: NodeReader): readonly Value[] {
  const x = node.value(0)
  const rank = x.shape.length
  const pads = numbersOf(node, 1, 'pads') ?? node.refuse('no pads')
  const [filling = 0] = numbersOf(node, 2, 'value') ?? []
  if (node.text('mode', 'constant') !== 'constant' || filling !== 0 || node.has(3)) {
    node.refuse('padding with something else than zeros')
  }
  return [
    node.g.pad(
      x,
      x.shape.map((_, axis) => [pads[axis], pads[axis + rank]] as const),
    ),
  ]
}

/** 0 keeps an extent, -1 takes what is left. */
function reshape(node: NodeReader): readonly Value[] {
  const x = node.value(0)
  const wanted = numbersOf(node, 1, 'shape') ?? node.refuse('no shape')
  const kept = wanted.map((extent, axis) => (extent === 0 ? x.shape[axis] : extent))
  const size = x.shape.reduce((a, b) => a * b, 1)
  const others = kept.reduce((product, extent) => (extent < 0 ? product : product * extent), 1)
  const shape = kept.map((extent) => (extent < 0 ? size / others : extent))
  return [node.g.reshape(x, shape)]
}

function flatten(node: NodeReader): readonly Value[] {
  const x = node.value(0)
  const axis = node.integer('axis', 1)
  const extent = (part: readonly number[]): number => part.reduce((a, b) => a * b, 1)
  return [node.g.reshape(x, [extent(x.shape.slice(0, axis)), extent(x.shape.slice(axis))])]
}

function gemm(node: NodeReader): readonly Value[] {
  const { g } = node
  if (node.float('alpha', 1) !== 1 || node.float('beta', 1) !== 1 || node.integer('transA', 0)) {
    node.refuse('factors or a transposed first matrix')
  }
  const w = node.integer('transB', 0) ? g.transpose(node.value(1), [1, 0]) : node.value(1)
  const product = g.matMul(node.value(0), w)
  return [node.has(2) ? g.add(product, node.value(2)) : product]
}

function power(node: NodeReader): readonly Value[] {
  const x = node.value(0)
  const [exponent] = node.constant(1).data
  if (exponent === 2) return [node.g.mul(x, x)]
  if (exponent === 0.5) return [node.g.sqrt(x)]
  return node.refuse(`the exponent ${exponent}; 2 and 0.5 are known`)
}

function constant(node: NodeReader): readonly ForeignTensor[] {
  const value = node.attribute('value') ?? node.attribute('value_float')
  if (typeof value === 'number') {
    return [{ kind: 'float', shape: [], data: Float32Array.of(value) }]
  }
  return typeof value === 'object' && 'kind' in value ? [value] : node.refuse('no tensor')
}

function concat(node: NodeReader): readonly Value[] {
  const values = Array.from({ length: node.count }, (_, i) => node.value(i))
  const axis = node.integer('axis', 1)
  return [node.g.concat(values, axis < 0 ? axis + values[0].shape.length : axis)]
}

function leakyRelu({ g, value, float }: NodeReader): readonly Value[] {
  const x = value(0)
  const positive = g.clip(x, { min: 0, max: Infinity })
  const negative = g.clip(x, { min: -Infinity, max: 0 })
  return [g.add(positive, g.mul(negative, g.scalar(float('alpha', 0.01))))]
}

export const operators: Readonly<Record<string, Operator | undefined>> = {
  Add: binary('add'),
  Sub: binary('sub'),
  Mul: binary('mul'),
  Div: binary('div'),
  Pow: power,
  Neg: unary('neg'),
  Abs: unary('abs'),
  Sqrt: unary('sqrt'),
  Log: unary('log'),
  Sigmoid: unary('sigmoid'),
  Identity: unary('identity'),
  /** In use, not in training: nothing is dropped. */
  Dropout: unary('identity'),
  Relu: ({ g, value }) => [g.clip(value(0), { min: 0, max: Infinity })],
  LeakyRelu: leakyRelu,
  Clip: clip,
  Conv: convolution,
  BatchNormalization: batchNormalization,
  MaxPool: (node) => [maxPool(node)],
  AveragePool: averagePool,
  GlobalAveragePool: ({ g, value }) => [g.reduceMean(value(0), [2, 3], true)],
  ReduceMean: reduction('reduceMean'),
  ReduceSum: reduction('reduceSum'),
  Concat: concat,
  Pad: pad,
  Reshape: reshape,
  Flatten: flatten,
  Transpose: (node) => [node.g.transpose(node.value(0), node.integers('perm', []))],
  MatMul: ({ g, value }) => [g.matMul(value(0), value(1))],
  Gemm: gemm,
  Constant: constant,
}
