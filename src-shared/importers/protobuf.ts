/**
 * Reads protocol buffers field by field from a file that may be larger than memory: what has a length is told by its
 * place, and read only by who wants it. Knows nothing of what the fields mean.
 */
import { damaged, type ByteSource } from './byte-source.ts'
import { decodeUtf8 } from './utf8.ts'

/** Bytes of a file. */
export interface Range {
  readonly begin: number
  readonly length: number
}

export type Field =
  | { readonly id: number; readonly kind: 'number'; readonly value: number }
  | { readonly id: number; readonly kind: 'bytes'; readonly range: Range }
  /** A fixed width of 4 or 8 bytes. */
  | { readonly id: number; readonly kind: 'fixed'; readonly range: Range }

/** More fields than any model has: a file of nothing but fields would keep the reader busy. */
const MOST_FIELDS = 1_000_000
/** A name or a setting. */
const LONGEST_TEXT = 100_000
/** Tag and length, or tag and number. */
const LONGEST_HEAD = 20

/** Reads one file; counts what it has read. */
export class ProtobufReader {
  readonly source: ByteSource
  readonly #kind: string
  #count = 0

  /** Errors call the file `kind`, such as 'an ONNX file'. */
  constructor(source: ByteSource, kind: string) {
    this.source = source
    this.#kind = kind
  }

  /** The fields of the message in the range. Throws UserError where they do not fill it. */
  async *fields({ begin, length }: Range): AsyncGenerator<Field> {
    const end = begin + length
    for (let at = begin; at < end;) {
      if (++this.#count > MOST_FIELDS) throw this.damaged('it has too many fields')
      const head = await this.source.read(at, Math.min(LONGEST_HEAD, end - at))
      const tag = this.#varint(head, 0)
      const [id, wire] = [Math.floor(tag.value / 8), tag.value % 8]
      at += tag.next
      if (wire === 0) {
        const { value, next } = this.#varint(head, tag.next)
        at += next - tag.next
        yield { id, kind: 'number', value }
        continue
      }
      const size = this.#sizeOf(wire, head, tag.next)
      at += size.head
      if (size.length < 0 || size.length > end - at)
        throw this.damaged('a field in it is longer than what holds it')
      const range = { begin: at, length: size.length }
      at += size.length
      yield { id, kind: wire === 2 ? 'bytes' : 'fixed', range }
    }
  }

  #sizeOf(wire: number, head: Uint8Array, from: number): { head: number; length: number } {
    if (wire === 1) return { head: 0, length: 8 }
    if (wire === 5) return { head: 0, length: 4 }
    if (wire !== 2) throw this.damaged(`it has a field of the unknown kind ${wire}`)
    const { value, next } = this.#varint(head, from)
    return { head: next - from, length: value }
  }

  /** A number of up to 64 bits in two's complement; inexact beyond 2^53, where nothing is right any more. */
  #varint(bytes: Uint8Array, from: number): { value: number; next: number } {
    let value = 0n
    for (let i = 0; i < 10 && from + i < bytes.length; i++) {
      const byte = bytes[from + i]
      value |= BigInt(byte & 0x7f) << BigInt(7 * i)
      if (byte < 0x80) return { value: Number(BigInt.asIntN(64, value)), next: from + i + 1 }
    }
    throw this.damaged('a number in it does not end')
  }

  async text({ begin, length }: Range): Promise<string> {
    if (length > LONGEST_TEXT) throw this.damaged(`a name in it has ${length} bytes`)
    const bytes = await this.source.read(begin, length)
    try {
      return decodeUtf8(bytes)
    } catch {
      throw this.damaged('a name in it is not text')
    }
  }

  /** Numbers that are packed into one field. */
  async packed({ begin, length }: Range): Promise<number[]> {
    if (length > LONGEST_TEXT) throw this.damaged(`a list of numbers in it has ${length} bytes`)
    const bytes = await this.source.read(begin, length)
    const values: number[] = []
    for (let at = 0; at < length;) {
      const { value, next } = this.#varint(bytes, at)
      values.push(value)
      at = next
    }
    return values
  }

  damaged(fault: string): Error {
    return damaged(this.source.name, this.#kind, fault)
  }
}
