/**
 * The header of a safetensors file, from bytes to checked values.
 * Trusts nothing: every length, name, type, shape and offset is proven before it is handed on.
 */
import { sentence } from '../contract/sentences.ts'
import { UserError } from '../contract/user-error.ts'
import { sizeOf } from '../tensor/tensor.ts'
import { show } from './json-fields.ts'
import { decodeUtf8 } from './utf8.ts'
import { DTYPE_BYTES, type Dtype } from './weights.ts'

export type { Dtype } from './weights.ts'

/** One tensor as the header describes it; `begin` and `end` count bytes from the start of the data. */
export interface HeaderEntry {
  readonly name: string
  readonly dtype: Dtype
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

export interface Header {
  /** In the order of the data, which they cover without gap or overlap. */
  readonly entries: readonly HeaderEntry[]
  readonly metadata: Readonly<Record<string, string>>
  readonly dataStart: number
}

const longestHeader = 100_000_000 // the format's own limit

/**
 * Reads and proves the header of a file of `size` bytes, of which `bytes` are the first and hold all of the header.
 * Throws UserError naming `file` and the first thing that is wrong.
 */
export function parseHeader(bytes: Uint8Array, file: string, size = bytes.length): Header {
  const dataStart = findDataStart(bytes, file, size)
  const json = parseObject(bytes.subarray(8, dataStart), file)
  const { __metadata__: metadata, ...tensors } = json
  const entries = Object.entries(tensors).map(([name, value]) => parseEntry(name, value, file))
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end)
  checkCoverage(entries, size - dataStart, file)
  return { entries, metadata: parseMetadata(metadata, file), dataStart }
}

function damaged(file: string, fault: string): UserError {
  return new UserError(sentence('modelDamaged', { file, kind: 'a safetensors file', fault }))
}

function findDataStart(bytes: Uint8Array, file: string, size: number): number {
  if (startsWith(bytes, 'version https://git-lfs')) {
    throw new UserError(sentence('modelPointer', { file }))
  }
  if (size < 8) throw damaged(file, `it has only ${size} bytes`)
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)
  if (length > longestHeader || length > size - 8) {
    throw damaged(file, `its header claims ${length} bytes, the file has ${size}`)
  }
  return 8 + Number(length)
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return [...text].every((character, i) => bytes[i] === character.charCodeAt(0))
}

function parseObject(bytes: Uint8Array, file: string): Record<string, unknown> {
  let text: string
  let json: unknown
  try {
    text = decodeUtf8(bytes)
    json = JSON.parse(text)
  } catch {
    throw damaged(file, 'its header is not JSON')
  }
  if (!isRecord(json)) throw damaged(file, 'its header is not a JSON object')
  const twice = repeatedKey(text)
  if (twice !== undefined) throw damaged(file, `its header names ${twice.slice(0, 100)} twice`)
  return json
}

/** The first key that an object of valid JSON `text` has twice; JSON.parse would hide it. */
function repeatedKey(text: string): string | undefined {
  const open: Set<unknown>[] = []
  const [mark, colon] = [/["{}]/g, /\s*:/y]
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    if (found[0] === '{') open.push(new Set())
    else if (found[0] === '}') open.pop()
    else {
      mark.lastIndex = colon.lastIndex = endOfText(text, found.index)
      const literal = text.slice(found.index, mark.lastIndex)
      if (!colon.test(text)) continue
      const key: unknown = JSON.parse(literal)
      const keys = open[open.length - 1]
      if (keys.has(key)) return literal
      keys.add(key)
    }
  }
  return undefined
}

/** Behind the quote that ends the text whose first quote is at `begin`: the next one that is not escaped. */
function endOfText(json: string, begin: number): number {
  let end = begin
  let slashes: number
  do {
    end = json.indexOf('"', end + 1)
    for (slashes = 0; json[end - 1 - slashes] === '\\'; slashes++);
  } while (slashes % 2 === 1)
  return end + 1
}

function parseMetadata(value: unknown, file: string): Record<string, string> {
  if (value === undefined) return {}
  if (!isRecord(value)) throw damaged(file, '__metadata__ is not an object')
  return Object.fromEntries(
    Object.entries(value).map(([key, text]) => {
      if (typeof text !== 'string')
        throw damaged(file, `__metadata__.${key.slice(0, 100)} is not a text`)
      return [key, text]
    }),
  )
}

function parseEntry(name: string, value: unknown, file: string): HeaderEntry {
  const wrong = (fault: string) => damaged(file, `tensor ${show(name)} ${fault}`)
  if (!isRecord(value)) throw wrong('is not described by an object')
  const { dtype, shape, data_offsets: offsets } = value
  if (dtype === undefined) throw wrong('has no element type')
  if (!isDtype(dtype)) throw wrong(`has the element type ${show(dtype)}, not supported`)
  if (!isCounts(shape)) throw wrong('has a shape that is not a list of whole numbers from 0 on')
  if (!isCounts(offsets) || offsets.length !== 2) {
    throw wrong('has data_offsets that are not two whole numbers from 0 on')
  }
  const [begin, end] = offsets
  const size = DTYPE_BYTES[dtype] * sizeOf(shape)
  if (end - begin !== size) {
    throw wrong(`of shape ${show(shape)} needs ${size} bytes, its offsets give ${end - begin}`)
  }
  return { name, dtype, shape, begin, end }
}

/** Sorted entries must fill the data exactly: bytes that nothing describes could hide anything. */
function checkCoverage(entries: readonly HeaderEntry[], length: number, file: string): void {
  let covered = 0
  for (const { name, begin, end } of entries) {
    const tensor = `tensor ${show(name)}`
    if (begin < covered) throw damaged(file, `${tensor} overlaps the one before it`)
    if (begin > covered) throw damaged(file, `there is a gap before ${tensor}`)
    if (end > length) throw damaged(file, `${tensor} ends beyond the end of the file`)
    covered = end
  }
  if (covered < length)
    throw damaged(file, `${length - covered} bytes at its end belong to no tensor`)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isDtype(value: unknown): value is Dtype {
  return typeof value === 'string' && Object.hasOwn(DTYPE_BYTES, value)
}

function isCounts(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.every((count) => Number.isSafeInteger(count) && Number(count) >= 0)
  )
}
