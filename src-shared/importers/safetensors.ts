/**
 * The safetensors format: named tensors in one file, a JSON header before raw little-endian data.
 * Checks every claim of the header once and then trusts it; reads and writes bytes, never files.
 */
import { UserError } from '../contract/user-error.ts'
import { bfloatToFloat, floatToHalf, halfToFloat } from '../tensor/half.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { parseHeader } from './safetensors-header.ts'
import type { Dtype, HeaderEntry } from './safetensors-header.ts'
import { encodeUtf8 } from './utf8.ts'

export type TensorData =
  Float32Array | Float64Array | BigInt64Array | Int32Array | Int16Array | Int8Array | Uint8Array

/** One tensor of a file. `data()` is a view of the file's bytes where type and alignment allow. */
export interface SafetensorsEntry {
  readonly dtype: Dtype
  readonly shape: readonly number[]
  /** Row-major values; F16 and BF16 as Float32Array, BOOL as Uint8Array. */
  data(): TensorData
}

export interface Safetensors {
  /** What error messages call the file. */
  readonly name: string
  /** In the order of the data. */
  readonly tensors: ReadonlyMap<string, SafetensorsEntry>
  readonly metadata: Readonly<Record<string, string>>
}

/** What a safetensors file holds. Throws UserError naming `name` where the header lies. */
export function readSafetensors(bytes: Uint8Array, name = 'file'): Safetensors {
  const header = parseHeader(bytes, name)
  const data = bytes.subarray(header.dataStart)
  const tensors = new Map(
    header.entries.map((entry) => [
      entry.name,
      { dtype: entry.dtype, shape: entry.shape, data: () => read(entry, data) },
    ]),
  )
  return { name, tensors, metadata: header.metadata }
}

/** The entry's values as 32-bit floats, rounded where they are wider. */
export function float32(entry: SafetensorsEntry): Float32Array {
  const data = entry.data()
  if (data instanceof Float32Array) return data
  return data instanceof BigInt64Array ? Float32Array.from(data, Number) : new Float32Array(data)
}

/** The entry's values as 64-bit floats; exact except for integers beyond 2^53. */
export function float64(entry: SafetensorsEntry): Float64Array {
  const data = entry.data()
  if (data instanceof Float64Array) return data
  return data instanceof BigInt64Array ? Float64Array.from(data, Number) : new Float64Array(data)
}

/** The tensor called `tensorName`, as 32-bit floats. Throws UserError if the file has none. */
export function tensorOf(file: Safetensors, tensorName: string): Tensor {
  const entry = file.tensors.get(tensorName)
  if (!entry) {
    throw new UserError(`${file.name}: tensor ${tensorName} is missing; use a complete file`)
  }
  return { shape: entry.shape, data: float32(entry) }
}

/** A file of `tensors` in their order, each rounded to `dtype`. The same input gives the same bytes. */
export function writeSafetensors(
  tensors: ReadonlyMap<string, Tensor>,
  options: { readonly dtype: 'F32' | 'F16'; readonly metadata?: Readonly<Record<string, string>> },
): Uint8Array {
  const header: [string, unknown][] = options.metadata ? [['__metadata__', options.metadata]] : []
  const parts: Uint8Array[] = []
  let end = 0
  for (const [name, { shape, data }] of tensors) {
    const stored = bytesOf(options.dtype === 'F32' ? data : floatToHalf(data))
    const begin = end
    end += stored.length
    parts.push(stored)
    header.push([name, { dtype: options.dtype, shape, data_offsets: [begin, end] }])
  }
  return joinFile(encodeUtf8(JSON.stringify(Object.fromEntries(header))), parts, end)
}

/** Header length, header padded with spaces to 8 bytes (so data is aligned), data. */
function joinFile(json: Uint8Array, parts: readonly Uint8Array[], dataLength: number): Uint8Array {
  const headerLength = Math.ceil(json.length / 8) * 8
  const file = new Uint8Array(8 + headerLength + dataLength)
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true)
  file.fill(0x20, 8, 8 + headerLength)
  file.set(json, 8)
  let at = 8 + headerLength
  for (const part of parts) {
    file.set(part, at)
    at += part.length
  }
  return file
}

function bytesOf(data: Float32Array | Uint16Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}

function read({ dtype, begin, end }: HeaderEntry, data: Uint8Array): TensorData {
  const aligned = (size: number) => alignedBytes(data.subarray(begin, end), size)
  switch (dtype) {
    case 'F64':
      return new Float64Array(...aligned(8))
    case 'F32':
      return new Float32Array(...aligned(4))
    case 'F16':
      return halfToFloat(new Uint16Array(...aligned(2)))
    case 'BF16':
      return bfloatToFloat(new Uint16Array(...aligned(2)))
    case 'I64':
      return new BigInt64Array(...aligned(8))
    case 'I32':
      return new Int32Array(...aligned(4))
    case 'I16':
      return new Int16Array(...aligned(2))
    case 'I8':
      return new Int8Array(...aligned(1))
    case 'U8':
    case 'BOOL':
      return new Uint8Array(...aligned(1))
  }
}

/** What a typed array of `size`-byte values is made from: the bytes themselves, copied if unaligned. */
function alignedBytes(bytes: Uint8Array, size: number): [ArrayBufferLike, number, number] {
  const { buffer, byteOffset, length } =
    bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes) // a Buffer's slice() is a view
  return [buffer, byteOffset, length / size]
}
