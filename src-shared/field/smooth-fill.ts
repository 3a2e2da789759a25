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
  const inside = indicesWhere(hole, { above0: true })
  if (inside.length === 0) return field
  if (inside.length === hole.data.length) return zeros(field.shape)
  const coarse = halve(field, hole)
  const guess = smoothFill(coarse.field, coarse.hole)
  const filled = { shape: field.shape, data: field.data.slice() }
  const beside = neighboursOf(inside, field)
  for (const [c, plane] of planesOf(filled).entries()) {
    takeFrom(plane, inside, { width: field.shape[3], guess, channel: c })
    for (let sweep = 0; sweep < SWEEPS; sweep++) relax(plane, inside, beside)
  }
  return filled
}

/** The channels of a field [1, C, H, W], as views. */
function planesOf({ shape, data }: Tensor): Float32Array[] {
  const size = shape[2] * shape[3]
  return Array.from({ length: shape[1] }, (_, c) => data.subarray(c * size, (c + 1) * size))
}

/** Half the size: means of the known pixels of each block of 2 x 2; all-hole blocks stay holes. */
export function halve(field: Tensor, hole: Tensor): { field: Tensor; hole: Tensor } {
  const [, channels, height, width] = field.shape
  const [rows, columns] = [Math.ceil(height / 2), Math.ceil(width / 2)]
  const small = zeros([1, channels, rows, columns])
  const left = zeros([1, 1, rows, columns])
  const [from, to] = [planesOf(field), planesOf(small)]
  for (let y = 0; y < rows; y++) {
    const above = 2 * y * width
    const row = {
      target: y * columns,
      above,
      below: 2 * y + 1 < height ? above + width : above,
      width,
    }
    for (let c = 0; c < channels; c++) halveRow(to[c], from[c], { ...row, hole: hole.data })
    halveHole(left.data, hole.data, row)
  }
  return { field: small, hole: left }
}

/** A row of blocks; where the field has no row below, it counts the one above for both. */
interface BlockRow {
  readonly target: number
  readonly above: number
  readonly below: number
  readonly width: number
}

function halveRow(
  to: Float32Array,
  from: Float32Array,
  { target, above, below, width, hole }: BlockRow & { readonly hole: Float32Array },
): void {
  const last = width - 1
  for (let x = 0, at = target; x < width; x += 2, at++) {
    const a = above + x
    const c = below + x
    const b = x < last ? a + 1 : a
    const d = x < last ? c + 1 : c
    const p = hole[a] > 0 ? 0 : 1
    const q = hole[b] > 0 ? 0 : 1
    const r = hole[c] > 0 ? 0 : 1
    const s = hole[d] > 0 ? 0 : 1
    const sum = p * from[a] + q * from[b] + r * from[c] + s * from[d]
    to[at] = sum / Math.max(p + q + r + s, 1)
  }
}

function halveHole(
  to: Float32Array,
  hole: Float32Array,
  { target, above, below, width }: BlockRow,
): void {
  const last = width - 1
  for (let x = 0, at = target; x < width; x += 2, at++) {
    const right = x < last ? 1 : 0
    const known =
      !(hole[above + x] > 0) ||
      !(hole[above + x + right] > 0) ||
      !(hole[below + x] > 0) ||
      !(hole[below + x + right] > 0)
    to[at] = known ? 0 : 1
  }
}

function takeFrom(
  plane: Float32Array,
  inside: Int32Array,
  { width, guess, channel }: { width: number; guess: Tensor; channel: number },
): void {
  const [, , rows, columns] = guess.shape
  const coarse = guess.data.subarray(channel * rows * columns)
  for (const i of inside) {
    plane[i] = coarse[(Math.floor(i / width) >> 1) * columns + ((i % width) >> 1)]
  }
}

/** Left, right, above and below of each pixel; an edge mirrors. */
function neighboursOf(inside: Int32Array, { shape }: Tensor): Int32Array {
  const [, , height, width] = shape
  const beside = new Int32Array(4 * inside.length)
  for (let k = 0; k < inside.length; k++) {
    const i = inside[k]
    const x = i % width
    beside[4 * k] = x > 0 ? i - 1 : i
    beside[4 * k + 1] = x < width - 1 ? i + 1 : i
    beside[4 * k + 2] = i >= width ? i - width : i
    beside[4 * k + 3] = i < width * (height - 1) ? i + width : i
  }
  return beside
}

/** One sweep that draws every hole pixel of a channel towards the mean of its neighbours. */
function relax(plane: Float32Array, inside: Int32Array, beside: Int32Array): void {
  for (let k = 0; k < inside.length; k++) {
    const at = inside[k]
    const sum =
      plane[beside[4 * k]] +
      plane[beside[4 * k + 1]] +
      plane[beside[4 * k + 2]] +
      plane[beside[4 * k + 3]]
    plane[at] += OMEGA * (sum / 4 - plane[at])
  }
}
