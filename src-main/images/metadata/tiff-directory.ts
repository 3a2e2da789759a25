/**
 * Directories of tagged values, the structure that TIFF files and EXIF share, read as values and laid out anew.
 * Knows the structure, not what the tags mean.
 */

/** One tagged value; its numbers are little-endian, whatever the file had. */
export interface Field {
  readonly tag: number
  readonly type: number
  readonly count: number
  readonly value: Uint8Array
}

export interface Directory {
  readonly fields: readonly Field[]
  /** By the tag that points to them. */
  readonly children: ReadonlyMap<number, Directory>
}

/** Tags whose value is the place of another directory, and the tags inside of that which are, too. */
export interface ChildTags {
  readonly [tag: number]: ChildTags
}

/** A structure that lies in memory or in a file. `read` throws RangeError outside of it. */
export interface Source {
  readonly littleEndian: boolean
  read(at: number, length: number): Uint8Array
}

/** Bytes of one number of each type: BYTE, ASCII, SHORT, LONG, RATIONAL (two numbers) and so on. */
const numberSizes: readonly number[] = [0, 1, 1, 2, 4, 4, 1, 1, 2, 4, 4, 4, 8, 4]
const rationalTypes: readonly number[] = [5, 10]
const pointerType = 4
const entrySize = 12

const mostBytes = 2 ** 26 // a hostile structure may point to the same bytes many times

/** A structure from which only so much is read as metadata can sensibly be. */
export function limitedSource(source: Source): Source {
  let left = mostBytes
  const read = (at: number, length: number) => {
    left -= length
    if (left < 0) throw new RangeError('too much for metadata')
    return source.read(at, length)
  }
  return { ...source, read }
}

/** The structure in `bytes`, which begin with a byte order mark. Throws RangeError if it is none. */
export function memorySource(bytes: Uint8Array): Source {
  const mark = String.fromCharCode(...bytes.subarray(0, 2))
  if (mark !== 'II' && mark !== 'MM') throw new RangeError('no byte order mark')
  const read = (at: number, length: number) => {
    if (at + length > bytes.length) throw new RangeError('outside of the structure')
    return bytes.subarray(at, at + length)
  }
  return limitedSource({ littleEndian: mark === 'II', read })
}

/** Where the first directory of the structure lies. */
export function firstDirectory(source: Source): number {
  return viewOf(source.read(4, 4)).getUint32(0, source.littleEndian)
}

/**
 * The directory at `at` and those it points to by `childTags`, without the fields and children that are
 * damaged. Throws RangeError where the directory itself is.
 */
export function readDirectory(source: Source, at: number, childTags: ChildTags = {}): Directory {
  const { littleEndian } = source
  const count = viewOf(source.read(at, 2)).getUint16(0, littleEndian)
  const entries = viewOf(source.read(at + 2, count * entrySize))
  const fields: Field[] = []
  const children = new Map<number, Directory>()
  for (let entry = 0; entry < entries.byteLength; entry += entrySize) {
    const tag = entries.getUint16(entry, littleEndian)
    const grandchildren = childTags[tag]
    if (grandchildren) {
      const place = entries.getUint32(entry + 8, littleEndian)
      const child = ifWhole(() => readDirectory(source, place, grandchildren))
      if (child) children.set(tag, child)
    } else {
      const field = ifWhole(() => readField(source, { entries, entry, at: at + 2 + entry }))
      if (field) fields.push(field)
    }
  }
  return { fields, children }
}

function ifWhole<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function readField(
  source: Source,
  { entries, entry, at }: { entries: DataView; entry: number; at: number },
): Field | undefined {
  const { littleEndian } = source
  const type = entries.getUint16(entry + 2, littleEndian)
  const size = numberSizes[type] ?? 0
  if (size === 0) return undefined // a type of the future has no known length
  const count = entries.getUint32(entry + 4, littleEndian)
  const length = size * count * (rationalTypes.includes(type) ? 2 : 1)
  const place = length <= 4 ? at + 8 : entries.getUint32(entry + 8, littleEndian)
  const value = new Uint8Array(source.read(place, length))
  if (!littleEndian) reverseNumbers(value, size)
  return { tag: entries.getUint16(entry, littleEndian), type, count, value }
}

function reverseNumbers(bytes: Uint8Array, size: number): void {
  for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse()
}

/** `directory` and its children as little-endian bytes that will lie at `base`, an even place. */
export function layOut(directory: Directory, base: number): Uint8Array {
  const { children } = directory
  const pointers = [...children.keys()].map((tag) => pointer(tag))
  const fields = [...directory.fields, ...pointers].sort((a, b) => a.tag - b.tag)
  const parts: Uint8Array[] = []
  let end = 2 + fields.length * entrySize + 4
  const append = (bytes: Uint8Array): number => {
    const place = base + end
    parts.push(bytes, new Uint8Array(bytes.length % 2))
    end += bytes.length + (bytes.length % 2)
    return place
  }
  const head = new Uint8Array(end)
  const view = viewOf(head)
  view.setUint16(0, fields.length, true)
  fields.forEach(({ tag, type, count, value }, i) => {
    const entry = 2 + i * entrySize
    const child = children.get(tag)
    view.setUint16(entry, tag, true)
    view.setUint16(entry + 2, type, true)
    view.setUint32(entry + 4, count, true)
    if (child) view.setUint32(entry + 8, append(layOut(child, base + end)), true)
    else if (value.length <= 4) head.set(value, entry + 8)
    else view.setUint32(entry + 8, append(value), true)
  })
  return Buffer.concat([head, ...parts])
}

function pointer(tag: number): Field {
  return { tag, type: pointerType, count: 1, value: new Uint8Array(4) }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}
