/** Derivatives of the operators that only move, repeat or add up values. */
import { type GraphBuilder } from '../../graph-builder.ts'
import { type NodeOf, type Value } from '../../graph.ts'
import { NotDifferentiable, type Gradient, type Rules } from '../rule.ts'

type Op =
  | 'Reshape'
  | 'Transpose'
  | 'Expand'
  | 'Concat'
  | 'Split'
  | 'Slice'
  | 'Pad'
  | 'ReduceSum'
  | 'ReduceMean'

function zeros(g: GraphBuilder, { shape }: Value): Value {
  return g.expand(g.scalar(0), shape)
}

/** dy with the reduced axes back as extents of 1, repeated to the shape of `x`. */
function spread(
  g: GraphBuilder,
  x: Value,
  { dy, axes }: { dy: Value; axes: readonly number[] },
): Value {
  const kept = x.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent))
  return g.expand(g.reshape(dy, kept), x.shape)
}

/** Steps of 1 are undone by zeros around, a reversed axis by reversing again. */
function sliceGradient(g: GraphBuilder, node: NodeOf<'Slice'>, dy: Value): Value {
  const { axes, starts, ends, steps } = node.attributes
  const [x] = node.inputs
  const reversed = axes.map((axis, i) => steps[i] === -1 && dy.shape[axis] === x.shape[axis])
  const supported = steps.every((step, i) => step === 1 || reversed[i])
  if (!supported) {
    throw new NotDifferentiable(`node '${node.name}' (Slice) skips values; pad and pool instead`)
  }
  const straightened = reversed.includes(true)
    ? g.slice(
        dy,
        pick(node.attributes, (i) => reversed[i]),
      )
    : dy
  const pads = x.shape.map((extent, axis): readonly [number, number] => {
    const i = axes.indexOf(axis)
    return i < 0 || reversed[i] ? [0, 0] : [starts[i], extent - ends[i]]
  })
  return pads.some(([before, after]) => before + after > 0)
    ? g.pad(straightened, pads)
    : straightened
}

function pick(
  { axes, starts, ends, steps }: NodeOf<'Slice'>['attributes'],
  keep: (index: number) => boolean,
): NodeOf<'Slice'>['attributes'] {
  const kept = (list: readonly number[]): number[] => list.filter((_, i) => keep(i))
  return { axes: kept(axes), starts: kept(starts), ends: kept(ends), steps: kept(steps) }
}

function splitGradient(g: GraphBuilder, node: NodeOf<'Split'>, dys: readonly Gradient[]): Value {
  const parts = node.outputs.map((output, i) => dys[i] ?? zeros(g, output))
  return g.concat(parts, node.attributes.axis)
}

export const movement: Rules<Op> = {
  Reshape: ({ g, inputs: [x], dy }) => [g.reshape(dy, x.shape)],
  Transpose: ({ g, node, dy }) => {
    const { perm } = node.attributes
    return [
      g.transpose(
        dy,
        perm.map((_, axis) => perm.indexOf(axis)),
      ),
    ]
  },
  Expand: ({ dy }) => [dy],
  Concat: ({ g, node, inputs, dy }) => {
    const { axis } = node.attributes
    return g.split(
      dy,
      axis,
      inputs.map((input) => input.shape[axis]),
    )
  },
  Split: ({ g, node, outputGradients }) => [splitGradient(g, node, outputGradients)],
  Slice: ({ g, node, dy }) => [sliceGradient(g, node, dy)],
  Pad: ({ g, node, inputs: [x], dy }) => {
    const starts = node.attributes.pads.map(([before]) => before)
    return [
      g.slice(dy, {
        axes: starts.map((_, axis) => axis),
        starts,
        ends: starts.map((start, axis) => start + x.shape[axis]),
        steps: starts.map(() => 1),
      }),
    ]
  },
  ReduceSum: ({ g, node, inputs: [x], dy }) => [spread(g, x, { dy, axes: node.attributes.axes })],
  ReduceMean: ({ g, node, inputs: [x], dy }) => {
    const { axes } = node.attributes
    const count = axes.reduce((product, axis) => product * x.shape[axis], 1)
    return [spread(g, x, { dy: g.mul(dy, g.scalar(1 / count)), axes })]
  },
}
