/**
 * Smaller and larger copies of a field: block means down, cubic convolution up. Pixel centres are
 * aligned, so that going up keeps positions. It knows no photograph and no operator.
 */
import type { Tensor } from '../tensor/tensor.ts'

/** Taps of a one-dimensional filter: for each target sample the first source sample and four weights. */
interface Taps {
  readonly first: number
  readonly weights: readonly number[]
}

/** Means of `factor` x `factor` blocks of [1, C, H, W]; both sides must be multiples of `factor`. */
export function boxDown(x: Tensor, factor: number): Tensor {
  const [, channels, height, width] = x.shape
  if (width % factor !== 0 || height % factor !== 0) {
    throw new RangeError(`a field of ${width} x ${height} does not divide into blocks of ${factor}`)
  }
  const columns = width / factor
  const rows = height / factor
  const data = new Float32Array(channels * rows * columns)
  const share = 1 / factor ** 2
  for (let row = 0; row < channels * height; row++) {
    const target = Math.floor(row / factor) * columns
    for (let i = 0; i < width; i++) {
      data[target + Math.floor(i / factor)] += share * x.data[row * width + i]
    }
  }
  return { shape: [1, channels, rows, columns], data }
}

/**
 * [1, C, H, W] enlarged `factor` times by cubic convolution (Keys 1981, a = -1/2). Beyond the edge
 * the field is mirrored.
 */
export function cubicUp(x: Tensor, factor: number): Tensor {
  const [, channels, height, width] = x.shape
  const wide = alongRows(x.data, cubicTaps(width, factor), { width, rows: channels * height })
  const data = new Float32Array(wide.length * factor)
  const vertical = cubicTaps(height, factor)
  const row = width * factor
  for (let c = 0; c < channels; c++) {
    const plane = wide.subarray(c * height * row, (c + 1) * height * row)
    vertical.forEach(({ first, weights }, y) => {
      const target = (c * vertical.length + y) * row
      weights.forEach((weight, tap) => {
        const source = mirror(first + tap, height) * row
        for (let i = 0; i < row; i++) data[target + i] += weight * plane[source + i]
      })
    })
  }
  return { shape: [1, channels, height * factor, row], data }
}

/**
 * An enlargement of `small` [1, C, H, W] whose block means are those of `small` to within a few
 * thousandths: cubic convolution, then what its block means miss is enlarged and added, three times
 * (iterative back-projection, Irani and Peleg 1991).
 */
export function faithfulUp(small: Tensor, factor: number): Tensor {
  const large = cubicUp(small, factor)
  for (let round = 0; round < 3; round++) {
    const means = boxDown(large, factor)
    const missing = { shape: small.shape, data: small.data.map((v, i) => v - means.data[i]) }
    const correction = cubicUp(missing, factor)
    for (let i = 0; i < large.data.length; i++) large.data[i] += correction.data[i]
  }
  return large
}

/** Position `i` of an endless row that repeats `length` samples forwards and backwards. */
export function mirror(i: number, length: number): number {
  const place = ((i % (2 * length)) + 2 * length) % (2 * length)
  return place < length ? place : 2 * length - 1 - place
}

/** The weights repeat from sample to sample, to the last bit: where a field is cut changes none of them. */
function cubicTaps(length: number, factor: number): Taps[] {
  const phases = Array.from({ length: factor }, (_, i) => {
    const centre = (i + 0.5) / factor - 0.5
    const first = Math.floor(centre) - 1
    return { first, weights: [0, 1, 2, 3].map((tap) => keysKernel(centre - first - tap)) }
  })
  return Array.from({ length: length * factor }, (_, i) => {
    const { first, weights } = phases[i % factor]
    return { first: first + Math.floor(i / factor), weights }
  })
}

function keysKernel(distance: number): number {
  const d = Math.abs(distance)
  if (d < 1) return 1.5 * d ** 3 - 2.5 * d ** 2 + 1
  return d < 2 ? -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2 : 0
}

/** Every row filtered on its own, from left to right: memory is walked in order, which counts for large fields. */
function alongRows(
  source: Float32Array,
  taps: readonly Taps[],
  { width, rows }: { width: number; rows: number },
): Float32Array {
  const columns = Int32Array.from(
    taps.flatMap(({ first, weights }) => weights.map((_, tap) => mirror(first + tap, width))),
  )
  const weights = Float64Array.from(taps.flatMap((tap) => tap.weights))
  const target = new Float32Array(rows * taps.length)
  for (let row = 0, out = 0; row < rows; row++) {
    const start = row * width
    for (let k = 0; k < weights.length; k += 4, out++) {
      target[out] =
        weights[k] * source[start + columns[k]] +
        weights[k + 1] * source[start + columns[k + 1]] +
        weights[k + 2] * source[start + columns[k + 2]] +
        weights[k + 3] * source[start + columns[k + 3]]
    }
  }
  return target
}
