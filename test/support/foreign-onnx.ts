/** ONNX files as others write them, field by field: operators that our own graphs do not have. */
import * as proto from '../../src-shared/onnx/proto.ts'

export interface ForeignNodeSpec {
  readonly op: string
  readonly inputs: readonly string[]
  readonly output: string
  readonly attributes?: Readonly<Record<string, number | string | readonly number[]>>
}

export interface ForeignFileSpec {
  readonly inputs: Readonly<Record<string, readonly number[]>>
  readonly outputs: readonly string[]
  readonly nodes: readonly ForeignNodeSpec[]
  readonly weights?: Readonly<
    Record<
      string,
      { readonly shape: readonly number[]; readonly data: Float32Array | BigInt64Array }
    >
  >
  /** Floats in fields of their own instead of bytes. */
  readonly listed?: boolean
}

const FLOAT = 1
const INT64 = 7

/** The bytes of a model of opset 17. */
export function foreignOnnx({ inputs, outputs, nodes, weights = {}, listed }: ForeignFileSpec) {
  const graph = proto.message(
    ...nodes.map((node) => proto.nested(1, nodeOf(node))),
    proto.string(2, 'foreign'),
    ...Object.entries(weights).map(([name, { shape, data }]) =>
      proto.nested(5, tensorOf(name, { shape, data, listed: listed === true })),
    ),
    ...Object.entries(inputs).map(([name, shape]) => proto.nested(11, portOf(name, shape))),
    ...outputs.map((name) => proto.nested(12, portOf(name, null))),
  )
  const opset = proto.message(proto.string(1, ''), proto.integer(2, 17))
  return proto.join(
    proto.message(proto.integer(1, 8), proto.nested(7, graph), proto.nested(8, opset)),
  )
}

function nodeOf({ op, inputs, output, attributes = {} }: ForeignNodeSpec) {
  return proto.message(
    ...inputs.map((input) => proto.string(1, input)),
    proto.string(2, output),
    proto.string(3, `node of ${output}`),
    proto.string(4, op),
    ...Object.entries(attributes).map(([name, value]) => proto.nested(5, attributeOf(name, value))),
  )
}

/** Whole numbers are ints, others floats. */
function attributeOf(name: string, value: number | string | readonly number[]) {
  const named = (type: number, field: ReturnType<typeof proto.message>) =>
    proto.message(proto.string(1, name), field, proto.integer(20, type))
  if (typeof value === 'string') return named(3, proto.string(4, value))
  if (typeof value === 'object') return named(7, proto.integers(8, value))
  return Number.isInteger(value)
    ? named(2, proto.integer(3, value))
    : named(1, proto.float(2, value))
}

function tensorOf(
  name: string,
  {
    shape,
    data,
    listed,
  }: { shape: readonly number[]; data: Float32Array | BigInt64Array; listed: boolean },
) {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  const isFloat = data instanceof Float32Array
  return proto.message(
    proto.integers(1, shape),
    proto.integer(2, isFloat ? FLOAT : INT64),
    proto.string(8, name),
    proto.bytes(listed && isFloat ? 4 : 9, bytes),
  )
}

function portOf(name: string, shape: readonly number[] | null) {
  const dimensions = (shape ?? []).map((extent) => proto.nested(1, proto.integer(1, extent)))
  const tensor = proto.message(
    proto.integer(1, FLOAT),
    ...(shape === null ? [] : [proto.nested(2, proto.message(...dimensions))]),
  )
  return proto.message(proto.string(1, name), proto.nested(2, proto.nested(1, tensor)))
}
