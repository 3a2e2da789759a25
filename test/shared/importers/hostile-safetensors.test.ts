import { expect, test } from 'vitest'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import {
  float32,
  readSafetensors,
  writeSafetensors,
} from '../../../src-shared/importers/safetensors.ts'
import { tensor } from '../../../src-shared/tensor/tensor.ts'

/** A file with `header` and `dataLength` zero bytes, optionally lying about the header's length. */
function fileOf(header: string | Uint8Array, dataLength = 8, claimed?: bigint): Uint8Array {
  const text = Buffer.from(header)
  const file = Buffer.alloc(8 + text.length + dataLength)
  file.writeBigUInt64LE(claimed ?? BigInt(text.length))
  file.set(text, 8)
  return file
}

const good = '"dtype":"F32","shape":[2],"data_offsets":[0,8]'

const hostile: readonly (readonly [string, Uint8Array, string])[] = [
  ['an empty file', new Uint8Array(0), 'only 0 bytes'],
  ['a file of seven bytes', new Uint8Array(7), 'only 7 bytes'],
  ['a header longer than the file', fileOf('{}', 0, 3n), 'header claims 3 bytes'],
  ['a header of 2^63 bytes', fileOf('{}', 0, 1n << 63n), 'header claims'],
  ['a text file', Buffer.from('<!doctype html><p>Not found'), 'header claims'],
  [
    'a Git LFS pointer',
    Buffer.from('version https://git-lfs.github.com/spec/v1\n'),
    'git lfs pull',
  ],
  ['a header that is not JSON', fileOf('{"x":'), 'not JSON'],
  ['a header that is not UTF-8', fileOf(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d)), 'not JSON'],
  ['a header of nothing', fileOf(''), 'not JSON'],
  ['a header that is a list', fileOf('[]'), 'not a JSON object'],
  ['a header that is null', fileOf('null'), 'not a JSON object'],
  ['a tensor that is a number', fileOf('{"x":1}'), 'not described by an object'],
  ['a tensor named twice', fileOf(`{"x":{${good}},"\\u0078":{${good}}}`), 'twice'],
  ['a field given twice', fileOf(`{"x":{${good},"shape":[2]}}`), '"shape" twice'],
  ['an unknown type', fileOf('{"x":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}'), 'F8'],
  ['an inherited type', fileOf(`{"x":{${good.replace('F32', 'toString')}}}`), 'toString'],
  ['no type', fileOf('{"x":{"shape":[8],"data_offsets":[0,8]}}'), 'element type'],
  ['no shape', fileOf('{"x":{"dtype":"F32","data_offsets":[0,8]}}'), 'shape that is not a list'],
  ['a negative extent', fileOf(`{"x":{${good.replace('[2]', '[-2]')}}}`), 'shape that is not'],
  ['a fractional extent', fileOf(`{"x":{${good.replace('[2]', '[2.5]')}}}`), 'shape that is not'],
  ['an extent in quotes', fileOf(`{"x":{${good.replace('[2]', '["2"]')}}}`), 'shape that is not'],
  ['a huge extent', fileOf(`{"x":{${good.replace('[2]', '[1e300]')}}}`), 'shape that is not'],
  ['a huge product', fileOf(`{"x":{${good.replace('[2]', '[9e15,9e15,9e15]')}}}`), 'needs'],
  ['a product that wraps', fileOf(`{"x":{${good.replace('[2]', '[65536,65536]')}}}`), 'needs'],
  ['a wrong size', fileOf(`{"x":{${good.replace('[2]', '[3]')}}}`), 'needs 12 bytes'],
  ['a missing offset', fileOf(`{"x":{${good.replace('[0,8]', '[8]')}}}`), 'data_offsets that are'],
  ['a negative offset', fileOf(`{"x":{${good.replace('[0,8]', '[-8,0]')}}}`), 'data_offsets that'],
  ['reversed offsets', fileOf(`{"x":{${good.replace('[0,8]', '[8,0]')}}}`), 'offsets give -8'],
  ['offsets past the end', fileOf(`{"x":{${good}}}`, 7), 'beyond the end'],
  ['bytes of no tensor', fileOf(`{"x":{${good}}}`, 9), '1 bytes at its end'],
  ['overlapping tensors', fileOf(`{"x":{${good}},"y":{${good}}}`), '"y" overlaps'],
  ['a gap', fileOf(`{"x":{${good.replace('[0,8]', '[8,16]')}}}`, 16), 'gap before tensor "x"'],
  ['metadata that is a list', fileOf(`{"__metadata__":[],"x":{${good}}}`), '__metadata__'],
  ['metadata of numbers', fileOf(`{"__metadata__":{"a":1},"x":{${good}}}`), '__metadata__.a'],
]

test.each(hostile)('%s is refused in one sentence that names the file', (_, bytes, fault) => {
  const read = () => readSafetensors(bytes, 'folder/weights.safetensors')
  expect(read).toThrow(UserError)
  expect(read).toThrow(fault)
  expect(read).toThrow(/^folder\/weights\.safetensors .*; (download|fetch)/)
})

test('the base of the hostile headers is itself a good header', () => {
  expect(readSafetensors(fileOf(`{"x":{${good}}}`)).tensors.get('x')?.shape).toEqual([2])
})

test('a header of a million open brackets ends in an error, not in a crash', () => {
  expect(() => readSafetensors(fileOf('['.repeat(1_000_000)))).toThrow(UserError)
  expect(() => readSafetensors(fileOf('{"a":'.repeat(1_000_000)))).toThrow(UserError)
  expect(() => readSafetensors(fileOf(`{"${'a'.repeat(20_000_000)}":1}`))).toThrow(UserError)
})

test('300 damaged copies of a good file are read in full or refused, never worse', () => {
  const source = writeSafetensors(
    new Map([
      ['a.weight', tensor([3, 4], new Float32Array(12))],
      ['b.bias', tensor([5], new Float32Array(5))],
    ]),
    { dtype: 'F16', metadata: { format: 'pt' } },
  )
  const header = Number(Buffer.from(source).readBigUInt64LE())
  let state = 7
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  let refused = 0
  for (let round = 0; round < 300; round++) {
    const copy = source.slice(0, round % 3 ? source.length : random(source.length))
    for (let hits = random(4); hits >= 0; hits--) copy[random(8 + header)] = random(256)
    try {
      for (const entry of readSafetensors(copy).tensors.values()) float32(entry)
    } catch (error) {
      expect(error).toBeInstanceOf(UserError)
      refused++
    }
  }
  expect(refused).toBeGreaterThan(200)
})
