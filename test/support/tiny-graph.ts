/** Small networks as ONNX files, built as other programs would name them. */
import { encodeModel } from '../../src-shared/onnx/encode-model.ts'
import type { ExternalData, Graph } from '../../src-shared/onnx/graph.ts'
import { GraphBuilder } from '../../src-shared/onnx/graph-builder.ts'
import { constantParameters } from '../../src-shared/onnx/networks/consistency.ts'
import { unet } from '../../src-shared/onnx/networks/unet.ts'
import type { UNetConfig } from '../../src-shared/onnx/networks/unet-config.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'

/** The raw network F under the names that diffusers gives its inputs. */
export function rawNetwork(config: UNetConfig, weights: ReadonlyMap<string, Tensor>): Uint8Array {
  const g = new GraphBuilder('raw')
  const parameters = constantParameters(g, (name) => {
    const weight = weights.get(name)
    if (!weight) throw new Error(`no ${name}`)
    return weight
  })
  const side = config.sampleSize
  const sample = g.input('sample', [2, 3, side, side])
  const timestep = g.input('timestep', [2])
  const labels = config.numClassEmbeds ? g.input('class_labels', [2], 'int32') : undefined
  const raw = unet({ g, parameters }, config, { sample, timestep, labels })
  return encodeModel(g.build({ out_sample: raw }), { portable: true })
}

export interface Ports {
  readonly image?: readonly [name: string, shape: readonly number[]]
  readonly noise?: readonly [name: string, type: 'float32' | 'int32']
  readonly more?: readonly string[]
  /** A weight that lies in another file. */
  readonly external?: Omit<ExternalData, 'type'>
  readonly factor?: number
}

/** The simplest graph with these inputs: it multiplies the image by a factor and ignores the rest but for a zero. */
export function scalingGraph(ports: Ports = {}): Uint8Array {
  const {
    image = ['x', [1, 3, 16, 16]],
    noise = ['sigma', 'float32'],
    more = [],
    factor = 0.5,
  } = ports
  const g = new GraphBuilder('scaling')
  const x = g.input(image[0], image[1])
  g.input(noise[0], [1], noise[1])
  for (const name of more) g.input(name, [1, 77, 8])
  const scale =
    ports.external === undefined
      ? g.scalar(factor)
      : g.constant('factor', [ports.external.length / 4], { ...ports.external, type: 'float32' })
  const graph: Graph = g.build({ estimate: g.mul(x, scale) })
  return encodeModel(graph, { portable: true })
}
