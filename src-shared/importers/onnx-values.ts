/**
 * An ONNX file with its values: nodes, settings and weights, as onnx/foreign adds them to a graph of ours. Field numbers
 * are those of onnx.proto. Knows no operator.
 */
import {
  type ForeignAttribute,
  type ForeignModel,
  type ForeignNode,
  type ForeignTensor,
} from '../onnx/foreign/foreign-model.ts'
import { halfToFloat } from '../tensor/half.ts'
import type { ByteSource } from './byte-source.ts'
import { ProtobufReader, type Field, type Range } from './protobuf.ts'

const KIND = 'an ONNX file'
/** The bits of what is not a float are integers. */
const TYPE = { float: 1, int32: 6, int64: 7, half: 10, double: 11 } as const
/** More numbers than any feature network has. */
const MOST_VALUES = 200_000_000

/** Throws UserError where the file is damaged, or its weights lie in another file. */
export async function readOnnxValues(source: ByteSource): Promise<ForeignModel> {
  const file = new ProtobufReader(source, KIND)
  for await (const field of file.fields({ begin: 0, length: source.size })) {
    if (field.id === 7) return readGraph(file, bytesOf(field, file))
  }
  throw file.damaged('it has no graph')
}

/** GraphProto: node, initializer, input, output. */
async function readGraph(file: ProtobufReader, range: Range): Promise<ForeignModel> {
  const nodes: ForeignNode[] = []
  const initializers = new Map<string, ForeignTensor>()
  const [inputs, outputs]: [string[], string[]] = [[], []]
  for await (const field of file.fields(range)) {
    const inner = () => bytesOf(field, file)
    if (field.id === 1) nodes.push(await readNode(file, inner()))
    else if (field.id === 5) {
      const { name, tensor } = await readTensor(file, inner())
      initializers.set(name, tensor)
    } else if (field.id === 11) inputs.push(await readName(file, inner()))
    else if (field.id === 12) outputs.push(await readName(file, inner()))
    else if (field.id === 15) throw file.damaged('it has sparse weights, which cannot be read here')
  }
  const given = inputs.filter((name) => !initializers.has(name))
  return { file: file.source.name, inputs: given, outputs, initializers, nodes }
}

/** ValueInfoProto: name; shapes follow from the pictures. */
async function readName(file: ProtobufReader, range: Range): Promise<string> {
  for await (const field of file.fields(range)) {
    if (field.id === 1) return file.text(bytesOf(field, file))
  }
  return ''
}

/** NodeProto. */
async function readNode(file: ProtobufReader, range: Range): Promise<ForeignNode> {
  const [inputs, outputs]: [string[], string[]] = [[], []]
  const attributes = new Map<string, ForeignAttribute>()
  const words = { name: '', op: '', domain: '' }
  for await (const field of file.fields(range)) {
    const inner = bytesOf(field, file)
    if (field.id === 1) inputs.push(await file.text(inner))
    else if (field.id === 2) outputs.push(await file.text(inner))
    else if (field.id === 3) words.name = await file.text(inner)
    else if (field.id === 4) words.op = await file.text(inner)
    else if (field.id === 7) words.domain = await file.text(inner)
    else if (field.id === 5) {
      const { name, value } = await readAttribute(file, inner)
      if (value !== null) attributes.set(name, value)
    }
  }
  return { ...words, inputs, outputs, attributes }
}

interface NamedAttribute {
  readonly name: string
  /** Null for what no known operator has: graphs, words, sparse tensors. */
  readonly value: ForeignAttribute | null
}

/** AttributeProto: f, i, s, t, floats, ints. */
async function readAttribute(file: ProtobufReader, range: Range): Promise<NamedAttribute> {
  let name = ''
  let value: ForeignAttribute | null = null
  const list: number[] = []
  let isList = false
  for await (const field of file.fields(range)) {
    if (field.id === 1) name = await file.text(bytesOf(field, file))
    else if (field.id === 2) value = (await floatsOf(file, field))[0] ?? 0
    else if (field.id === 3 && field.kind === 'number') value = field.value
    else if (field.id === 4) value = await file.text(bytesOf(field, file))
    else if (field.id === 5) value = (await readTensor(file, bytesOf(field, file))).tensor
    else if (field.id === 7 || field.id === 8) {
      isList = true
      list.push(...(field.id === 7 ? await floatsOf(file, field) : await integersOf(file, field)))
    } else if (field.id === 20 && field.kind === 'number') isList ||= LISTS.includes(field.value)
  }
  return { name, value: isList ? list : value }
}

/** Types of an attribute that are lists of numbers, also empty ones. */
const LISTS = [6, 7]

interface NamedTensor {
  readonly name: string
  readonly tensor: ForeignTensor
}

/** TensorProto: dims, data_type, float_data, int32_data, int64_data, name, raw_data, double_data, external. */
async function readTensor(file: ProtobufReader, range: Range): Promise<NamedTensor> {
  const shape: number[] = []
  const listed: number[] = []
  let [name, type]: [string, number] = ['', TYPE.float]
  let raw: Uint8Array | null = null
  for await (const field of file.fields(range)) {
    if (field.id === 1) shape.push(...(await integersOf(file, field)))
    else if (field.id === 2 && field.kind === 'number') type = field.value
    else if (field.id === 4) append(listed, await floatsOf(file, field))
    else if (field.id === 5 || field.id === 7) append(listed, await integersOf(file, field))
    else if (field.id === 8) name = await file.text(bytesOf(field, file))
    else if (field.id === 9) raw = await bytesIn(file, bytesOf(field, file))
    else if (field.id === 10) append(listed, await doublesOf(file, field))
    else if (field.id === 13 || (field.id === 14 && field.kind === 'number' && field.value !== 0))
      throw file.damaged(
        'its weights lie in another file, which cannot be read here; put them into one',
      )
  }
  const size = shape.reduce((product, extent) => product * extent, 1)
  const values = raw === null ? listed : decode(file, raw, type)
  const told =
    raw === null && type === TYPE.half ? Float32Array.from(listed, halfToFloatOf) : values
  if (told.length !== size)
    throw file.damaged(`the tensor '${name}' has ${told.length} values, not ${size}`)
  const isInteger = type === TYPE.int32 || type === TYPE.int64
  const tensor: ForeignTensor = isInteger
    ? { kind: 'integer', shape, data: [...told] }
    : { kind: 'float', shape, data: Float32Array.from(told) }
  return { name, tensor }
}

const halfToFloatOf = (bits: number) => halfToFloat(Uint16Array.of(bits))[0] ?? NaN

function append(list: number[], values: readonly number[]): void {
  for (const value of values) list.push(value)
}

async function bytesIn(file: ProtobufReader, { begin, length }: Range): Promise<Uint8Array> {
  if (length > 8 * MOST_VALUES) throw file.damaged(`a tensor in it has ${length} bytes`)
  return file.source.read(begin, length)
}

/** Little-endian numbers. */
function decode(
  file: ProtobufReader,
  bytes: Uint8Array,
  type: number,
): ArrayLike<number> & Iterable<number> {
  const aligned = alignedCopy(bytes)
  const width = WIDTHS[type]
  if (width === undefined)
    throw file.damaged(`a tensor in it has the type ${type}, which is not known here`)
  if (bytes.length % width !== 0) throw file.damaged('a tensor in it ends within a number')
  if (type === TYPE.float) return new Float32Array(aligned)
  if (type === TYPE.double) return new Float64Array(aligned)
  if (type === TYPE.half) return halfToFloat(new Uint16Array(aligned))
  if (type === TYPE.int32) return new Int32Array(aligned)
  return Array.from(new BigInt64Array(aligned), Number)
}

const WIDTHS: Readonly<Partial<Record<number, number>>> = {
  [TYPE.float]: 4,
  [TYPE.int32]: 4,
  [TYPE.int64]: 8,
  [TYPE.half]: 2,
  [TYPE.double]: 8,
}

/** One number, or many packed into one field. */
async function integersOf(file: ProtobufReader, field: Field): Promise<readonly number[]> {
  if (field.kind === 'number') return [field.value]
  return file.packed(bytesOf(field, file))
}

async function floatsOf(file: ProtobufReader, field: Field): Promise<readonly number[]> {
  return fixedOf(file, field, (bytes) => new Float32Array(bytes))
}

async function doublesOf(file: ProtobufReader, field: Field): Promise<readonly number[]> {
  return fixedOf(file, field, (bytes) => new Float64Array(bytes))
}

async function fixedOf(
  file: ProtobufReader,
  field: Field,
  view: (bytes: ArrayBuffer) => Float32Array | Float64Array,
): Promise<readonly number[]> {
  if (field.kind === 'number') throw file.damaged('it has a whole number where another belongs')
  const bytes = await bytesIn(file, field.range)
  try {
    return [...view(alignedCopy(bytes))]
  } catch {
    throw file.damaged('a list of numbers in it ends within a number')
  }
}

/** Numbers of several bytes begin at places that divide; a slice() of Node's buffers would be no copy. */
function alignedCopy(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}

/** The field as the message, text or list that it has to be. */
function bytesOf(field: Field, file: ProtobufReader): Range {
  if (field.kind === 'bytes') return field.range
  throw file.damaged('it has a number where something else belongs')
}
