/**
 * How each operator of the project is written in ONNX (opset 21): operator names, attributes, and the static
 * parameters that ONNX takes as integer inputs. Changes no meaning and no shape.
 */
import { sizeOf } from '../tensor/tensor.ts'
import { type ElementType, type NodeOf, type OpName } from './graph.ts'

export type AttributeValue = number | string | readonly number[] | { readonly float: number }

/** A vector of ones. */
export interface Ones {
  readonly ones: number
  readonly type: ElementType
}

/** ONNX's numbers for element types. */
export const ELEMENT = { float32: 1, int32: 6, int64: 7, float16: 10 } as const

/** One ONNX node to be; `integers` become int64 constants and are appended to the inputs in order. */
export interface OnnxNode {
  readonly op: string
  readonly domain?: string
  readonly inputs: readonly (
    string | { readonly integers: readonly number[] } | Ones | { readonly scalar: number }
  )[]
  readonly outputs: readonly string[]
  readonly attributes?: Readonly<Record<string, AttributeValue>>
}

export interface LowerOptions {
  /** Only standard operators, for readers other than ONNX Runtime. */
  readonly portable: boolean
  /** Channels of a block in the runtime's own layout for convolutions (blocked/); unused when absent. */
  readonly channelBlock?: number | undefined
}

type Lowering<Op extends OpName> = (node: NodeOf<Op>, options: LowerOptions) => OnnxNode[]

/** "To the start" in a Slice that walks backwards. */
const BEFORE_START = -(2 ** 31)

const names = (node: NodeOf<OpName>): string[] => node.inputs.map((input) => input.name)
const outputs = (node: NodeOf<OpName>): string[] => node.outputs.map((output) => output.name)

const plain =
  (op: string) =>
  (node: NodeOf<OpName>): OnnxNode[] => [{ op, inputs: names(node), outputs: outputs(node) }]

/** ONNX takes all "before" pads first, then all "after" pads. */
const flatPads = (pads: readonly (readonly [number, number])[]): number[] => [
  ...pads.map(([before]) => before),
  ...pads.map(([, after]) => after),
]

const reduction =
  (op: string) =>
  (node: NodeOf<'ReduceSum' | 'ReduceMean'>): OnnxNode[] => [
    {
      op,
      inputs: [...names(node), { integers: node.attributes.axes }],
      outputs: outputs(node),
      attributes: { keepdims: node.attributes.keepDims ? 1 : 0 },
    },
  ]

const withIntegers = (
  op: string,
  node: NodeOf<OpName>,
  ...integers: readonly (readonly number[])[]
): OnnxNode[] => [
  {
    op,
    inputs: [...names(node), ...integers.map((list) => ({ integers: list }))],
    outputs: outputs(node),
  },
]

function silu(node: NodeOf<'Silu'>, { portable }: LowerOptions): OnnxNode[] {
  if (!portable) {
    const attributes = { alpha: { float: 1 } }
    return [
      {
        op: 'QuickGelu',
        domain: 'com.microsoft',
        inputs: names(node),
        outputs: outputs(node),
        attributes,
      },
    ]
  }
  const gate = `${node.name}.gate`
  return [
    { op: 'Sigmoid', inputs: names(node), outputs: [gate] },
    { op: 'Mul', inputs: [...names(node), gate], outputs: outputs(node) },
  ]
}

function scatterRows(node: NodeOf<'ScatterRows'>): OnnxNode[] {
  const [rows, indices] = node.inputs
  const [zeros, places] = [`${node.name}.zeros`, `${node.name}.places`]
  const column = `${node.name}.column`
  const shape = node.outputs[0].shape
  return [
    { op: 'ConstantOfShape', inputs: [{ integers: shape }], outputs: [zeros] },
    { op: 'Cast', inputs: [indices.name], outputs: [places], attributes: { to: ELEMENT.int64 } },
    { op: 'Reshape', inputs: [places, { integers: [-1, 1] }], outputs: [column] },
    {
      op: 'ScatterND',
      inputs: [zeros, column, rows.name],
      outputs: outputs(node),
      attributes: { reduction: 'add' },
    },
  ]
}

/** Groups become the rows of a LayerNormalization, which the CPU runs in parallel. */
function groupNorm(node: NodeOf<'GroupNorm'>): OnnxNode[] {
  const [x, factor, offset] = names(node)
  const [y, standardized, inverseDeviation] = outputs(node)
  const { shape } = node.inputs[0]
  const perGroup = sizeOf(shape) / (shape[0] * node.attributes.groups)
  const [rows, rowsOut, scaled] = ['rows', 'rows.out', 'scaled'].map(
    (part) => `${node.name}.${part}`,
  )
  const epsilon = { float: node.attributes.epsilon }
  return [
    {
      op: 'Reshape',
      inputs: [x, { integers: [shape[0], node.attributes.groups, perGroup] }],
      outputs: [rows],
    },
    {
      op: 'LayerNormalization',
      inputs: [rows, { ones: perGroup, type: node.inputs[0].type }],
      outputs: [rowsOut, '', inverseDeviation],
      attributes: { axis: -1, epsilon },
    },
    { op: 'Reshape', inputs: [rowsOut, { integers: shape }], outputs: [standardized] },
    { op: 'Mul', inputs: [standardized, factor], outputs: [scaled] },
    { op: 'Add', inputs: [scaled, offset], outputs: [y] },
  ]
}

/** A WebGPU shader binds eight buffers at least: one input and so many outputs. */
const MOST_PARTS = 7

/** Splits into many parts become slices, since WebGPU runs a split as one shader. */
function split(node: NodeOf<'Split'>): OnnxNode[] {
  const { axis, sizes } = node.attributes
  if (sizes.length <= MOST_PARTS) {
    const inputs = [...names(node), { integers: sizes }]
    return [{ op: 'Split', inputs, outputs: outputs(node), attributes: { axis } }]
  }
  let start = 0
  return outputs(node).map((output, i) => {
    const range = [start, (start += sizes[i]), axis].map((number) => ({ integers: [number] }))
    return { op: 'Slice', inputs: [...names(node), ...range], outputs: [output] }
  })
}

/** A bound at infinity is left out. */
function clip(node: NodeOf<'Clip'>): OnnxNode[] {
  const { min, max } = node.attributes
  if (min === 0 && max === Infinity) return plain('Relu')(node)
  const bounds = [min, max].map((bound) => (isFinite(bound) ? { scalar: bound } : ''))
  return [{ op: 'Clip', inputs: [...names(node), ...bounds], outputs: outputs(node) }]
}

const convolution = (node: NodeOf<'Conv' | 'ConvTranspose'>) => ({
  strides: node.attributes.strides,
  pads: node.attributes.pads,
  ...(node.attributes.groups === undefined ? {} : { group: node.attributes.groups }),
})

export const lowerings: { readonly [Op in OpName]: Lowering<Op> } = {
  Add: plain('Add'),
  Sub: plain('Sub'),
  Mul: plain('Mul'),
  Div: plain('Div'),
  Max: plain('Max'),
  Neg: plain('Neg'),
  Abs: plain('Abs'),
  Sign: plain('Sign'),
  Sqrt: plain('Sqrt'),
  Log: plain('Log'),
  Sin: plain('Sin'),
  Cos: plain('Cos'),
  Sigmoid: plain('Sigmoid'),
  MatMul: plain('MatMul'),
  Clip: clip,
  Gather: plain('Gather'),
  Identity: plain('Identity'),
  Cast: (node) => [
    {
      op: 'Cast',
      inputs: names(node),
      outputs: outputs(node),
      attributes: { to: ELEMENT[node.attributes.to] },
    },
  ],
  Silu: silu,
  Softmax: (node) => [
    {
      op: 'Softmax',
      inputs: names(node),
      outputs: outputs(node),
      attributes: { axis: node.attributes.axis },
    },
  ],
  Conv: (node) => [
    {
      op: 'Conv',
      inputs: names(node),
      outputs: outputs(node),
      attributes: convolution(node),
    },
  ],
  ConvTranspose: (node) => [
    {
      op: 'ConvTranspose',
      inputs: names(node),
      outputs: outputs(node),
      attributes: { ...convolution(node), output_padding: node.attributes.outputPadding },
    },
  ],
  AveragePool: (node) => {
    const block = [node.attributes.size, node.attributes.size]
    const attributes = { kernel_shape: block, strides: block }
    return [{ op: 'AveragePool', inputs: names(node), outputs: outputs(node), attributes }]
  },
  UpsampleNearest: (node) => {
    const [n, c, height, width] = node.outputs[0].shape
    return [
      {
        op: 'Resize',
        inputs: [...names(node), '', '', { integers: [n, c, height, width] }],
        outputs: outputs(node),
        attributes: {
          mode: 'nearest',
          coordinate_transformation_mode: 'asymmetric',
          nearest_mode: 'floor',
        },
      },
    ]
  },
  GroupNorm: groupNorm,
  Reshape: (node) => withIntegers('Reshape', node, node.attributes.shape),
  Transpose: (node) => [
    {
      op: 'Transpose',
      inputs: names(node),
      outputs: outputs(node),
      attributes: { perm: node.attributes.perm },
    },
  ],
  Expand: (node) => withIntegers('Expand', node, node.attributes.shape),
  Concat: (node) => [
    {
      op: 'Concat',
      inputs: names(node),
      outputs: outputs(node),
      attributes: { axis: node.attributes.axis },
    },
  ],
  Split: split,
  Slice: (node) => {
    const { axes, starts, ends, steps } = node.attributes
    const stops = ends.map((end) => (end < 0 ? BEFORE_START : end))
    return withIntegers('Slice', node, starts, stops, axes, steps)
  },
  Pad: (node) => withIntegers('Pad', node, flatPads(node.attributes.pads)),
  ReduceSum: reduction('ReduceSum'),
  ReduceMean: reduction('ReduceMean'),
  ScatterRows: scatterRows,
}
