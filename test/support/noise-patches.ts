/** Patches out of a batch, and how far they are apart: what tests of training noise share. */
import { mapTensor, sizeOf } from '../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import { at } from './at.ts'

/** Patch `i` of a batch [B, C, H, W] as [1, C, H, W]. */
export function patchOf({ shape, data }: Tensor, i: number): Tensor {
  const rest = shape.slice(1)
  const size = sizeOf(rest)
  return { shape: [1, ...rest], data: data.slice(i * size, (i + 1) * size) }
}

export function difference(a: Tensor, b: Tensor): Tensor {
  return mapTensor(a, (value, i) => value - at(b.data, i))
}

/** The largest absolute value. */
export function largest({ data }: Tensor): number {
  return data.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
}
