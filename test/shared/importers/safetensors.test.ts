import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  float32,
  float64,
  readSafetensors,
  tensorOf,
  writeSafetensors,
} from '../../../src-shared/importers/safetensors.ts'
import { tensor } from '../../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../../src-shared/tensor/tensor.ts'
import { at } from '../../support/at.ts'

const fixtures = new URL('../../fixtures/', import.meta.url)

function fixture(path: string): Uint8Array {
  return readFileSync(new URL(path, fixtures))
}

/** A file from a header and data written by hand. */
function fileOf(header: string, data: ArrayLike<number>): Uint8Array {
  const text = Buffer.from(header)
  const file = Buffer.alloc(8 + text.length + data.length)
  file.writeBigUInt64LE(BigInt(text.length))
  file.set(text, 8)
  file.set(Uint8Array.from(data), 8 + text.length)
  return file
}

test('the golden schedules are read in all their types', () => {
  const file = readSafetensors(fixture('schedules/golden_schedules.safetensors'))
  const sigmas = float64(file.tensors.get('karras_40')!)
  expect(file.tensors.get('karras_40')).toMatchObject({ dtype: 'F64', shape: [40] })
  expect(sigmas[0]).toBeCloseTo(80, 12)
  expect(sigmas[39]).toBeCloseTo(0.002, 15)
  const inFloat32 = tensorOf(file, 'karras_f32_40').data
  inFloat32.forEach((sigma, i) => expect(sigma / at(sigmas, i)).toBeCloseTo(1, 5))
  const steps = file.tensors.get('ct.cifar10.k')!
  expect(steps.dtype).toBe('I64')
  expect(steps.data()).toBeInstanceOf(BigInt64Array)
  expect(float32(steps)[0]).toBe(0)
})

test('the golden 16-bit noise is unit normal', () => {
  const noise = tensorOf(
    readSafetensors(fixture('tiny_bedroom256/golden_editing.safetensors')),
    'inpaint_full40.noise_all',
  )
  expect(noise.shape).toEqual([39, 3, 32, 32])
  const square = noise.data.reduce((sum, value) => sum + value * value, 0) / noise.data.length
  expect(square).toBeCloseTo(1, 1)
})

test('every type of a file written by hand is read', () => {
  const cases = [
    ['F64', 8, [0, 0, 0, 0, 0, 0, 0xf0, 0x3f], new Float64Array([1])],
    ['F32', 4, [0, 0, 0x80, 0xbf], new Float32Array([-1])],
    ['F16', 2, [0, 0x3c], new Float32Array([1])],
    ['BF16', 2, [0x80, 0x3f], new Float32Array([1])],
    ['I64', 8, [254, 255, 255, 255, 255, 255, 255, 255], new BigInt64Array([-2n])],
    ['I32', 4, [1, 2, 0, 0], new Int32Array([513])],
    ['I16', 2, [255, 255], new Int16Array([-1])],
    ['I8', 1, [255], new Int8Array([-1])],
    ['U8', 1, [255], new Uint8Array([255])],
    ['BOOL', 1, [1], new Uint8Array([1])],
  ] as const
  for (const [dtype, size, data, expected] of cases) {
    const header = `{"x":{"dtype":"${dtype}","shape":[1],"data_offsets":[0,${size}]}}`
    expect(readSafetensors(fileOf(header, data)).tensors.get('x')?.data()).toEqual(expected)
  }
})

test('aligned data is a view of the file, unaligned data a copy with the same values', () => {
  const bytes = writeSafetensors(new Map([['x', tensor([2], Float32Array.of(1, 2))]]), {
    dtype: 'F32',
  })
  expect(tensorOf(readSafetensors(bytes), 'x').data.buffer).toBe(bytes.buffer)
  const shifted = new Uint8Array(bytes.length + 1).subarray(1)
  shifted.set(bytes)
  const data = tensorOf(readSafetensors(shifted), 'x').data
  expect(data.buffer).not.toBe(shifted.buffer)
  expect([...data]).toEqual([1, 2])
})

const written: ReadonlyMap<string, Tensor> = new Map([
  ['weights "ä"\\\n😀', tensor([2, 3], Float32Array.of(0, -0, 1 / 3, 1e-30, Infinity, 7))],
  ['scalar', tensor([], Float32Array.of(5))],
  ['empty', tensor([0, 4], new Float32Array(0))],
  ['__proto__', tensor([1], Float32Array.of(9))],
])

test('32-bit tensors survive writing and reading with names, shapes and metadata', () => {
  const metadata = { licence: 'MIT', __proto: 'ü' }
  const file = readSafetensors(writeSafetensors(written, { dtype: 'F32', metadata }))
  expect(file.metadata).toEqual(metadata)
  expect([...file.tensors.keys()].sort()).toEqual([...written.keys()].sort())
  for (const [name, expected] of written) expect(tensorOf(file, name)).toEqual(expected)
})

test('16-bit tensors are written rounded to the nearest half', () => {
  const file = readSafetensors(writeSafetensors(written, { dtype: 'F16' }))
  const [name = 'the first'] = written.keys()
  expect(file.tensors.get(name)?.dtype).toBe('F16')
  expect([...tensorOf(file, name).data]).toEqual([0, -0, 0.333251953125, 0, Infinity, 7])
})

test('the header is padded with spaces so that the data is aligned to 8 bytes', () => {
  const bytes = Buffer.from(writeSafetensors(written, { dtype: 'F32' }))
  const length = Number(bytes.readBigUInt64LE())
  expect(length % 8).toBe(0)
  expect(bytes.subarray(8, 8 + length).toString()).toMatch(/^\{.*\} *$/s)
})

test('a golden file is the same after it is read and written again', () => {
  const file = readSafetensors(fixture('training/target.safetensors'))
  const tensors = new Map([...file.tensors.keys()].map((name) => [name, tensorOf(file, name)]))
  const again = readSafetensors(writeSafetensors(tensors, { dtype: 'F32' }))
  for (const [name, expected] of tensors) expect(tensorOf(again, name)).toEqual(expected)
})

test('asking for a tensor that a file has not names the tensor and the file', () => {
  const file = readSafetensors(writeSafetensors(written, { dtype: 'F32' }), 'a.safetensors')
  expect(() => tensorOf(file, 'conv_in.weight')).toThrow(
    'a.safetensors: tensor conv_in.weight is missing',
  )
})
