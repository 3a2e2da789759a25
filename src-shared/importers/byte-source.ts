/**
 * A file as its readers see it: any range of its bytes, never the whole. Who opens files implements it.
 */
import { UserError } from '../contract/user-error.ts'

export interface ByteSource {
  /** What error messages call the file. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** Exactly `length` bytes from `at` on, which lie within the file. */
  read(at: number, length: number): Promise<Uint8Array>
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
  return new UserError(`${file} is damaged or not ${kind}: ${fault}; download or export it again`)
}
