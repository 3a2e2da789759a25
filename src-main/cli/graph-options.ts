/**
 * The options by which a user says what the inputs and outputs of an ONNX graph are.
 */
import type { GraphRoles } from '../../src-shared/contract/models-api.ts'
import { choice, text } from './options.ts'
import type { OptionValues } from './options.ts'

export const GRAPH_OPTIONS = {
  image: text({ placeholder: 'INPUT', help: 'input of an ONNX graph that takes the noisy image' }),
  noise: text({ placeholder: 'INPUT', help: 'input of an ONNX graph that takes the noise level' }),
  labels: text({ placeholder: 'INPUT', help: 'input of an ONNX graph that takes the class' }),
  output: text({ placeholder: 'OUTPUT', help: 'output of an ONNX graph that is used' }),
  computes: choice(
    ['clean-image', 'raw-network'],
    'what an ONNX graph gives: the clean image from image and sigma, or the raw network',
  ),
}

/** The roles that are given. */
export function rolesOf(options: OptionValues<typeof GRAPH_OPTIONS>): Partial<GraphRoles> {
  const { image, noise, labels, output, computes } = options
  const said = Object.entries({ image, noise, labels, output, computes })
  return Object.fromEntries(said.filter(([, name]) => name !== undefined))
}
