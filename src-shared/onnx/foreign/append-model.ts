/**
 * Adds a model that others have made to a graph of ours, operator by operator, so that it can be differentiated.
 * Knows the operators of convolutional feature networks (operators.ts) and says which of others it met.
 */
import { sentence } from '../../contract/sentences.ts'
import { UserError } from '../../contract/user-error.ts'
import { type GraphBuilder } from '../graph-builder.ts'
import { type Value } from '../graph.ts'
import { ShapeError } from '../shapes.ts'
import {
  type ForeignAttribute,
  type ForeignModel,
  type ForeignNode,
  type ForeignTensor,
} from './foreign-model.ts'
import { operators } from './operators.ts'

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

type Known = Value | ForeignTensor

const isValue = (known: Known): known is Value => !('kind' in known)

/**
 * The model's outputs for `inputs`, one for each input of the model, in any size that its operators allow.
 * UserError naming file and node where an operator, a setting or a shape is not understood.
 */
export function appendModel(
  g: GraphBuilder,
  model: ForeignModel,
  inputs: readonly Value[],
): readonly Value[] {
  if (model.inputs.length !== inputs.length) {
    throw new UserError(
      `${model.file} takes ${model.inputs.length} inputs, not ${inputs.length}; give a network of pictures.`,
    )
  }
  const known = new Map<string, Known>(model.initializers)
  model.inputs.forEach((name, i) => known.set(name, inputs[i]))
  g.scope('features', () => {
    for (const node of model.nodes) appendNode(g, { model, node, known })
  })
  return model.outputs.map((name) => {
    const output = known.get(name)
    if (output && isValue(output)) return output
    throw new UserError(`${model.file} does not compute its output '${name}'; export it again.`)
  })
}

interface Step {
  readonly model: ForeignModel
  readonly node: ForeignNode
  readonly known: Map<string, Known>
}

function appendNode(g: GraphBuilder, step: Step): void {
  const { model, node, known } = step
  const operator = node.domain === '' || node.domain === 'ai.onnx' ? operators[node.op] : undefined
  if (!operator) {
    const known = Object.keys(operators).join(', ')
    throw new UserError(
      sentence('featuresOperator', { file: model.file, operator: node.op, known }),
    )
  }
  try {
    const outputs = operator(readerOf(g, step))
    node.outputs.forEach((name, i) => {
      if (outputs[i]) known.set(name, outputs[i])
    })
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error
    throw new UserError(`${model.file} does not fit these pictures: ${error.message}`, {
      cause: error,
    })
  }
}

function readerOf(g: GraphBuilder, { model, node, known }: Step): NodeReader {
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
