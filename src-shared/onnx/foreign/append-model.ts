/**
 * Adds a model that others have made to a graph of ours, operator by operator, so that it can be differentiated.
 * Knows the operators of convolutional feature networks (operators.ts) and says which of others it met.
 */
import { sentence } from '../../contract/sentences.ts'
import { UserError } from '../../contract/user-error.ts'
import { type GraphBuilder } from '../graph-builder.ts'
import { type Value } from '../graph.ts'
import { ShapeError } from '../shapes.ts'
import { type ForeignModel } from './foreign-model.ts'
import { isValue, readerOf, type Known, type Step } from './node-reader.ts'
import { operators } from './operators.ts'

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
