/**
 * Fills holes smoothly from their edges: the membrane that solves Laplace's equation inside them,
 * found from coarse to fine. Where a sampler starts from; it invents no texture.
 */
import { indicesWhere, zeros } from '../tensor/tensor.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** Relaxation sweeps at each scale; more change the result by less than a level of 8 bits. */
const SWEEPS = 12
/** Over-relaxation: 1 is Gauss-Seidel, 2 diverges. */
const OMEGA = 1.5

/**
 * `field` [1, C, H, W] with the pixels where `hole` [1, 1, H, W] is above 0 replaced by a smooth
 * membrane; the others are kept as they are. A field that is all hole becomes 0.
 */
export function smoothFill(field: Tensor, hole: Tensor): Tensor {
  const inside = indicesWhere(hole, (value) => value > 0)
  if (inside.length === 0) return field
  if (inside.length === hole.data.length) return zeros(field.shape)
  const coarse = halve(field, hole)
  const guess = smoothFill(coarse.field, coarse.hole)
  const filled = { shape: field.shape, data: field.data.slice() }
  takeFrom(filled, guess, inside)
  for (let sweep = 0; sweep < SWEEPS; sweep++) relax(filled, inside)
  return filled
}

/** Half the size: means of the known pixels of each block of 2 x 2; all-hole blocks stay holes. */
function halve(field: Tensor, hole: Tensor): { field: Tensor; hole: Tensor } {
  const [, channels, height, width] = field.shape
  const size = { width, height }
  const [rows, columns] = [Math.ceil(height / 2), Math.ceil(width / 2)]
  const small = zeros([1, channels, rows, columns])
  const known = new Float32Array(rows * columns)
  addToBlocks(known, new Float32Array(hole.data.length).fill(1), { hole: hole.data, ...size })
  for (let c = 0; c < channels; c++) {
    const sums = small.data.subarray(c * known.length, (c + 1) * known.length)
    const plane = field.data.subarray(c * hole.data.length, (c + 1) * hole.data.length)
    addToBlocks(sums, plane, { hole: hole.data, ...size })
    for (let i = 0; i < sums.length; i++) sums[i] /= Math.max(known[i], 1)
  }
  const left = { shape: [1, 1, rows, columns], data: known.map((n) => (n === 0 ? 1 : 0)) }
  return { field: small, hole: left }
}

/** Adds the values of the pixels that are no hole to the sums of their blocks of 2 x 2. */
function addToBlocks(
  sums: Float32Array,
  values: Float32Array,
  { hole, width, height }: { hole: Float32Array; width: number; height: number },
): void {
  const columns = Math.ceil(width / 2)
  for (let y = 0, i = 0; y < height; y++) {
    const row = (y >> 1) * columns
    for (let x = 0; x < width; x++, i++) if (!(hole[i] > 0)) sums[row + (x >> 1)] += values[i]
  }
}

function takeFrom(target: Tensor, coarse: Tensor, inside: Int32Array): void {
  const [, channels, height, width] = target.shape
  const [, , rows, columns] = coarse.shape
  for (const i of inside) {
    const block = (Math.floor(i / width) >> 1) * columns + ((i % width) >> 1)
    for (let c = 0; c < channels; c++) {
      target.data[c * width * height + i] = coarse.data[c * rows * columns + block]
    }
  }
}

/** One sweep that draws every hole pixel towards the mean of its neighbours; an edge mirrors. */
function relax({ shape, data }: Tensor, inside: Int32Array): void {
  const [, channels, height, width] = shape
  for (let c = 0; c < channels; c++) {
    const plane = c * width * height
    for (const i of inside) {
      const x = i % width
      const at = plane + i
      const left = data[x > 0 ? at - 1 : at]
      const right = data[x < width - 1 ? at + 1 : at]
      const above = data[i >= width ? at - width : at]
      const below = data[i < width * (height - 1) ? at + width : at]
      data[at] += OMEGA * ((left + right + above + below) / 4 - data[at])
    }
  }
}
