/**
 * A node of a model that others have made, as the operator that takes its place reads it.
 */
import { UserError } from '../../contract/user-error.ts'
import { type GraphBuilder } from '../graph-builder.ts'
import { type Value } from '../graph.ts'
import {
  type ForeignAttribute,
  type ForeignModel,
  type ForeignNode,
  type ForeignTensor,
} from './foreign-model.ts'

/** What an operator may ask of its node; everything that does not fit is a UserError naming the node. */
export interface NodeReader {
  readonly g: GraphBuilder
  readonly node: ForeignNode
  /** Number of inputs that are given. */
  readonly count: number
  readonly has: (input: number) => boolean
  /** The input as a value of our graph. */
  readonly value: (input: number) => Value
  /** The input's numbers, where they are constant. */
  readonly constant: (input: number) => ForeignTensor
  readonly attribute: (name: string) => ForeignAttribute | undefined
  readonly integer: (name: string, otherwise: number) => number
  readonly float: (name: string, otherwise: number) => number
  readonly integers: (name: string, otherwise: readonly number[]) => readonly number[]
  readonly text: (name: string, otherwise: string) => string
  /** Ends the reading: `what` completes "the node ... has ...". */
  readonly refuse: (what: string) => never
}

export type Known = Value | ForeignTensor

export const isValue = (known: Known): known is Value => !('kind' in known)

/** Where a model is read: its node, and what is known by then. */
export interface Step {
  readonly model: ForeignModel
  readonly node: ForeignNode
  readonly known: Map<string, Known>
}

/** Reads the node of a step. */
export function readerOf(g: GraphBuilder, { model, node, known }: Step): NodeReader {
  const refuse = (what: string): never => {
    throw new UserError(`${model.file}: the node '${node.name}' (${node.op}) has ${what}.`)
  }
  const input = (i: number): Known => {
    const name = node.inputs[i] ?? ''
    return known.get(name) ?? refuse(`no input ${i}${name === '' ? '' : ` called '${name}'`}`)
  }
  const attribute = (name: string): ForeignAttribute | undefined => node.attributes.get(name)
  const number = (name: string, otherwise: number): number => {
    const value = attribute(name) ?? otherwise
    return typeof value === 'number' ? value : refuse(`a ${name} that is no number`)
  }
  return {
    g,
    node,
    count: node.inputs.length,
    has: (i) => (node.inputs[i] ?? '') !== '',
    value: (i) => {
      const found = input(i)
      if (isValue(found)) return found
      if (found.kind === 'integer') return refuse(`whole numbers as input ${i}`)
      const made = g.constant(node.inputs[i], found.shape, found.data)
      known.set(node.inputs[i], made)
      return made
    },
    constant: (i) => {
      const found = model.initializers.get(node.inputs[i]) ?? input(i)
      return isValue(found) ? refuse(`an input ${i} that is not constant`) : found
    },
    attribute,
    integer: number,
    float: number,
    integers: (name, otherwise) => {
      const value = attribute(name) ?? otherwise
      return typeof value === 'object' && !('kind' in value)
        ? value
        : refuse(`${name} that are no list`)
    },
    text: (name, otherwise) => {
      const value = attribute(name) ?? otherwise
      return typeof value === 'string' ? value : refuse(`a ${name} that is no word`)
    },
    refuse,
  }
}
