/**
 * The network between its preconditioning factors: f or D as a graph over images, with patch folding.
 * The factors come in as values, so that one graph serves every parametrisation (diffusion/preconditioning.ts).
 */
import { type GraphBuilder } from '../graph-builder.ts'
import { type Graph, type Value } from '../graph.ts'
import { type LayerContext, type Parameters } from './layers.ts'
import { type UNetConfig } from './unet-config.ts'
import { unet } from './unet.ts'

/** A UNet over images whose `folding` x `folding` pixels are folded into channels; 1 leaves them. */
export interface Network {
  readonly config: UNetConfig
  readonly folding: 1 | 2
}

export interface EstimateInputs {
  /** Noisy image [B, 3, S, S]. */
  readonly x: Value
  /** [B, 4] or [1, 4]: cSkip, cOut, cIn, cNoise of each sample. */
  readonly scalings: Value
  readonly labels?: Value | undefined
}

/** Number of columns of the scalings input. */
export const SCALINGS = 4

/** Shape of a batch of images that the network takes, before folding. */
export function imageShape({ config, folding }: Network, batch: number): number[] {
  const side = config.sampleSize * folding
  return [batch, config.inChannels / folding ** 2, side, side]
}

/** [B, C, H, W] to [B, 4C, H/2, W/2], channel 4c + 2dy + dx (PyTorch's pixel_unshuffle). */
export function fold(g: GraphBuilder, x: Value, n: number): Value {
  if (n === 1) return x
  const [b, c, h, w] = x.shape
  const blocks = g.reshape(x, [b, c, h / n, n, w / n, n])
  return g.reshape(g.transpose(blocks, [0, 1, 3, 5, 2, 4]), [b, c * n * n, h / n, w / n])
}

/** Undoes `fold`. */
export function unfold(g: GraphBuilder, x: Value, n: number): Value {
  if (n === 1) return x
  const [b, c, h, w] = x.shape
  const blocks = g.reshape(x, [b, c / (n * n), n, n, h, w])
  return g.reshape(g.transpose(blocks, [0, 1, 4, 2, 5, 3]), [b, c / (n * n), h * n, w * n])
}

/** cSkip x + cOut F(cIn x, cNoise): the estimate of the clean image, [B, 3, S, S]. */
export function estimate(context: LayerContext, network: Network, inputs: EstimateInputs): Value {
  const { g } = context
  const { x, scalings, labels } = inputs
  const batch = x.shape[0]
  const columns = g.split(g.expand(scalings, [batch, SCALINGS]), 1, [1, 1, 1, 1])
  const [cSkip, cOut, cIn] = columns.map((column) => g.reshape(column, [batch, 1, 1, 1]))
  const timestep = g.reshape(columns[3], [batch])
  const sample = g.mul(fold(g, x, network.folding), cIn)
  const raw = unet(context, network.config, { sample, timestep, labels })
  return g.add(g.mul(x, cSkip), g.mul(unfold(g, raw, network.folding), cOut))
}

/** Constants of a graph, made when first asked for. */
export function constantParameters(
  g: GraphBuilder,
  read: (name: string) => { readonly shape: readonly number[]; readonly data: Float32Array },
): Parameters {
  const known = new Map<string, Value>()
  return (name) => {
    const { shape, data } = read(name)
    const value = known.get(name) ?? g.constant(name, shape, data)
    known.set(name, value)
    return value
  }
}

/** Graph for inference with inputs `x`, `scalings` and, with classes, `labels`; output `estimate`. */
export function inferenceGraph(
  g: GraphBuilder,
  network: Network,
  { parameters, batch }: { parameters: Parameters; batch: number },
): Graph {
  const x = g.input('x', imageShape(network, batch))
  const scalings = g.input('scalings', [batch, SCALINGS])
  const labels = network.config.numClassEmbeds ? g.input('labels', [batch], 'int32') : undefined
  return g.build({ estimate: estimate({ g, parameters }, network, { x, scalings, labels }) })
}
