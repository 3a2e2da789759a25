/**
 * Messages as the frames of a web socket: JSON with the samples behind it as they are, never as text.
 * Layout: length of the JSON (32 bit, little endian), JSON, then the bytes of every array one after another.
 */
import { fieldsOf } from './wire.ts'
import type { Message } from './port.ts'

/** Bytes that were taken out of a message, and where they belong. */
interface Attachment {
  readonly at: readonly string[]
  readonly kind: 'u8' | 'u16'
  readonly length: number
}

const HEADER = 4

/** One frame. Bytes travel as Uint8Array or Uint16Array, everything else as JSON. */
export function encodeFrame(message: Message): Uint8Array<ArrayBuffer> {
  const attachments: Attachment[] = []
  const parts: Uint8Array[] = []
  const body = detach(message, [], (bytes, at) => {
    attachments.push({
      at,
      kind: bytes instanceof Uint16Array ? 'u16' : 'u8',
      length: bytes.length,
    })
    parts.push(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  })
  const json = new TextEncoder().encode(JSON.stringify({ body, attachments }))
  const total = parts.reduce((sum, { length }) => sum + length, HEADER + json.length)
  const frame = new Uint8Array(total)
  new DataView(frame.buffer).setUint32(0, json.length, true)
  let offset = HEADER
  for (const part of [json, ...parts]) {
    frame.set(part, offset)
    offset += part.length
  }
  return frame
}

/** The message of a frame; throws RangeError or SyntaxError where the frame is not one of encodeFrame. */
export function decodeFrame(frame: Uint8Array): Message {
  const size = new DataView(frame.buffer, frame.byteOffset, frame.byteLength).getUint32(0, true)
  if (HEADER + size > frame.length) throw new RangeError('The frame ends within its text.')
  const text = new TextDecoder('utf-8', { fatal: true }).decode(
    frame.subarray(HEADER, HEADER + size),
  )
  const holder = fieldsOf(JSON.parse(text))
  let offset = HEADER + size
  for (const attachment of attachmentsOf(holder['attachments'])) {
    const end = offset + attachment.length * (attachment.kind === 'u16' ? 2 : 1)
    if (end > frame.length) throw new RangeError('The frame ends within its bytes.')
    const bytes = frame.slice(offset, end)
    attach(holder, attachment.at, attachment.kind === 'u16' ? new Uint16Array(bytes.buffer) : bytes)
    offset = end
  }
  return holder['body']
}

type TakeOut = (bytes: Uint8Array | Uint16Array, at: readonly string[]) => void

/** A copy of `value` with null where bytes were; these are handed to `takeOut`. */
function detach(value: unknown, at: readonly string[], takeOut: TakeOut): unknown {
  if (value instanceof Uint8Array || value instanceof Uint16Array) {
    takeOut(value, at)
    return null
  }
  if (Array.isArray(value)) return value.map((item, i) => detach(item, [...at, String(i)], takeOut))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, detach(item, [...at, key], takeOut)]),
  )
}

/** Puts bytes where a null was left for them. Only own members are followed, whatever the frame names. */
function attach(holder: object, at: readonly string[], bytes: Uint8Array | Uint16Array): void {
  const path = ['body', ...at]
  const last = path.pop() ?? ''
  let place: object = holder
  for (const key of path) {
    const next = ownMember(place, key)
    if (typeof next !== 'object' || next === null) throw misplaced()
    place = next
  }
  if (ownMember(place, last) !== null) throw misplaced()
  Reflect.set(place, last, bytes)
}

function ownMember(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? Reflect.get(object, key) : undefined
}

function misplaced(): RangeError {
  return new RangeError('The frame has bytes that belong nowhere.')
}

function attachmentsOf(value: unknown): Attachment[] {
  if (!Array.isArray(value)) throw new RangeError('The frame does not say what its bytes are.')
  return value.map((item: unknown) => {
    const { at, kind, length } = fieldsOf(item)
    const isPath = Array.isArray(at) && at.every((key) => typeof key === 'string')
    const isLength = typeof length === 'number' && Number.isInteger(length) && length >= 0
    if (!isPath || !isLength || (kind !== 'u8' && kind !== 'u16'))
      throw new RangeError('The frame says of its bytes what cannot be.')
    return { at, kind, length }
  })
}
