/** Damages bytes in ways that downloads, disks and attackers do; the same number damages alike. */
import { uniforms } from '../../src-shared/tensor/random.ts'

/** Where the damage falls: most of it, since weights are only numbers. */
export interface Region {
  readonly from: number
  readonly to: number
}

/** A damaged copy, by one to three of: bytes changed, cut off, left out, doubled, zeroed, or made large. */
export function mutated(bytes: Uint8Array, number: number, { from, to }: Region): Buffer {
  const draws = uniforms(4711, number, 16)
  let next = 0
  const draw = (count: number) => Math.floor((draws[next++ % draws.length] ?? 0) * count)
  let damaged: Buffer = Buffer.from(bytes)
  for (let rounds = 1 + draw(3); rounds > 0 && damaged.length > 0; rounds--) {
    const at = Math.min(from + draw(Math.max(to - from, 1)), damaged.length - 1)
    const length = 1 + draw(12)
    damaged = MUTATIONS[draw(MUTATIONS.length)]?.(damaged, at, length) ?? damaged
  }
  return damaged
}

type Mutation = (bytes: Buffer, at: number, length: number) => Buffer

const MUTATIONS: readonly Mutation[] = [
  (bytes, at, length) => {
    for (let i = 0; i < length && at + i < bytes.length; i++) {
      bytes.writeUInt8((bytes.readUInt8(at + i) + 37 * (i + 1)) & 0xff, at + i)
    }
    return bytes
  },
  (bytes, at) => bytes.subarray(0, at),
  (bytes, at, length) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]),
  (bytes, at, length) => Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]),
  (bytes, at, length) => bytes.fill(0, at, Math.min(at + length, bytes.length)),
  (bytes, at, length) => bytes.fill(0xff, at, Math.min(at + length, bytes.length)),
  (bytes, at) => {
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
    return bytes
  },
]
