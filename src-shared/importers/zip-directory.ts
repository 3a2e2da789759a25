/**
 * The entries of a zip file, found through its directory at the end. Nothing is unpacked, so no archive can grow in
 * memory, and names never become paths.
 */
import { damaged, type ByteSource } from './byte-source.ts'
import { decodeUtf8 } from './utf8.ts'

/** Where the data of an entry lies in the file. */
export interface ZipEntry {
  readonly begin: number
  readonly length: number
  /** Compressed or locked: what lies there are other bytes than those that were put in. */
  readonly isPacked: boolean
}

const END = 0x06054b50
const END_64 = 0x06064b50
const END_64_LOCATOR = 0x07064b50
const DIRECTORY_ENTRY = 0x02014b50
const LOCAL_ENTRY = 0x04034b50
const STORED = 0
const LOCKED = 1

const END_LENGTH = 22
const LONGEST_COMMENT = 0xffff
/** Several times as many as a checkpoint has, with its optimiser: each is looked for in the file. */
const MOST_ENTRIES = 8_000
/** Names of entries are short. */
const LONGEST_DIRECTORY = 2 ** 23
const MASKED = 0xffff_ffff

/** The data of every entry by name. Throws UserError where the file is no whole zip file. */
export async function readZipDirectory(source: ByteSource): Promise<ReadonlyMap<string, ZipEntry>> {
  const { offset, length } = await findDirectory(source)
  if (length > LONGEST_DIRECTORY || offset + length > source.size) throw broken(source)
  const directory = await source.read(offset, length)
  const headers = new Map<string, DirectoryEntry>()
  for (let at = 0; at < directory.length;) {
    const { name, entry, next } = parseEntry(directory, at, source)
    if (headers.has(name)) throw damaged(source.name, KIND, `it names ${quoted(name)} twice`)
    if (headers.size >= MOST_ENTRIES) throw damaged(source.name, KIND, 'it has too many entries')
    headers.set(name, entry)
    at = next
  }
  const entries = new Map<string, ZipEntry>()
  for (const [name, entry] of headers) entries.set(name, await locate(source, name, entry))
  return entries
}

const KIND = 'a zip file'
const quoted = (name: string) => JSON.stringify(name.slice(0, 100))
const broken = (source: ByteSource) =>
  damaged(source.name, KIND, 'its directory is missing, as after a download that was cut short')

interface DirectoryEntry extends Omit<ZipEntry, 'begin'> {
  readonly header: number
}

async function findDirectory(source: ByteSource) {
  const tail = Math.min(source.size, END_LENGTH + LONGEST_COMMENT)
  const bytes = await source.read(source.size - tail, tail)
  const view = viewOf(bytes)
  let end = bytes.length - END_LENGTH
  while (end >= 0 && view.getUint32(end, true) !== END) end--
  if (end < 0) throw broken(source)
  const length = view.getUint32(end + 12, true)
  const offset = view.getUint32(end + 16, true)
  const count = view.getUint16(end + 10, true)
  if (offset !== MASKED && length !== MASKED && count !== 0xffff) return { offset, length }
  return findDirectory64(source, source.size - tail + end)
}

/** Large archives say the sizes in a second record, which a locator just before the first one points to. */
async function findDirectory64(source: ByteSource, end: number) {
  if (end < 20) throw broken(source)
  const locator = viewOf(await source.read(end - 20, 20))
  const at = toNumber(locator.getBigUint64(8, true))
  if (locator.getUint32(0, true) !== END_64_LOCATOR || at + 56 > source.size) throw broken(source)
  const record = viewOf(await source.read(at, 56))
  if (record.getUint32(0, true) !== END_64) throw broken(source)
  return {
    length: toNumber(record.getBigUint64(40, true)),
    offset: toNumber(record.getBigUint64(48, true)),
  }
}

function parseEntry(directory: Uint8Array, at: number, source: ByteSource) {
  const view = viewOf(directory)
  if (at + 46 > directory.length || view.getUint32(at, true) !== DIRECTORY_ENTRY) {
    throw broken(source)
  }
  const nameEnd = at + 46 + view.getUint16(at + 28, true)
  const extraEnd = nameEnd + view.getUint16(at + 30, true)
  const next = extraEnd + view.getUint16(at + 32, true)
  if (next > directory.length) throw broken(source)
  const name = nameOf(directory.subarray(at + 46, nameEnd), source)
  const isPacked =
    view.getUint16(at + 10, true) !== STORED || (view.getUint16(at + 8, true) & LOCKED) !== 0
  const sizes = [24, 20, 42].map((field) => view.getUint32(at + field, true))
  const [unpacked, length, header] = widen(sizes, directory.subarray(nameEnd, extraEnd))
  if (!isPacked && unpacked !== length) throw broken(source)
  return { name, entry: { length, header, isPacked }, next }
}

/** Replaces each field that is all ones by its value in the 64-bit extra field, where they stand in this order. */
function widen(sizes: readonly number[], extra: Uint8Array): number[] {
  const view = viewOf(extra)
  let at = 0
  while (at + 4 <= extra.length && view.getUint16(at, true) !== 1) {
    at += 4 + view.getUint16(at + 2, true)
  }
  at += 4
  return sizes.map((size) => {
    if (size !== MASKED || at + 8 > extra.length) return size
    at += 8
    return toNumber(view.getBigUint64(at - 8, true))
  })
}

/** The data follow the entry's own header, whose length only that header knows. */
async function locate(
  source: ByteSource,
  name: string,
  { length, header, isPacked }: DirectoryEntry,
): Promise<ZipEntry> {
  const outside = () => damaged(source.name, KIND, `${quoted(name)} lies outside of it`)
  if (header + 30 > source.size) throw outside()
  const view = viewOf(await source.read(header, 30))
  if (view.getUint32(0, true) !== LOCAL_ENTRY) throw outside()
  const begin = header + 30 + view.getUint16(26, true) + view.getUint16(28, true)
  if (begin + length > source.size) throw outside()
  return { begin, length, isPacked }
}

function nameOf(bytes: Uint8Array, source: ByteSource): string {
  try {
    return decodeUtf8(bytes)
  } catch {
    throw damaged(source.name, KIND, 'a name in it is not text')
  }
}

/** Beyond 2^53 nothing is a place in a file. */
const toNumber = (value: bigint) =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : Infinity

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
