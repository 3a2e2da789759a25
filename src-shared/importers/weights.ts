/**
 * Weights that still lie in a file: what they are, and reading them in pieces. One tensor after another passes through
 * memory, so that a checkpoint may be larger than it.
 */
import { bfloatToFloat, halfToFloat } from '../tensor/half.ts'
import { sizeOf } from '../tensor/tensor.ts'
import { piecesOf, type ByteSource } from './byte-source.ts'

/** Bytes of one value of each element type that is read. */
export const DTYPE_BYTES = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const

/** Element types under safetensors' names. */
export type Dtype = keyof typeof DTYPE_BYTES

/** A tensor in a file: row by row, little-endian. */
export interface StoredTensor {
  readonly dtype: Dtype
  readonly shape: readonly number[]
  readonly source: ByteSource
  /** Where it begins, in bytes from the start of the source. */
  readonly begin: number
}

/** What a file of weights holds, whatever its format. */
export interface WeightFile {
  /** What error messages call it. */
  readonly name: string
  readonly tensors: ReadonlyMap<string, StoredTensor>
}

/** A tensor on its way to another file. */
export interface Weight {
  readonly dtype: Dtype
  readonly shape: readonly number[]
  /** Its bytes in order, in pieces of whole values. */
  read(): AsyncIterable<Uint8Array>
}

export function byteLength({ dtype, shape }: Pick<Weight, 'dtype' | 'shape'>): number {
  return DTYPE_BYTES[dtype] * sizeOf(shape)
}

/** The tensor as it is, or as another shape of as many values. */
export function asStored(tensor: StoredTensor, shape = tensor.shape): Weight {
  return { dtype: tensor.dtype, shape, read: () => pieces(tensor, 0, byteLength(tensor)) }
}

/** Rows `first` to `first + count` of the first axis, each of the remaining axes flattened to `shape`. */
export function rowsOf(
  tensor: StoredTensor,
  { first, shape }: { readonly first: number; readonly shape: readonly number[] },
): Weight {
  const row = byteLength(tensor) / tensor.shape[0]
  const length = byteLength({ dtype: tensor.dtype, shape })
  return { dtype: tensor.dtype, shape, read: () => pieces(tensor, first * row, length) }
}

/** Value i of the result is value indexAt(i) of the tensor, which is held in memory as a whole. */
export function pickedFrom(
  tensor: StoredTensor,
  shape: readonly number[],
  indexAt: (index: number) => number,
): Weight {
  const width = DTYPE_BYTES[tensor.dtype]
  const read = async function* () {
    const all = await tensor.source.read(tensor.begin, byteLength(tensor))
    const picked = new Uint8Array(width * sizeOf(shape))
    for (let i = 0; i < picked.length / width; i++) {
      const from = width * indexAt(i)
      for (let byte = 0; byte < width; byte++) picked[width * i + byte] = all[from + byte]
    }
    yield picked
  }
  return { dtype: tensor.dtype, shape, read }
}

function pieces({ source, begin }: StoredTensor, from: number, length: number) {
  return piecesOf(source, { at: begin + from, length })
}

/** The weight in 32 bits, exactly; one of 64 bits is rounded. */
export function widened(weight: Weight): Weight {
  if (weight.dtype === 'F32') return weight
  if (weight.dtype === 'F64') return narrowed(weight)
  const convert = weight.dtype === 'F16' ? halfToFloat : bfloatToFloat
  const read = async function* () {
    for await (const piece of weight.read()) {
      const whole = piece.byteOffset % 2 === 0 ? piece : piece.slice()
      const bits = new Uint16Array(whole.buffer, whole.byteOffset, whole.length / 2)
      yield new Uint8Array(convert(bits).buffer)
    }
  }
  return { dtype: 'F32', shape: weight.shape, read }
}

/** The weight with values of 64 bits rounded to 32; others as they are. */
export function narrowed(weight: Weight): Weight {
  if (weight.dtype !== 'F64') return weight
  const read = async function* () {
    for await (const piece of weight.read()) {
      const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength)
      const values = new Float32Array(piece.byteLength / 8)
      for (let i = 0; i < values.length; i++) values[i] = view.getFloat64(8 * i, true)
      yield new Uint8Array(values.buffer)
    }
  }
  return { dtype: 'F32', shape: weight.shape, read }
}
