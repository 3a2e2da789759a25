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
  writeZip(path, [first, ...entries])
}

interface Entry {
  readonly name: string
  readonly length: number
  readonly bytes?: Buffer | undefined
}

/** A zip of stored entries of less than 4 GB; checksums are left out, as no reader here looks at them. */
export function writeZip(path: string, entries: readonly Entry[]): void {
  const file = openSync(path, 'w')
  const directory: Buffer[] = []
  let at = 0
  for (const { name, length, bytes } of entries) {
    const local = Buffer.alloc(30 + name.length)
    local.writeUInt32LE(0x04034b50)
    local.writeUInt32LE(length, 18)
    local.writeUInt32LE(length, 22)
    local.writeUInt16LE(name.length, 26)
    local.write(name, 30)
    const central = Buffer.alloc(46 + name.length)
    central.writeUInt32LE(0x02014b50)
    central.writeUInt32LE(length, 20)
    central.writeUInt32LE(length, 24)
    central.writeUInt16LE(name.length, 28)
    central.writeUInt32LE(at, 42)
    central.write(name, 46)
    directory.push(central)
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
  end.writeUInt32LE(at, 16)
  writeSync(file, Buffer.concat([central, end]), 0, central.length + 22, at)
  closeSync(file)
}
