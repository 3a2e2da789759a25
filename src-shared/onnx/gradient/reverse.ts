/**
 * Reverse-mode differentiation: one walk backwards over a graph's nodes, adding the derivative as more nodes
 * of the same graph. Primal values are read where they are; nothing is computed twice.
 */
import { sameShape, type GraphBuilder } from '../graph-builder.ts'
import { type Node, type NodeOf, type OpName, type Value } from '../graph.ts'
import { type Gradient, type Rule, type RuleContext, type Rules } from './rule.ts'
import { convolution } from './rules/convolution.ts'
import { elementwise } from './rules/elementwise.ts'
import { linear } from './rules/linear.ts'
import { movement } from './rules/movement.ts'
import { normalization } from './rules/normalization.ts'

/** One rule per operator: the compiler refuses a table with a hole. */
const rules: Rules<OpName> = {
  ...elementwise,
  ...linear,
  ...convolution,
  ...movement,
  ...normalization,
}

/** Sums `gradient` over the axes along which an operand of `shape` was repeated. */
function unbroadcast(g: GraphBuilder, gradient: Value, shape: readonly number[]): Value {
  if (sameShape(gradient.shape, shape)) return gradient
  const extra = gradient.shape.length - shape.length
  const axes = gradient.shape.flatMap((extent, axis) =>
    axis < extra || (shape[axis - extra] === 1 && extent !== 1) ? [axis] : [],
  )
  return g.reshape(g.reduceSum(gradient, axes), shape)
}

/** Values that depend on one of `sources`; only these carry gradients. */
function dependents(nodes: readonly Node[], sources: readonly Value[]): Set<Value> {
  const reached = new Set(sources)
  for (const node of nodes) {
    if (node.inputs.some((input) => reached.has(input))) {
      for (const output of node.outputs) reached.add(output)
    }
  }
  return reached
}

function applyRule<Op extends OpName>(
  node: NodeOf<Op>,
  context: Omit<RuleContext<Op>, 'node'>,
): readonly Gradient[] {
  const rule: Rule<Op> = rules[node.op]
  return rule({ ...context, node })
}

/**
 * Gradients of <y, seed> to each of `sources`; undefined where y does not depend on one. The seed is the
 * gradient of y and has its shape (ones when absent). Paths that pass by the sources are constants: a network
 * whose parameters are not among them is not differentiated.
 * Throws NotDifferentiable when a gradient reaches an operator that has none.
 */
export function gradients(
  g: GraphBuilder,
  y: Value,
  { sources, seed }: { readonly sources: readonly Value[]; readonly seed?: Value },
): Gradient[] {
  const nodes = [...g.nodes]
  const carries = dependents(nodes, sources)
  const pending = new Map<Value, Value>()
  const accumulate = (value: Value, gradient: Value): void => {
    const known = pending.get(value)
    pending.set(value, known ? g.add(known, gradient) : gradient)
  }

  accumulate(y, seed ?? g.expand(g.scalar(1), y.shape))
  for (const node of nodes.reverse()) {
    const outputGradients = node.outputs.map((output) => pending.get(output))
    const dy = outputGradients[0] ?? outputGradients.find((gradient) => gradient !== undefined)
    const wanted = node.inputs.map((input) => carries.has(input))
    if (!dy || !wanted.includes(true)) continue
    const inputGradients = g.scope(`d/${node.name}`, () =>
      applyRule(node, { g, inputs: node.inputs, y: node.outputs[0], dy, outputGradients, wanted }),
    )
    node.inputs.forEach((input, i) => {
      const gradient = inputGradients[i]
      if (gradient && wanted[i]) accumulate(input, unbroadcast(g, gradient, input.shape))
    })
  }
  return sources.map((source) => pending.get(source))
}
