/**
 * Writes a graph as an ONNX model (opset 21, IR version 10). The only place that knows ONNX's field numbers.
 */
import {
  type Constant,
  type ElementType,
  type ExternalData,
  type Graph,
  type NodeOf,
  type OpName,
  type Value,
} from './graph.ts'
import { floatToHalf } from '../tensor/half.ts'
import { blockedNodes } from './blocked/blocked-nodes.ts'
import { BLOCKED_DOMAIN, type NamedNode } from './blocked/layouts.ts'
import {
  ELEMENT,
  lowerings,
  type AttributeValue,
  type LowerOptions,
  type OnnxNode,
} from './lower.ts'
import * as proto from './proto.ts'

const IR_VERSION = 10
const OPSET = 21

/** A tensor's data_location. */
const EXTERNAL = 1
const ATTRIBUTE = { float: 1, int: 2, string: 3, ints: 7 } as const

type TensorData = Float32Array | Uint16Array | Int32Array | BigInt64Array

const rawBytes = (data: TensorData): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength)

/** Sixteen bits are halves; the project has no such integers. */
function elementTypeOf(data: TensorData): keyof typeof ELEMENT {
  if (data instanceof Float32Array) return 'float32'
  if (data instanceof Uint16Array) return 'float16'
  return data instanceof Int32Array ? 'int32' : 'int64'
}

/** Floats as they are stored in a precision. */
function stored(data: Float32Array | Int32Array, type: ElementType): TensorData {
  return type === 'float16' && data instanceof Float32Array ? floatToHalf(data) : data
}

function tensorProto(name: string, shape: readonly number[], data: TensorData): proto.Chunks {
  const type = ELEMENT[elementTypeOf(data)]
  return proto.message(
    proto.integers(1, shape),
    proto.integer(2, type),
    proto.string(8, name),
    proto.bytes(9, rawBytes(data)),
  )
}

function attribute(name: string, value: AttributeValue): proto.Chunks {
  const typed = (type: number, field: proto.Chunks) =>
    proto.message(proto.string(1, name), field, proto.integer(20, type))
  if (typeof value === 'number') return typed(ATTRIBUTE.int, proto.integer(3, value))
  if (typeof value === 'string') return typed(ATTRIBUTE.string, proto.string(4, value))
  if ('float' in value) return typed(ATTRIBUTE.float, proto.float(2, value.float))
  return typed(ATTRIBUTE.ints, proto.integers(8, value))
}

function valueInfo({ name, type, shape }: Value): proto.Chunks {
  const dims = proto.message(...shape.map((extent) => proto.nested(1, proto.integer(1, extent))))
  const tensorType = proto.message(proto.integer(1, ELEMENT[type]), proto.nested(2, dims))
  return proto.message(proto.string(1, name), proto.nested(2, proto.nested(1, tensorType)))
}

/** Small constants that lowering asks for, each written once. */
class SharedConstants {
  readonly tensors = new Map<string, proto.Chunks>()

  nameOf(input: OnnxNode['inputs'][number]): string {
    if (typeof input === 'string') return input
    if ('ones' in input) {
      const { ones, type } = input
      const data = stored(new Float32Array(ones).fill(1), type)
      return this.#add(`ones.${type}.${ones}`, [ones], data)
    }
    if ('scalar' in input) {
      return this.#add(`scalar.${input.scalar}`, [], Float32Array.of(input.scalar))
    }
    const data = BigInt64Array.from(input.integers, BigInt)
    return this.#add(`int64.${input.integers.join(',')}`, [data.length], data)
  }

  #add(name: string, shape: readonly number[], data: TensorData): string {
    if (!this.tensors.has(name)) this.tensors.set(name, tensorProto(name, shape, data))
    return name
  }
}

function lower<Op extends OpName>(node: NodeOf<Op>, options: LowerOptions): OnnxNode[] {
  return lowerings[node.op](node, options)
}

function nodeProto(node: NamedNode, shared: SharedConstants): proto.Chunks {
  return proto.message(
    ...node.inputs.map((input) => proto.string(1, shared.nameOf(input))),
    ...node.outputs.map((output) => proto.string(2, output)),
    proto.string(3, node.name),
    proto.string(4, node.op),
    ...Object.entries(node.attributes ?? {}).map(([key, value]) =>
      proto.nested(5, attribute(key, value)),
    ),
    ...(node.domain ? [proto.string(7, node.domain)] : []),
  )
}

function namedNodes(graph: Graph, options: LowerOptions): readonly NamedNode[] {
  if (options.channelBlock !== undefined)
    return blockedNodes(graph, options.channelBlock, (node) => lower(node, options))
  return graph.nodes.flatMap((node) =>
    lower(node, options).map((onnxNode, i) => ({
      ...onnxNode,
      name: i === 0 ? node.name : `${node.name}.${i}`,
    })),
  )
}

/** Tells where the values lie instead of what they are. */
function externalProto({ name, shape }: Value, data: ExternalData): proto.Chunks {
  const entry = (key: string, value: string | number) =>
    proto.nested(13, proto.message(proto.string(1, key), proto.string(2, String(value))))
  return proto.message(
    proto.integers(1, shape),
    proto.integer(2, ELEMENT[data.type]),
    proto.string(8, name),
    entry('location', data.location),
    entry('offset', data.offset),
    entry('length', data.length),
    proto.integer(14, EXTERNAL),
  )
}

function constantProto({ value, data }: Constant): proto.Chunks {
  if (!('location' in data)) return tensorProto(value.name, value.shape, stored(data, value.type))
  if (value.type === data.type) return externalProto(value, data)
  throw new RangeError(
    `'${value.name}' lies in a file as ${data.type}, and is asked for as ${value.type}`,
  )
}

function operatorSet(domain: string, version: number): proto.Chunks {
  return proto.nested(8, proto.message(proto.string(1, domain), proto.integer(2, version)))
}

/** The bytes of an ONNX model; `portable` avoids ONNX Runtime's own operators. */
export function encodeModel(graph: Graph, options: LowerOptions = { portable: false }): Uint8Array {
  const shared = new SharedConstants()
  const nodes = namedNodes(graph, options).map((node) => nodeProto(node, shared))
  const initializers = [...graph.constants.map(constantProto), ...shared.tensors.values()]
  const graphProto = proto.message(
    ...nodes.map((node) => proto.nested(1, node)),
    proto.string(2, graph.name),
    ...initializers.map((initializer) => proto.nested(5, initializer)),
    ...graph.inputs.map((input) => proto.nested(11, valueInfo(input))),
    ...graph.outputs.map((output) => proto.nested(12, valueInfo(output))),
  )
  return proto.join(
    proto.message(
      proto.integer(1, IR_VERSION),
      proto.string(2, 'selfsame'),
      proto.nested(7, graphProto),
      operatorSet('', OPSET),
      ...(options.portable ? [] : [operatorSet('com.microsoft', 1)]),
      ...(options.channelBlock === undefined ? [] : [operatorSet(BLOCKED_DOMAIN, 1)]),
    ),
  )
}
