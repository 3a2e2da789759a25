/**
 * Writes files as PyTorch saves them, for tests: a zip of stored entries and a pickle, from the description of both
 * formats and not by our readers. Values that are not given are holes in the file, so it may be larger than the disk.
 */
import { closeSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { mkdirSync } from 'node:fs'

export interface TorchTensor {
  readonly shape: readonly number[]
  /** Zeros where it is left out. */
  readonly data?: Float32Array
}

/** A pickle as a list of its instructions. */
export const op = {
  proto: Buffer.from([0x80, 2]),
  mark: Buffer.from('('),
  tuple: Buffer.from('t'),
  emptyTuple: Buffer.from(')'),
  emptyDict: Buffer.from('}'),
  emptyList: Buffer.from(']'),
  reduce: Buffer.from('R'),
  setItems: Buffer.from('u'),
  persistent: Buffer.from('Q'),
  false: Buffer.from([0x89]),
  stop: Buffer.from('.'),
  global: (module: string, name: string) => Buffer.from(`c${module}\n${name}\n`),
  text: (text: string) => {
    const bytes = Buffer.from(text)
    const length = Buffer.alloc(4)
    length.writeUInt32LE(bytes.length)
    return Buffer.concat([Buffer.from('X'), length, bytes])
  },
  int: (value: number) => {
    const bytes = Buffer.alloc(5)
    bytes.write('J')
    bytes.writeInt32LE(value, 1)
    return bytes
  },
}

export function integers(values: readonly number[]): Buffer {
  return Buffer.concat([op.mark, ...values.map(op.int), op.tuple])
}

/** The call that PyTorch writes for a tensor over the storage `key`. */
export function tensorCall(key: string, shape: readonly number[]): Buffer {
  const count = shape.reduce((product, extent) => product * extent, 1)
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1))
  return Buffer.concat([
    op.global('torch._utils', '_rebuild_tensor_v2'),
    ...[op.mark, op.mark, op.text('storage'), op.global('torch', 'FloatStorage'), op.text(key)],
    ...[op.text('cpu'), op.int(count), op.tuple, op.persistent],
    ...[op.int(0), integers(shape), integers(strides), op.false],
    ...[op.global('collections', 'OrderedDict'), op.emptyTuple, op.reduce, op.tuple, op.reduce],
  ])
}

export function stateDict(tensors: ReadonlyMap<string, TorchTensor>): Buffer {
  const items = [...tensors].flatMap(([name, { shape }], i) => [
    op.text(name),
    tensorCall(String(i), shape),
  ])
  const dict = [op.global('collections', 'OrderedDict'), op.emptyTuple, op.reduce]
  return Buffer.concat([op.proto, ...dict, op.mark, ...items, op.setItems, op.stop])
}

/** Writes the file; `pickle` takes the place of the usual one. */
export function writeTorchFile(
  path: string,
  tensors: ReadonlyMap<string, TorchTensor>,
  pickle: Buffer = stateDict(tensors),
  options: ZipOptions = {},
): void {
  mkdirSync(dirname(path), { recursive: true })
  const entries = [...tensors.values()].map(({ shape, data }, i) => {
    const length = 4 * shape.reduce((product, extent) => product * extent, 1)
    return {
      name: `archive/data/${i}`,
      length,
      bytes: data && Buffer.from(data.buffer, data.byteOffset, length),
    }
  })
  const first = { name: 'archive/data.pkl', length: pickle.length, bytes: pickle }
  writeZip(path, [first, ...entries], options)
}

interface Entry {
  readonly name: string
  readonly length: number
  readonly bytes?: Buffer | undefined
}

/** What is said in 32 bits where those do not hold it. */
const narrow = (value: number) => Math.min(value, 0xffff_ffff)

interface ZipOptions {
  /** Says all sizes and places in 64 bits, as archives of more than 4 GB do. */
  readonly wide?: boolean
}

/** A zip of stored entries; checksums are left out, as no reader here looks at them. */
export function writeZip(
  path: string,
  entries: readonly Entry[],
  { wide = false }: ZipOptions = {},
): void {
  const file = openSync(path, 'w')
  const directory: Buffer[] = []
  let at = 0
  for (const { name, length, bytes } of entries) {
    const local = Buffer.alloc(30 + name.length)
    local.writeUInt32LE(0x04034b50)
    local.writeUInt32LE(narrow(length), 18)
    local.writeUInt32LE(narrow(length), 22)
    local.writeUInt16LE(name.length, 26)
    local.write(name, 30)
    const central = Buffer.alloc(46 + name.length)
    central.writeUInt32LE(0x02014b50)
    central.writeUInt32LE(narrow(length), 20)
    central.writeUInt32LE(narrow(length), 24)
    central.writeUInt16LE(name.length, 28)
    central.writeUInt32LE(narrow(at), 42)
    central.write(name, 46)
    directory.push(wide ? widened(central, length, at) : central)
    writeSync(file, local, 0, local.length, at)
    if (bytes) writeSync(file, bytes, 0, length, at + local.length)
    at += local.length + length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(narrow(at), 16)
  const tail = wide ? [central, wideEnd(central.length, at), masked(end)] : [central, end]
  const bytes = Buffer.concat(tail)
  writeSync(file, bytes, 0, bytes.length, at)
  closeSync(file)
}

/** The entry with its sizes and place in an extra field. */
function widened(entry: Buffer, length: number, at: number): Buffer {
  for (const field of [20, 24, 42]) entry.writeUInt32LE(0xffff_ffff, field)
  entry.writeUInt16LE(4 + 28, 30)
  const extra = Buffer.alloc(32)
  extra.writeUInt16LE(0x7075, 0) // a field of another kind comes first
  extra.writeUInt16LE(1, 4)
  extra.writeUInt16LE(24, 6)
  for (const [i, value] of [length, length, at].entries()) {
    extra.writeBigUInt64LE(BigInt(value), 8 + 8 * i)
  }
  return Buffer.concat([entry, extra])
}

/** The end record of 64 bits and the record that says where it is. */
function wideEnd(length: number, at: number): Buffer {
  const end = Buffer.alloc(56 + 20)
  end.writeUInt32LE(0x06064b50)
  end.writeBigUInt64LE(BigInt(length), 40)
  end.writeBigUInt64LE(BigInt(at), 48)
  end.writeUInt32LE(0x07064b50, 56)
  end.writeBigUInt64LE(BigInt(at + length), 64)
  return end
}

function masked(end: Buffer): Buffer {
  return end.fill(0xff, 8, 20)
}
