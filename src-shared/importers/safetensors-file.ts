/**
 * safetensors files that are larger than memory: reading the header alone, and writing tensor by tensor.
 */
import { damaged, type ByteSource } from './byte-source.ts'
import { parseHeader } from './safetensors-header.ts'
import { encodeUtf8 } from './utf8.ts'
import {
  byteLength,
  DTYPE_BYTES,
  type StoredTensor,
  type Weight,
  type WeightFile,
} from './weights.ts'

/** Of the header of a file that is brought in; the largest models have some 100 kB. */
const LONGEST_HEADER = 4_000_000

/** The tensors of the file. Throws UserError where the header lies. */
export async function openSafetensors(source: ByteSource): Promise<WeightFile> {
  const start = await source.read(0, Math.min(source.size, 100))
  const claimed = start.length < 8 ? 0 : Number(viewOf(start).getBigUint64(0, true))
  if (claimed > LONGEST_HEADER && claimed < source.size) {
    throw damaged(source.name, 'a safetensors file', `its header claims ${claimed} bytes`)
  }
  const bytes = await source.read(0, Math.min(source.size, Math.max(8 + claimed, start.length)))
  const { entries, dataStart } = parseHeader(bytes, source.name, source.size)
  const tensors = entries.map(({ name, dtype, shape, begin }): [string, StoredTensor] => [
    name,
    { dtype, shape, source, begin: dataStart + begin },
  ])
  return { name: source.name, tensors: new Map(tensors) }
}

/** The bytes of a safetensors file of `weights`, in pieces: the same as the format's own library writes. */
export async function* safetensorsPieces(
  weights: ReadonlyMap<string, Weight>,
  metadata: Readonly<Record<string, string>>,
): AsyncGenerator<Uint8Array> {
  const ordered = inFileOrder(weights)
  const parts = async function* () {
    yield headerOf(ordered, metadata)
    yield* valuesOf(ordered)
  }
  yield* gathered(parts())
}

/** Wide types first, so that all are aligned, then by name. */
function inFileOrder(weights: ReadonlyMap<string, Weight>): ReadonlyMap<string, Weight> {
  const width = ({ dtype }: Weight) => DTYPE_BYTES[dtype]
  return new Map(
    [...weights].sort(([a, x], [b, y]) => width(y) - width(x) || (a < b ? -1 : a > b ? 1 : 0)),
  )
}

/** The values of one weight after another. */
export async function* valuesOf(weights: ReadonlyMap<string, Weight>): AsyncGenerator<Uint8Array> {
  for (const weight of weights.values()) yield* weight.read()
}

/** Small tensors are handed on together. */
const ENOUGH = 2 ** 20

/** The same bytes in pieces that are worth a disk's while. */
export async function* gathered(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = []
  let length = 0
  for await (const piece of pieces) {
    waiting.push(piece)
    length += piece.length
    if (length < ENOUGH) continue
    yield joined(waiting, length)
    waiting = []
    length = 0
  }
  if (length > 0) yield joined(waiting, length)
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  if (pieces.length === 1) return pieces[0]
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** Bytes that safetensorsPieces() will give. */
export function safetensorsLength(
  weights: ReadonlyMap<string, Weight>,
  metadata: Readonly<Record<string, string>>,
): number {
  const header = headerOf(inFileOrder(weights), metadata).length
  return [...weights.values()].reduce((sum, weight) => sum + byteLength(weight), header)
}

/** Length, JSON, and spaces up to a multiple of 8 bytes. */
function headerOf(
  weights: ReadonlyMap<string, Weight>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  let end = 0
  const entries = [...weights].map(([name, weight]) => {
    const begin = end
    end += byteLength(weight)
    return [name, { dtype: weight.dtype, shape: weight.shape, data_offsets: [begin, end] }] as const
  })
  const json = encodeUtf8(
    JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }),
  )
  const length = Math.ceil(json.length / 8) * 8
  const header = new Uint8Array(8 + length).fill(0x20)
  viewOf(header).setBigUint64(0, BigInt(length), true)
  header.set(json, 8)
  return header
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
