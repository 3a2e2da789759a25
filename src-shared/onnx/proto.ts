/**
 * Protocol buffer wire format, writing only: fields become a list of byte chunks that are joined once.
 * Knows nothing of ONNX; weights pass through as views and are copied only by the final join.
 */

/** Bytes in order, with their total length. */
export interface Chunks {
  readonly parts: readonly Uint8Array[]
  readonly length: number
}

function chunksOf(parts: readonly Uint8Array[]): Chunks {
  return { parts, length: parts.reduce((sum, part) => sum + part.length, 0) }
}

/** Base-128 varint; negative numbers as 64-bit two's complement. */
export function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  do {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    bytes.push(rest > 0n ? low | 0x80 : low)
  } while (rest > 0n)
  return Uint8Array.from(bytes)
}

const tag = (field: number, wireType: number): Uint8Array => varint(field * 8 + wireType)

export function message(...fields: readonly Chunks[]): Chunks {
  return {
    parts: fields.flatMap((field) => field.parts),
    length: fields.reduce((sum, field) => sum + field.length, 0),
  }
}

export const integer = (field: number, value: number): Chunks =>
  chunksOf([tag(field, 0), varint(value)])

export function float(field: number, value: number): Chunks {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setFloat32(0, value, true)
  return chunksOf([tag(field, 5), bytes])
}

export const bytes = (field: number, value: Uint8Array): Chunks =>
  chunksOf([tag(field, 2), varint(value.length), value])

/** Names are ours and ASCII; anything else is a defect of the caller. */
export function string(field: number, value: string): Chunks {
  return bytes(
    field,
    Uint8Array.from(value, (character) => {
      const code = character.charCodeAt(0)
      if (code > 127) throw new RangeError(`'${value}' is not an ASCII name`)
      return code
    }),
  )
}

export const nested = (field: number, value: Chunks): Chunks => ({
  parts: [tag(field, 2), varint(value.length), ...value.parts],
  length: value.length + chunksOf([tag(field, 2), varint(value.length)]).length,
})

/** Repeated integers, one field each (readers accept it for packed fields too). */
export const integers = (field: number, values: readonly number[]): Chunks =>
  message(...values.map((value) => integer(field, value)))

/** One array of all chunks. */
export function join(chunks: Chunks): Uint8Array {
  const out = new Uint8Array(chunks.length)
  let offset = 0
  for (const part of chunks.parts) {
    out.set(part, offset)
    offset += part.length
  }
  return out
}
