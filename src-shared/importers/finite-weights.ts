/**
 * Weights that are numbers: an infinite or undefined value anywhere makes every picture black.
 */
import { sentence } from '../contract/sentences.ts'
import { UserError } from '../contract/user-error.ts'
import type { Weight } from './weights.ts'

/** The same weights; reading one throws UserError naming it where a value of it is not finite. */
export function finitePieces(
  weights: ReadonlyMap<string, Weight>,
  file: string,
): ReadonlyMap<string, Weight> {
  return new Map([...weights].map(([name, weight]) => [name, checked(weight, name, file)]))
}

function checked(weight: Weight, name: string, file: string): Weight {
  const read = async function* () {
    for await (const piece of weight.read()) {
      if (!allFinite(piece, weight.dtype)) {
        throw notFinite(file, name)
      }
      yield piece
    }
  }
  return { ...weight, read }
}

export function notFinite(file: string, tensor: string): UserError {
  return new UserError(sentence('modelInfinite', { file, tensor }))
}

/** An exponent of all ones marks what is not finite. */
function allFinite(bytes: Uint8Array, dtype: Weight['dtype']): boolean {
  const exponent = { F16: 0x7c00, BF16: 0x7f80 }[String(dtype)]
  if (exponent !== undefined) {
    return every(new Uint16Array(...aligned(bytes, 2)), exponent)
  }
  return every(new Uint32Array(...aligned(bytes, 4)), 0x7f80_0000)
}

function every(words: Uint16Array | Uint32Array, exponent: number): boolean {
  for (const word of words) if ((word & exponent) === exponent) return false
  return true
}

function aligned(bytes: Uint8Array, size: number): [ArrayBufferLike, number, number] {
  const { buffer, byteOffset, length } = bytes.byteOffset % size === 0 ? bytes : bytes.slice()
  return [buffer, byteOffset, length / size]
}
