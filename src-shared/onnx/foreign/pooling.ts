/**
 * Windows of ONNX's convolutions and pools: strides and pads as numbers, and max-pooling by operators that have a
 * derivative.
 */
import { type GraphBuilder } from '../graph-builder.ts'
import { type OpAttributes, type Value } from '../graph.ts'
import { type NodeReader } from './node-reader.ts'

type Geometry = Pick<OpAttributes['Conv'], 'strides' | 'pads'>

/** Strides and pads of a node with windows. Dilation and rounding up are refused. */
export function geometryOf(
  node: NodeReader,
  { x, kernel }: { readonly x: Value; readonly kernel: readonly number[] },
): Geometry {
  if (kernel.length !== 2) node.refuse('windows that are not two-dimensional')
  if (node.integers('dilations', [1, 1]).some((dilation) => dilation !== 1)) {
    node.refuse('dilated windows')
  }
  if (node.integer('ceil_mode', 0) !== 0) node.refuse('an output size that is rounded up')
  const [stepY, stepX] = node.integers('strides', [1, 1])
  const strides = [stepY, stepX] as const
  const [top, left, bottom, right] = automaticPads(node, { x, kernel, strides })
  return { strides, pads: [top, left, bottom, right] }
}

function automaticPads(
  node: NodeReader,
  { x, kernel, strides }: { x: Value; kernel: readonly number[]; strides: readonly number[] },
): readonly number[] {
  const mode = node.text('auto_pad', 'NOTSET')
  if (mode === 'NOTSET') return node.integers('pads', [0, 0, 0, 0])
  if (mode === 'VALID') return [0, 0, 0, 0]
  const totals = [0, 1].map((axis) => {
    const size = x.shape[2 + axis]
    const windows = Math.ceil(size / strides[axis])
    return Math.max((windows - 1) * strides[axis] + kernel[axis] - size, 0)
  })
  const smaller = totals.map((total) => Math.floor(total / 2))
  const larger = totals.map((total) => Math.ceil(total / 2))
  return mode === 'SAME_UPPER' ? [...smaller, ...larger] : [...larger, ...smaller]
}

/** Below every feature. */
const LOWEST = -1e30

/** The largest value of each window: along rows, then along columns. */
export function maxPool(node: NodeReader): Value {
  const x = node.value(0)
  const kernel = node.integers('kernel_shape', [])
  const { strides, pads } = geometryOf(node, { x, kernel })
  const along = (value: Value, axis: 0 | 1): Value =>
    maxAlong(node.g, value, {
      axis: 2 + axis,
      size: kernel[axis],
      stride: strides[axis],
      before: pads[axis],
      after: pads[2 + axis],
    })
  return along(along(x, 0), 1)
}

interface Windows {
  readonly axis: number
  readonly size: number
  readonly stride: number
  readonly before: number
  readonly after: number
}

/**
 * Places k, k + stride, ... of all windows at once: the axis is cut into rows of `stride` places, and place k of a
 * window is column k mod stride, floor(k / stride) rows on.
 */
function maxAlong(g: GraphBuilder, x: Value, windows: Windows): Value {
  const { axis, size, stride, before, after } = windows
  const count = Math.floor((x.shape[axis] + before + after - size) / stride) + 1
  const rows = count + Math.ceil(size / stride) - 1
  const filled = fillUp(g, x, { axis, before, after: rows * stride - x.shape[axis] - before })
  const { shape } = filled
  const cut = g.reshape(filled, [...shape.slice(0, axis), rows, stride, ...shape.slice(axis + 1)])
  const columns = stride === 1 ? [cut] : g.split(cut, axis + 1, Array<number>(stride).fill(1))
  const narrow = columns.map((column) =>
    g.reshape(column, [...shape.slice(0, axis), rows, ...shape.slice(axis + 1)]),
  )
  const places = Array.from({ length: size }, (_, k) => {
    const start = Math.floor(k / stride)
    const column = narrow[k % stride]
    if (start === 0 && count === rows) return column
    return g.slice(column, { axes: [axis], starts: [start], ends: [start + count], steps: [1] })
  })
  return places.reduce((a, b) => g.max(a, b))
}

/** Lowest values before and after; a negative `after` cuts off what no window reaches. */
function fillUp(
  g: GraphBuilder,
  x: Value,
  { axis, before, after }: Pick<Windows, 'axis' | 'before' | 'after'>,
): Value {
  const lowest = (extent: number): Value[] =>
    extent > 0
      ? [
          g.expand(
            g.scalar(LOWEST),
            x.shape.map((all, i) => (i === axis ? extent : all)),
          ),
        ]
      : []
  const end = x.shape[axis] + Math.min(after, 0)
  const kept = after < 0 ? g.slice(x, { axes: [axis], starts: [0], ends: [end], steps: [1] }) : x
  return g.concat([...lowest(before), kept, ...lowest(after)], axis)
}
