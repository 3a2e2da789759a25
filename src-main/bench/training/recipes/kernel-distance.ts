/**
 * The kernel distance of Binkowski et al. 2018 between two sets of feature vectors: an unbiased estimate of the squared
 * maximum mean discrepancy with the kernel (x . y / d + 1)^3. Pure.
 */
import type { Tensor } from '../../../../src-shared/tensor/tensor.ts'

export interface KernelDistance {
  /** Mean over the blocks; about 0 for two sets of one distribution, and then as often below it as above. */
  readonly value: number
  /** Standard error of that mean. */
  readonly error: number
}

/** Compares sets [N, D] block by block; vectors that fill no block are left out. */
export function kernelDistance(a: Tensor, b: Tensor, block = 256): KernelDistance {
  const blocks = Math.floor(Math.min(a.shape[0] ?? 0, b.shape[0] ?? 0) / block)
  if (blocks < 2) throw new RangeError(`a kernel distance wants two blocks of ${block} vectors`)
  const values = Array.from({ length: blocks }, (_, i) => {
    const [x, y] = [rows(a, i * block, block), rows(b, i * block, block)]
    return meanKernel(x, x) + meanKernel(y, y) - 2 * meanKernel(x, y)
  })
  const value = values.reduce((sum, one) => sum + one, 0) / blocks
  const spread = values.reduce((sum, one) => sum + (one - value) ** 2, 0) / (blocks - 1)
  return { value, error: Math.sqrt(spread / blocks) }
}

function rows({ shape, data }: Tensor, first: number, count: number): Float32Array[] {
  const width = shape[1] ?? 0
  return Array.from({ length: count }, (_, i) =>
    data.subarray((first + i) * width, (first + i + 1) * width),
  )
}

/** Mean of the kernel over pairs; within one set no vector is paired with itself. */
function meanKernel(xs: readonly Float32Array[], ys: readonly Float32Array[]): number {
  let sum = 0
  for (const [i, x] of xs.entries()) {
    for (const [j, y] of ys.entries()) {
      if (xs !== ys || i !== j) sum += kernel(x, y)
    }
  }
  return sum / (xs.length * (xs === ys ? ys.length - 1 : ys.length))
}

function kernel(x: Float32Array, y: Float32Array): number {
  let product = 0
  for (let i = 0; i < x.length; i++) product += (x[i] ?? 0) * (y[i] ?? 0)
  return (product / x.length + 1) ** 3
}
