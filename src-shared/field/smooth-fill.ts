/**
 * Fills holes smoothly from their edges: the membrane that solves Laplace's equation inside them,
 * found from coarse to fine. Where a sampler starts from; it invents no texture.
 */
import { zeros } from '../tensor/tensor.ts'
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
  const inside = indicesAbove0(hole)
  if (inside.length === 0) return field
  if (inside.length === hole.data.length) return zeros(field.shape)
  const coarse = halve(field, hole)
  const guess = smoothFill(coarse.field, coarse.hole)
  const filled = { shape: field.shape, data: field.data.slice() }
  takeFrom(filled, guess, inside)
  for (let sweep = 0; sweep < SWEEPS; sweep++) relax(filled, inside)
  return filled
}

function indicesAbove0(hole: Tensor): Int32Array {
  const indices: number[] = []
  hole.data.forEach((value, i) => {
    if (value > 0) indices.push(i)
  })
  return Int32Array.from(indices)
}

/** Half the size: means of the known pixels of each block of 2 x 2; all-hole blocks stay holes. */
function halve(field: Tensor, hole: Tensor): { field: Tensor; hole: Tensor } {
  const [, channels, height, width] = field.shape
  const [rows, columns] = [Math.ceil(height / 2), Math.ceil(width / 2)]
  const small = zeros([1, channels, rows, columns])
  const known = new Float32Array(rows * columns)
  for (let i = 0; i < width * height; i++) {
    if (hole.data[i] > 0) continue
    const block = (Math.floor(i / width) >> 1) * columns + ((i % width) >> 1)
    known[block]++
    for (let c = 0; c < channels; c++) {
      small.data[c * rows * columns + block] += field.data[c * width * height + i]
    }
  }
  small.data.forEach((sum, i) => {
    small.data[i] = sum / Math.max(known[i % known.length], 1)
  })
  return {
    field: small,
    hole: { shape: [1, 1, rows, columns], data: known.map((n) => (n === 0 ? 1 : 0)) },
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
