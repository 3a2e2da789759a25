/**
 * A file as its readers see it: any range of its bytes, never the whole. Who opens files implements it.
 */
import { sentence } from '../contract/sentences.ts'
import { UserError } from '../contract/user-error.ts'

export interface ByteSource {
  /** What error messages call the file. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** Exactly `length` bytes from `at` on, which lie within the file. */
  read(at: number, length: number): Promise<Uint8Array>
}

/** Bytes of a piece: large enough for a disk to be busy, small enough for any memory. */
export const PIECE = 2 ** 22

/** The bytes from `at` on, `length` of them, in pieces. */
export async function* piecesOf(
  source: ByteSource,
  { at = 0, length = source.size - at }: { readonly at?: number; readonly length?: number } = {},
): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < length; done += PIECE) {
    yield await source.read(at + done, Math.min(PIECE, length - done))
  }
}

/** Bytes that are in memory as a source. */
export function bytesSource(bytes: Uint8Array, name: string): ByteSource {
  return {
    name,
    size: bytes.length,
    read: (at, length) => Promise.resolve(bytes.subarray(at, at + length)),
  }
}

/** The error for a file that is not what it claims to be. */
export function damaged(file: string, kind: string, fault: string): UserError {
  return new UserError(sentence('modelDamaged', { file, kind, fault }))
}
