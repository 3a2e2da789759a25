/**
 * Reads a network that TensorFlow.js stored as Keras layers: a JSON file of layers and one file of float32 weights.
 * Knows the few kinds of layers that plain enlarging networks are made of; builds no graph.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const pair = z.tuple([z.number(), z.number()])
/** One call of the layer; each input is the name of another layer and what else Keras says of it. */
const inboundNodes = z.tuple([z.array(z.tuple([z.string()]).rest(z.unknown()))])
const layerOf = <Kind extends string, Config extends z.ZodType>(kind: Kind, config: Config) =>
  z.object({ class_name: z.literal(kind), name: z.string(), config, inbound_nodes: inboundNodes })

const layer = z.discriminatedUnion('class_name', [
  z.object({ class_name: z.literal('InputLayer'), name: z.string() }),
  layerOf(
    'Conv2D',
    z.object({
      kernel_size: pair,
      strides: z.tuple([z.literal(1), z.literal(1)]),
      padding: z.enum(['same', 'valid']),
      activation: z.literal('linear'),
      use_bias: z.literal(true),
    }),
  ),
  layerOf('Activation', z.object({ activation: z.literal('relu') })),
  layerOf('Concatenate', z.object({ axis: z.literal(3) })),
  layerOf('Add', z.object({})),
  layerOf('UpSampling2D', z.object({ size: pair, interpolation: z.literal('nearest') })),
])

const modelFile = z.object({
  modelTopology: z.object({
    model_config: z.object({ config: z.object({ layers: z.array(layer) }) }),
  }),
  weightsManifest: z.tuple([
    z.object({
      paths: z.tuple([z.string()]),
      weights: z.array(
        z.object({ name: z.string(), shape: z.array(z.number()), dtype: z.literal('float32') }),
      ),
    }),
  ]),
})

export type KerasLayer = z.infer<typeof layer>

export interface KerasWeight {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

export interface KerasModel {
  /** In an order in which every input comes before it is used; the last one is the output. */
  readonly layers: readonly KerasLayer[]
  /** By names such as 'SR/kernel' (height, width, inputs, outputs) and 'SR/bias'. */
  readonly weights: ReadonlyMap<string, KerasWeight>
}

/** The network in `folder`, stored as model.json beside its weights. Throws for layers that are not known here. */
export async function readKerasModel(folder: string): Promise<KerasModel> {
  const text = await readFile(join(folder, 'model.json'), 'utf8')
  const { modelTopology, weightsManifest } = modelFile.parse(JSON.parse(text))
  const [group] = weightsManifest
  const bytes = await readFile(join(folder, group.paths[0]))
  const weights = new Map<string, KerasWeight>()
  let offset = 0
  for (const { name, shape } of group.weights) {
    const length = 4 * shape.reduce((product, extent) => product * extent, 1)
    const data = new Float32Array(Uint8Array.from(bytes.subarray(offset, offset + length)).buffer)
    weights.set(name, { shape, data })
    offset += length
  }
  return { layers: modelTopology.model_config.config.layers, weights }
}
