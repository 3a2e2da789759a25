/**
 * JSON text of plain values that hold bytes: the bytes are taken out, compressed in one piece and put back on reading.
 * Knows nothing of what the values mean; what is read must still be checked.
 */

interface Packed {
  readonly version: 1
  readonly value: unknown
  /** All bytes one after another, compressed (deflate), in base 64. */
  readonly bytes: string
}

/** Where bytes have been taken out: their place among all of them. */
interface Place {
  readonly $at: number
  readonly $length: number
}

export async function packJson(value: unknown): Promise<string> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  const places = new Map<Uint8Array, Place>()
  let length = 0
  const text = JSON.stringify(value, (_key, part: unknown) => {
    if (!(part instanceof Uint8Array)) return part
    const known = places.get(part)
    if (known !== undefined) return known
    const place = { $at: length, $length: part.length }
    places.set(part, place)
    parts.push(new Uint8Array(part))
    length += part.length
    return place
  })
  const bytes = await through(new Blob(parts), new CompressionStream('deflate-raw'))
  return `{"version":1,"bytes":"${toBase64(bytes)}","value":${text}}`
}

/** Rejects with a SyntaxError, RangeError or TypeError for text that packJson did not write. */
export async function unpackJson(text: string): Promise<unknown> {
  const packed: unknown = JSON.parse(text)
  if (!isPacked(packed)) throw new SyntaxError('the text is not a packed value of version 1')
  const compressed = new Blob([fromBase64(packed.bytes)])
  const bytes = await through(compressed, new DecompressionStream('deflate-raw'))
  return withBytes(packed.value, sharedSlices(bytes))
}

type Slices = (place: Place) => Uint8Array

function withBytes(value: unknown, slices: Slices): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((part) => withBytes(part, slices))
  if (isPlace(value)) return slices(value)
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, withBytes(part, slices)]),
  )
}

/** What was one array when it was packed is one array again. */
function sharedSlices(bytes: Uint8Array): Slices {
  const known = new Map<string, Uint8Array>()
  return ({ $at, $length }) => {
    if ($at + $length > bytes.length) throw new RangeError(`no bytes at ${$at + $length}`)
    const key = `${$at}+${$length}`
    const slice = known.get(key) ?? bytes.slice($at, $at + $length)
    known.set(key, slice)
    return slice
  }
}

function isPacked(value: unknown): value is Packed {
  return (
    typeof value === 'object' &&
    value !== null &&
    'version' in value &&
    value.version === 1 &&
    'value' in value &&
    'bytes' in value &&
    typeof value.bytes === 'string'
  )
}

function isPlace(value: object): value is Place {
  return (
    '$at' in value &&
    '$length' in value &&
    Number.isSafeInteger(value.$at) &&
    Number.isSafeInteger(value.$length) &&
    Number(value.$at) >= 0 &&
    Number(value.$length) >= 0
  )
}

async function through(
  blob: Blob,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  return new Uint8Array(await new Response(blob.stream().pipeThrough(stream)).arrayBuffer())
}

function toBase64(bytes: Uint8Array): string {
  const chunk = 0x8000 // a call takes only so many arguments
  let text = ''
  for (let at = 0; at < bytes.length; at += chunk) {
    text += String.fromCharCode(...bytes.subarray(at, at + chunk))
  }
  return btoa(text)
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
