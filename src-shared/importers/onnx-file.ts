/**
 * What an ONNX file says of itself: its inputs and outputs, and where its weights lie. Reads names and shapes, no
 * values, and runs nothing. Field numbers are those of onnx.proto.
 */
import type { ByteSource } from './byte-source.ts'
import { ProtobufReader, type Field, type Range } from './protobuf.ts'

export interface OnnxPort {
  readonly name: string
  /** Such as 'float32'; 'unknown' for what is no tensor, or of a type that is not listed here. */
  readonly type: string
  /** Null where an extent is open. */
  readonly shape: readonly (number | null)[]
}

export interface OnnxInitializer {
  readonly name: string
  readonly shape: readonly number[]
}

/** Bytes of a file beside the model. */
export interface OnnxExternal {
  /** As the file says it: it may be any text. */
  readonly location: string
  readonly offset: number
  /** Up to the end of the file where it is not said. */
  readonly length: number | null
}

export interface OnnxFile {
  /** Without those that an initializer fills. */
  readonly inputs: readonly OnnxPort[]
  readonly outputs: readonly OnnxPort[]
  readonly initializers: readonly OnnxInitializer[]
  /** The inputs of each node that picks rows of a table. */
  readonly gathers: readonly (readonly string[])[]
  /** Of every tensor anywhere in the file that lies outside of it. */
  readonly externals: readonly OnnxExternal[]
}

const KIND = 'an ONNX file'
/** Graphs within graphs. */
const DEEPEST = 10

const TYPES: Readonly<Partial<Record<number, string>>> = {
  1: 'float32',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  16: 'bfloat16',
}

/** Throws UserError where the file is damaged. */
export async function readOnnxFile(source: ByteSource): Promise<OnnxFile> {
  const reader = new OnnxReader(source)
  return reader.model({ begin: 0, length: source.size })
}

interface Found {
  readonly inputs: OnnxPort[]
  readonly outputs: OnnxPort[]
  readonly initializers: OnnxInitializer[]
}

class OnnxReader {
  readonly #file: ProtobufReader
  readonly #externals: OnnxExternal[] = []
  readonly #gathers: string[][] = []

  constructor(source: ByteSource) {
    this.#file = new ProtobufReader(source, KIND)
  }

  async model(range: Range): Promise<OnnxFile> {
    let graph: Found | null = null
    for await (const field of this.#file.fields(range)) {
      if (field.id === 7) graph = await this.#graph(bytesOf(field, this.#file), 0)
      else if (field.id === 25) await this.#function(bytesOf(field, this.#file))
    }
    if (graph === null) throw this.#file.damaged('it has no graph')
    const filled = new Set(graph.initializers.map(({ name }) => name))
    const inputs = graph.inputs.filter(({ name }) => !filled.has(name))
    return { ...graph, inputs, gathers: this.#gathers, externals: this.#externals }
  }

  async #graph(range: Range, depth: number): Promise<Found> {
    if (depth > DEEPEST) throw this.#file.damaged('its graphs lie too deep in one another')
    const found: Found = { inputs: [], outputs: [], initializers: [] }
    for await (const field of this.#file.fields(range)) {
      const inner = () => bytesOf(field, this.#file)
      if (field.id === 1) await this.#node(inner(), depth)
      else if (field.id === 5) found.initializers.push(await this.#tensor(inner()))
      else if (field.id === 11) found.inputs.push(await this.#port(inner()))
      else if (field.id === 12) found.outputs.push(await this.#port(inner()))
      else if (field.id === 15) await this.#sparse(inner())
    }
    return found
  }

  async #function(range: Range): Promise<void> {
    for await (const field of this.#file.fields(range)) {
      if (field.id === 7) await this.#node(bytesOf(field, this.#file), 0)
      else if (field.id === 11) await this.#attribute(bytesOf(field, this.#file), 0)
    }
  }

  async #node(range: Range, depth: number): Promise<void> {
    const inputs: string[] = []
    let operator = ''
    for await (const field of this.#file.fields(range)) {
      const inner = bytesOf(field, this.#file)
      if (field.id === 1) inputs.push(await this.#file.text(inner))
      else if (field.id === 4) operator = await this.#file.text(inner)
      else if (field.id === 5) await this.#attribute(inner, depth)
    }
    if (operator === 'Gather') this.#gathers.push(inputs)
  }

  async #attribute(range: Range, depth: number): Promise<void> {
    for await (const field of this.#file.fields(range)) {
      if (field.id === 5 || field.id === 10) await this.#tensor(bytesOf(field, this.#file))
      else if (field.id === 6 || field.id === 11) {
        if (field.kind === 'bytes') await this.#graph(field.range, depth + 1)
      } else if (field.id === 22 || field.id === 23) await this.#sparse(bytesOf(field, this.#file))
    }
  }

  async #sparse(range: Range): Promise<void> {
    for await (const field of this.#file.fields(range)) {
      if (field.id === 1 || field.id === 2) await this.#tensor(bytesOf(field, this.#file))
    }
  }

  async #tensor(range: Range): Promise<OnnxInitializer> {
    const shape: number[] = []
    const external = new Map<string, string>()
    let [name, isExternal] = ['', false]
    for await (const field of this.#file.fields(range)) {
      if (field.id === 1) shape.push(...(await this.#numbers(field)))
      else if (field.id === 8) name = await this.#file.text(bytesOf(field, this.#file))
      else if (field.id === 14) isExternal = field.kind === 'number' && field.value === 1
      else if (field.id === 13) {
        const [key, value] = await this.#pair(bytesOf(field, this.#file))
        external.set(key, value)
      }
    }
    if (!shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0)) {
      throw this.#file.damaged('a tensor in it has an impossible shape')
    }
    if (isExternal || external.size > 0) this.#externals.push(this.#external(external))
    return { name, shape }
  }

  #external(entries: ReadonlyMap<string, string>): OnnxExternal {
    const count = (key: string) => {
      const text = entries.get(key)
      if (text === undefined) return null
      if (/^\d{1,15}$/.test(text)) return Number(text)
      throw this.#file.damaged(`the ${key} of a tensor outside of it is no number`)
    }
    const length = count('length')
    return { location: entries.get('location') ?? '', offset: count('offset') ?? 0, length }
  }

  async #pair(range: Range): Promise<readonly [key: string, value: string]> {
    let [key, value] = ['', '']
    for await (const field of this.#file.fields(range)) {
      if (field.id === 1) key = await this.#file.text(bytesOf(field, this.#file))
      else if (field.id === 2) value = await this.#file.text(bytesOf(field, this.#file))
    }
    return [key, value]
  }

  async #numbers(field: Field): Promise<readonly number[]> {
    if (field.kind === 'number') return [field.value]
    return this.#file.packed(bytesOf(field, this.#file))
  }

  /** ValueInfoProto: name, type; TypeProto: tensor_type; its elem_type and shape. */
  async #port(range: Range): Promise<OnnxPort> {
    let port: OnnxPort = { name: '', type: 'unknown', shape: [] }
    for await (const field of this.#file.fields(range)) {
      const inner = bytesOf(field, this.#file)
      if (field.id === 1) port = { ...port, name: await this.#file.text(inner) }
      else if (field.id === 2) port = { ...port, ...(await this.#type(inner)) }
    }
    return port
  }

  async #type(range: Range): Promise<Partial<OnnxPort>> {
    for await (const field of this.#file.fields(range)) {
      if (field.id === 1) return this.#tensorType(bytesOf(field, this.#file))
    }
    return {}
  }

  async #tensorType(range: Range): Promise<Partial<OnnxPort>> {
    let [type, shape] = ['unknown', [] as (number | null)[]]
    for await (const field of this.#file.fields(range)) {
      if (field.id === 1 && field.kind === 'number') type = TYPES[field.value] ?? 'unknown'
      else if (field.id === 2) shape = await this.#shape(bytesOf(field, this.#file))
    }
    return { type, shape }
  }

  async #shape(range: Range): Promise<(number | null)[]> {
    const shape: (number | null)[] = []
    for await (const dimension of this.#file.fields(range)) {
      if (dimension.id !== 1) continue
      let extent: number | null = null
      for await (const field of this.#file.fields(bytesOf(dimension, this.#file))) {
        if (field.id === 1 && field.kind === 'number' && field.value > 0) extent = field.value
      }
      shape.push(extent)
    }
    return shape
  }
}

/** The field as the message, text or list that it has to be. */
function bytesOf(field: Field, file: ProtobufReader): Range {
  if (field.kind === 'bytes') return field.range
  throw file.damaged('it has a number where something else belongs')
}
