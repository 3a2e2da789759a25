/**
 * Shape rules: what each operator makes of its input shapes, and what it refuses.
 * Throws ShapeError without a node name; the builder adds it.
 */
import { sizeOf } from '../tensor/tensor.ts'
import { showShape, type OpAttributes, type OpName } from './graph.ts'

export type Shape = readonly number[]

/** Operands that do not fit together, found while a graph is built. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError'
}

type ShapeRule<Op extends OpName> = (inputs: Shape[], attributes: OpAttributes[Op]) => Shape[]

/** numpy's broadcasting of two shapes. */
export function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, i) => {
    const x = a[a.length - rank + i] ?? 1
    const y = b[b.length - rank + i] ?? 1
    if (x !== y && x !== 1 && y !== 1) {
      throw new ShapeError(`${showShape(a)} and ${showShape(b)} do not broadcast`)
    }
    return x === 1 ? y : x
  })
}

function need(condition: boolean, message: string): void {
  if (!condition) throw new ShapeError(message)
}

const same = (inputs: Shape[]): Shape[] => [inputs[0]]
const broadcasted = (inputs: Shape[]): Shape[] => [broadcast(inputs[0], inputs[1])]

function matMul([a, b]: Shape[]): Shape[] {
  need(a.length >= 2 && b.length >= 2, 'MatMul needs matrices')
  const [m, k] = a.slice(-2)
  const [k2, n] = b.slice(-2)
  need(k === k2, `the inner sizes of ${showShape(a)} and ${showShape(b)} differ`)
  return [[...broadcast(a.slice(0, -2), b.slice(0, -2)), m, n]]
}

function conv([x, w, bias]: Shape[], a: OpAttributes['Conv']): Shape[] {
  const { strides, pads, groups = 1 } = a
  need(x.length === 4 && w.length === 4, 'Conv needs NCHW input and OIHW weights')
  need(x[1] === w[1] * groups, `input channels ${x[1]} and weight channels ${w[1] * groups} differ`)
  need(w[0] % groups === 0, `${w[0]} output channels do not divide into ${groups} groups`)
  if (bias as Shape | undefined)
    need(bias.length === 1 && bias[0] === w[0], 'one bias per output channel')
  const side = (axis: 0 | 1) =>
    Math.floor((x[2 + axis] + pads[axis] + pads[axis + 2] - w[2 + axis]) / strides[axis]) + 1
  return [[x[0], w[0], side(0), side(1)]]
}

function convTranspose([x, w]: Shape[], a: OpAttributes['ConvTranspose']): Shape[] {
  need(x.length === 4 && w.length === 4, 'ConvTranspose needs NCHW input and IOHW weights')
  need(x[1] === w[0], `input channels ${x[1]} and weight channels ${w[0]} differ`)
  const side = (axis: 0 | 1) =>
    (x[2 + axis] - 1) * a.strides[axis] -
    a.pads[axis] -
    a.pads[axis + 2] +
    w[2 + axis] +
    a.outputPadding[axis]
  return [[x[0], w[1] * (a.groups ?? 1), side(0), side(1)]]
}

function reduce([x]: Shape[], { axes, keepDims }: OpAttributes['ReduceSum']): Shape[] {
  need(
    axes.every((axis) => axis >= 0 && axis < x.length),
    `axes ${showShape(axes)} of ${showShape(x)}`,
  )
  const reduced = x.map((extent, axis) => (axes.includes(axis) ? 1 : extent))
  return [keepDims ? reduced : reduced.filter((_, axis) => !axes.includes(axis))]
}

function concat(inputs: Shape[], { axis }: OpAttributes['Concat']): Shape[] {
  const [first] = inputs
  for (const shape of inputs) {
    const fits =
      shape.length === first.length && shape.every((n, i) => i === axis || n === first[i])
    need(fits, `${showShape(first)} and ${showShape(shape)} cannot be joined along axis ${axis}`)
  }
  const total = inputs.reduce((sum, shape) => sum + shape[axis], 0)
  return [first.map((extent, i) => (i === axis ? total : extent))]
}

function split([x]: Shape[], { axis, sizes }: OpAttributes['Split']): Shape[] {
  const total = sizes.reduce((a, b) => a + b, 0)
  need(total === x[axis], `parts of ${total} do not add up to axis ${axis} of ${showShape(x)}`)
  return sizes.map((size) => x.map((extent, i) => (i === axis ? size : extent)))
}

function slice([x]: Shape[], a: OpAttributes['Slice']): Shape[] {
  const out = [...x]
  a.axes.forEach((axis, i) => {
    const [start, end, step] = [a.starts[i], a.ends[i], a.steps[i]]
    need(
      start >= 0 && start < x[axis],
      `slice start ${start} outside axis ${axis} of ${showShape(x)}`,
    )
    out[axis] = Math.ceil((end - start) / step)
    need(out[axis] > 0, `an empty slice of axis ${axis} of ${showShape(x)}`)
  })
  return [out]
}

function groupNorm([x, factor, offset]: Shape[], { groups }: OpAttributes['GroupNorm']): Shape[] {
  need(x[1] % groups === 0, `${x[1]} channels do not divide into ${groups} groups`)
  for (const affine of [factor, offset]) {
    const fits = (affine[0] === 1 || affine[0] === x[0]) && affine[1] === x[1]
    need(
      fits && affine[2] === 1 && affine[3] === 1,
      `${showShape(affine)} does not scale ${showShape(x)}`,
    )
  }
  return [x, x, [x[0], groups, 1]]
}

function averagePool([x]: Shape[], { size }: OpAttributes['AveragePool']): Shape[] {
  need(
    x[2] % size === 0 && x[3] % size === 0,
    `${showShape(x)} does not divide into blocks of ${size}`,
  )
  return [[x[0], x[1], x[2] / size, x[3] / size]]
}

export const shapeRules: { readonly [Op in OpName]: ShapeRule<Op> } = {
  Add: broadcasted,
  Sub: broadcasted,
  Mul: broadcasted,
  Div: broadcasted,
  Max: broadcasted,
  Neg: same,
  Abs: same,
  Sign: same,
  Sqrt: same,
  Log: same,
  Sin: same,
  Cos: same,
  Sigmoid: same,
  Clip: same,
  Silu: same,
  Softmax: same,
  Identity: same,
  Cast: same,
  MatMul: matMul,
  Conv: conv,
  ConvTranspose: convTranspose,
  AveragePool: averagePool,
  UpsampleNearest: ([x], { scale }) => [[x[0], x[1], x[2] * scale, x[3] * scale]],
  GroupNorm: groupNorm,
  Reshape: ([x], { shape }) => {
    need(sizeOf(x) === sizeOf(shape), `${showShape(x)} cannot be read as ${showShape(shape)}`)
    return [shape]
  },
  Transpose: ([x], { perm }) => {
    const complete = perm.length === x.length && x.every((_, axis) => perm.includes(axis))
    need(complete, `${showShape(perm)} does not permute the axes of ${showShape(x)}`)
    return [perm.map((axis) => x[axis])]
  },
  Expand: ([x], { shape }) => [broadcast(x, shape)],
  Concat: concat,
  Split: split,
  Slice: slice,
  Pad: ([x], { pads }) => {
    need(pads.length === x.length, `one pair of pads per axis of ${showShape(x)}`)
    return [x.map((extent, axis) => extent + pads[axis][0] + pads[axis][1])]
  },
  ReduceSum: reduce,
  ReduceMean: reduce,
  Gather: ([table, indices]) => [[...indices, ...table.slice(1)]],
  ScatterRows: ([rows], attributes) => [[attributes.rows, ...rows.slice(1)]],
}
