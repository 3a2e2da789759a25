/** Derivatives of the elementwise operators. */
import { type GraphBuilder } from '../../graph-builder.ts'
import { type Value } from '../../graph.ts'
import { notDifferentiable, type Rules } from '../rule.ts'

type Op =
  | 'Add'
  | 'Sub'
  | 'Mul'
  | 'Div'
  | 'Max'
  | 'Cast'
  | 'Neg'
  | 'Abs'
  | 'Sign'
  | 'Sqrt'
  | 'Log'
  | 'Sin'
  | 'Cos'
  | 'Sigmoid'
  | 'Clip'
  | 'Silu'
  | 'Identity'

/** 1 where a is the larger, 0 where b is, a half each where they are equal. */
function share(g: GraphBuilder, a: Value, b: Value): Value {
  return g.mul(g.add(g.sign(g.sub(a, b)), g.scalar(1)), g.scalar(0.5))
}

export const elementwise: Rules<Op> = {
  Add: ({ dy }) => [dy, dy],
  Sub: ({ g, dy, wanted }) => [dy, wanted[1] ? g.neg(dy) : undefined],
  Mul: ({ g, inputs: [a, b], dy, wanted }) => [
    wanted[0] ? g.mul(dy, b) : undefined,
    wanted[1] ? g.mul(dy, a) : undefined,
  ],
  Div: ({ g, inputs: [, b], y, dy, wanted }) => [
    wanted[0] ? g.div(dy, b) : undefined,
    // d(a/b)/db = -a/b^2 = -y/b
    wanted[1] ? g.neg(g.div(g.mul(dy, y), b)) : undefined,
  ],
  Max: ({ g, inputs: [a, b], dy, wanted }) => [
    wanted[0] ? g.mul(dy, share(g, a, b)) : undefined,
    wanted[1] ? g.mul(dy, share(g, b, a)) : undefined,
  ],
  Cast: notDifferentiable('precisions are changed in finished graphs'),
  Neg: ({ g, dy }) => [g.neg(dy)],
  Abs: ({ g, inputs: [x], dy }) => [g.mul(dy, g.sign(x))],
  Sign: () => [undefined],
  Sqrt: ({ g, y, dy }) => [g.mul(g.div(dy, y), g.scalar(0.5))],
  Log: ({ g, inputs: [x], dy }) => [g.div(dy, x)],
  Sin: ({ g, inputs: [x], dy }) => [g.mul(dy, g.cos(x))],
  Cos: ({ g, inputs: [x], dy }) => [g.neg(g.mul(dy, g.sin(x)))],
  Sigmoid: ({ g, y, dy }) => [g.mul(dy, g.mul(y, g.sub(g.scalar(1), y)))],
  // 1 strictly inside: the sign of what y is away from a bound is 0 at that bound.
  Clip: ({ g, node, y, dy }) => {
    const { min, max } = node.attributes
    const above = isFinite(min) ? g.mul(dy, g.sign(g.sub(y, g.scalar(min)))) : dy
    return [isFinite(max) ? g.mul(above, g.sign(g.sub(g.scalar(max), y))) : above]
  },
  // With s = sigmoid(x): s + x s (1 - s) = s (1 + x - y).
  Silu: ({ g, inputs: [x], y, dy }) => [
    g.mul(dy, g.mul(g.sigmoid(x), g.add(g.sub(x, y), g.scalar(1)))),
  ],
  Identity: ({ dy }) => [dy],
}
