/**
 * The network between its preconditioning factors: f or D as a graph over images, with patch folding.
 * The factors come in as values, so that one graph serves every parametrisation (diffusion/preconditioning.ts).
 */
import { type GraphBuilder } from '../graph-builder.ts'
import { type Constant, type Graph, type Value } from '../graph.ts'
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

/** Constants of a graph in 32 bits, made when first asked for. */
export function constantParameters(
  g: GraphBuilder,
  read: (name: string) => Pick<Constant, 'data'> & { readonly shape: readonly number[] },
): Parameters {
  const known = new Map<string, Value>()
  return (name) => {
    const { shape, data } = read(name)
    const value = known.get(name) ?? g.cast(g.constant(name, shape, data), 'float32')
    known.set(name, value)
    return value
  }
}

/** What turns the network into f, or without the shift by sigmaMin into D (diffusion/preconditioning.ts). */
export interface Preconditioning {
  readonly sigmaData: number
  /** 0 for D. */
  readonly sigmaMin: number
  /** The network takes 250 ln(sigma) times this. */
  readonly noiseScale: number
}

/** The factors [B, 4] at noise levels [B], computed within the graph. */
export function scalingsOf(g: GraphBuilder, sigma: Value, options: Preconditioning): Value {
  const variance = g.scalar(options.sigmaData ** 2)
  const shifted = g.sub(sigma, g.scalar(options.sigmaMin))
  const total = g.sqrt(g.add(g.mul(sigma, sigma), variance))
  const columns = [
    g.div(variance, g.add(g.mul(shifted, shifted), variance)),
    g.div(g.mul(shifted, g.scalar(options.sigmaData)), total),
    g.div(g.scalar(1), total),
    g.mul(g.log(sigma), g.scalar(250 * options.noiseScale)),
  ]
  const batch = sigma.shape[0]
  return g.concat(
    columns.map((column) => g.reshape(column, [batch, 1])),
    1,
  )
}

/** Graph that stands alone: inputs `x`, `sigma` [B] and, with classes, `labels`; output `estimate`. */
export function standaloneGraph(
  g: GraphBuilder,
  network: Network,
  options: { parameters: Parameters; batch: number; preconditioning: Preconditioning },
): Graph {
  const { parameters, batch, preconditioning } = options
  const x = g.input('x', imageShape(network, batch))
  const sigma = g.input('sigma', [batch])
  const labels = network.config.numClassEmbeds ? g.input('labels', [batch], 'int32') : undefined
  const scalings = scalingsOf(g, sigma, preconditioning)
  return g.build({ estimate: estimate({ g, parameters }, network, { x, scalings, labels }) })
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
