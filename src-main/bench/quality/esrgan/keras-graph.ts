/**
 * A network of Keras layers as one of our graphs, for pictures of one size. Keras has the channels last, our graphs
 * have them first; that is all that changes.
 */
import { GraphBuilder } from '../../../../src-shared/onnx/graph-builder.ts'
import type { Graph, Value } from '../../../../src-shared/onnx/graph.ts'
import type { KerasLayer, KerasModel, KerasWeight } from './keras-model.ts'

/** From 'input' [1, 3, H, W] to 'output'; values are as the network wants them. */
export function kerasGraph(
  { layers, weights }: KerasModel,
  { width, height }: { readonly width: number; readonly height: number },
): Graph {
  const g = new GraphBuilder('keras')
  const values = new Map<string, Value>()
  const find = <T>(from: ReadonlyMap<string, T>, name: string): T => {
    const found = from.get(name)
    if (found === undefined) throw new Error(`the stored network names '${name}', but has none`)
    return found
  }
  let last = g.input('input', [1, 3, height, width])
  const zero = g.scalar(0)
  for (const layer of layers) {
    const inputs =
      layer.class_name === 'InputLayer'
        ? [last]
        : layer.inbound_nodes[0].map(([name]) => find(values, name))
    last = g.scope(layer.name, () =>
      addLayer(layer, inputs, { g, zero, weight: (name) => find(weights, name) }),
    )
    values.set(layer.name, last)
  }
  return g.build({ output: last })
}

interface Building {
  readonly g: GraphBuilder
  readonly zero: Value
  readonly weight: (name: string) => KerasWeight
}

function addLayer(layer: KerasLayer, inputs: readonly Value[], building: Building): Value {
  const { g, zero } = building
  const [first, second] = inputs
  if (!first) throw new Error(`layer '${layer.name}' has no input`)
  switch (layer.class_name) {
    case 'InputLayer':
      return first
    case 'Conv2D': {
      const [down, across] = layer.config.kernel_size
      const around = layer.config.padding === 'same' ? [(down - 1) / 2, (across - 1) / 2] : [0, 0]
      const [y = 0, x = 0] = around
      const operands = [first, ...convolutionWeights(layer.name, building)]
      return g.conv(operands, { strides: [1, 1], pads: [y, x, y, x] })
    }
    case 'Activation':
      return g.max(first, zero)
    case 'Concatenate':
      return g.concat(inputs, 1)
    case 'Add':
      return second ? g.add(first, second) : first
    case 'UpSampling2D':
      return g.upsampleNearest(first, layer.config.size[0])
  }
}

/** The kernel, from (height, width, inputs, outputs) to (outputs, inputs, height, width), and the bias. */
function convolutionWeights(name: string, { g, weight }: Building): Value[] {
  const kernel = weight(`${name}/kernel`)
  const [height = 0, width = 0, inputs = 0, outputs = 0] = kernel.shape
  const data = new Float32Array(kernel.data.length)
  kernel.data.forEach((value, i) => {
    const [o, ci, place] = [
      i % outputs,
      Math.floor(i / outputs) % inputs,
      Math.floor(i / (outputs * inputs)),
    ]
    data[(o * inputs + ci) * height * width + place] = value
  })
  const bias = weight(`${name}/bias`)
  return [
    g.constant('kernel', [outputs, inputs, height, width], data),
    g.constant('bias', bias.shape, bias.data),
  ]
}
