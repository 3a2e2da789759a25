/**
 * Square blocks of pixels: their means, and pictures made of them. Works plane by plane, so for any
 * number of channels.
 */
import type { Tensor } from '../tensor/tensor.ts'

/** [B, C, H, W] -> [B, C, H / side, W / side], the mean of each block of side x side pixels. */
export function blockMeans(image: Tensor, side: number): Tensor {
  const [batch, channels, height, width] = image.shape
  if (height % side !== 0 || width % side !== 0) {
    throw new RangeError(`a picture of ${width}x${height} is not made of blocks of ${side}`)
  }
  const small = [batch, channels, height / side, width / side]
  const data = new Float32Array(image.data.length / side ** 2)
  eachBlock(small, side, (block, corner) => {
    let sum = 0
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) sum += image.data[corner + y * width + x]
    }
    data[block] = sum / side ** 2
  })
  return { shape: small, data }
}

/** [B, C, h, w] -> [B, C, h side, w side], every value repeated over its block. */
export function nearestUpsample(small: Tensor, side: number): Tensor {
  const [batch, channels, rows, columns] = small.shape
  const width = columns * side
  const data = new Float32Array(small.data.length * side ** 2)
  eachBlock(small.shape, side, (block, corner) => {
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) data[corner + y * width + x] = small.data[block]
    }
  })
  return { shape: [batch, channels, rows * side, width], data }
}

/** Every block replaced by its mean: the projection onto pictures made of blocks. */
export function ontoBlockMeans(image: Tensor, side: number): Tensor {
  return nearestUpsample(blockMeans(image, side), side)
}

/**
 * Values outside [-1, 1] are clamped, and what that takes from a block's mean is spread over those
 * of its pixels that have room. A block whose mean itself is out of range ends clamped.
 */
export function spreadIntoRange(image: Tensor, side: number): Tensor {
  const means = blockMeans(image, side)
  const width = image.shape[3]
  const data = image.data.slice()
  const values = new Float64Array(side ** 2)
  eachBlock(means.shape, side, (block, corner) => {
    const index = (i: number) => corner + Math.floor(i / side) * width + (i % side)
    for (let i = 0; i < values.length; i++) values[i] = data[index(i)]
    if (values.every((value) => Math.abs(value) <= 1)) return
    shiftIntoRange(values, means.data[block])
    for (let i = 0; i < values.length; i++) data[index(i)] = values[i]
  })
  return { shape: image.shape, data }
}

/** Clamps and shifts `values` until their mean is `mean`; each round ends or saturates one more. */
function shiftIntoRange(values: Float64Array, mean: number): void {
  const target = Math.min(Math.max(mean, -1), 1) * values.length
  for (let round = 0; round <= values.length; round++) {
    let missing = target
    for (let i = 0; i < values.length; i++) {
      values[i] = Math.min(Math.max(values[i], -1), 1)
      missing -= values[i]
    }
    const limit = Math.sign(missing)
    const free = values.reduce((count, value) => count + (value === limit ? 0 : 1), 0)
    if (Math.abs(missing) < 1e-9 || free === 0) return
    for (let i = 0; i < values.length; i++) if (values[i] !== limit) values[i] += missing / free
  }
}

/** Calls `visit` with the index of each block and that of its first pixel in the large picture. */
function eachBlock(
  small: readonly number[],
  side: number,
  visit: (block: number, corner: number) => void,
): void {
  const [batch, channels, rows, columns] = small
  for (let row = 0; row < batch * channels * rows; row++) {
    for (let column = 0; column < columns; column++) {
      visit(row * columns + column, (row * columns * side + column) * side)
    }
  }
}
