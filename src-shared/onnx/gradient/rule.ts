/**
 * What a gradient rule is: the derivative of one operator, as more nodes of the same graph.
 * A value without a gradient is absent, not zero: that keeps the derived graph small.
 */
import { type GraphBuilder } from '../graph-builder.ts'
import { type NodeOf, type OpName, type Value } from '../graph.ts'

export type Gradient = Value | undefined

export interface RuleContext<Op extends OpName> {
  readonly g: GraphBuilder
  readonly node: NodeOf<Op>
  readonly inputs: readonly Value[]
  /** The node's own (first) output. */
  readonly y: Value
  /** Gradient of the first output; rules of operators with several outputs read `outputGradients`. */
  readonly dy: Value
  readonly outputGradients: readonly Gradient[]
  /** Which inputs want a gradient; others may be left undefined. */
  readonly wanted: readonly boolean[]
}

/** One gradient per input; broadcasting is undone by the caller, so a larger shape may be returned. */
export type Rule<Op extends OpName> = (context: RuleContext<Op>) => readonly Gradient[]

/** A part of the rule table. */
export type Rules<Ops extends OpName> = { readonly [Op in Ops]: Rule<Op> }

/** An operator that only derived graphs use, met where a derivative of it was asked for. */
export class NotDifferentiable extends Error {
  override readonly name = 'NotDifferentiable'
}

/** A rule that refuses, saying why. */
export const notDifferentiable =
  (reason: string): Rule<OpName> =>
  ({ node }): never => {
    throw new NotDifferentiable(`node '${node.name}' (${node.op}) has no derivative: ${reason}`)
  }
