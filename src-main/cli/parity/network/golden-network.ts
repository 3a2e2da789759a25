/**
 * The network of a fixture folder, run on batches of any size with any factors around it.
 * Holds native sessions, so whoever opens one releases it.
 */
import type { DeviceId } from '../../../../src-shared/contract/devices-api.ts'
import { UserError } from '../../../../src-shared/contract/user-error.ts'
import {
  consistencyScalings,
  noiseCondition,
  type ScalingOptions,
  type Scalings,
} from '../../../../src-shared/diffusion/preconditioning.ts'
import type { Denoise } from '../../../../src-shared/diffusion/multistep-sampler.ts'
import type { GridOptions } from '../../../../src-shared/diffusion/noise-schedule.ts'
import {
  checkModelIndex,
  parseSchedulerConfig,
} from '../../../../src-shared/importers/pipeline-config.ts'
import { parseUNetConfig } from '../../../../src-shared/importers/unet-config.ts'
import { GraphBuilder } from '../../../../src-shared/onnx/graph-builder.ts'
import {
  constantParameters,
  inferenceGraph,
  type Network,
} from '../../../../src-shared/onnx/networks/consistency.ts'
import type { Parameters } from '../../../../src-shared/onnx/networks/layers.ts'
import type { UNetConfig } from '../../../../src-shared/onnx/networks/unet-config.ts'
import { unetParameters } from '../../../../src-shared/onnx/networks/unet-parameters.ts'
import type { IntTensor, Tensor, TensorMap } from '../../../../src-shared/tensor/tensor.ts'
import { scalingRows } from '../../../../src-shared/training/level-feeds.ts'
import { modelFiles } from '../../../models/model-files.ts'
import { checkWeights } from '../../../models/read-model.ts'
import { type OpenGraph } from '../../../runtime/onnx-session.ts'
import { openOwnGraph } from '../../../runtime/own-graph.ts'
import type { FixtureFolder } from '../fixture-folder.ts'

export type Weights = ReadonlyMap<string, Tensor>

/** Noise levels and network of a folder; constants that it does not state are the family's. */
export interface NetworkFixture {
  readonly config: UNetConfig
  /** What computes it. */
  readonly device: DeviceId
  readonly weights: Weights
  readonly constants: GridOptions & ScalingOptions
}

/** What the network is asked about. */
export interface Question {
  /** [B, C, S, S]. */
  readonly x: Tensor
  /** [B, 4]: cSkip, cOut, cIn, cNoise of each sample. */
  readonly scalings: Tensor
  /** [B], or [1] for all; for networks with classes. */
  readonly labels?: IntTensor | undefined
}

export interface GoldenNetwork extends NetworkFixture {
  /** cSkip x + cOut F(cIn x, cNoise): [B, C, S, S]. */
  estimate(question: Question): Promise<Tensor>
  release(): Promise<void>
}

/** Reads the network of `folder`. UserError where recipe and weights do not fit. */
export async function readNetwork(folder: FixtureFolder): Promise<NetworkFixture> {
  const { index, config: recipe, scheduler, weights } = modelFiles
  const config = parseUNetConfig(await folder.json(recipe), folder.pathOf(recipe))
  if (folder.has(index)) checkModelIndex(await folder.json(index), folder.pathOf(index))
  const constants = folder.has(scheduler)
    ? parseSchedulerConfig(await folder.json(scheduler), folder.pathOf(scheduler))
    : {}
  const parameters = await readParameters(folder, weights, config)
  return { config, device: folder.device, constants, weights: parameters }
}

/** A file with one tensor for every parameter of the network. */
export async function readParameters(
  folder: FixtureFolder,
  file: string,
  config: UNetConfig,
): Promise<Weights> {
  return checkWeights(await folder.weights(file), unetParameters(config))
}

/** Opens the network; sessions are made for each size of input when it is first seen. */
export function openNetwork(fixture: NetworkFixture): GoldenNetwork {
  const sessions = new Map<string, Promise<OpenGraph>>()
  const sessionFor = (x: Tensor): Promise<OpenGraph> => {
    const key = x.shape.join()
    const session =
      sessions.get(key) ?? openOwnGraph(graphFor(fixture, x), { device: fixture.device })
    sessions.set(key, session)
    return session
  }
  return {
    ...fixture,
    async estimate({ x, scalings, labels }) {
      const { run } = await sessionFor(x)
      return outputOf(
        await run({ x, scalings, ...labelFeed(fixture.config, x.shape[0] ?? 0, labels) }),
        'estimate',
      )
    },
    async release() {
      for (const session of sessions.values()) await (await session).release()
    },
  }
}

/** What c_noise is for a level whose logarithm is 1. */
const CONDITION = noiseCondition(Math.E)

/**
 * The factors of each level, [B, 4], with c_noise as the reference rounds it, which takes the logarithm in 32 bits. That is
 * off by up to 1e-4: the fastest sinusoid sees it, and f shows it by 3e-5, most of what is allowed.
 */
export function rowsAt(sigmas: ArrayLike<number>, scale: (sigma: number) => Scalings): Tensor {
  const rounded = (sigma: number): Scalings => {
    const { cNoise, ...factors } = scale(sigma)
    return { ...factors, cNoise: CONDITION * Math.fround(cNoise / CONDITION) }
  }
  return scalingRows(Array.from(sigmas, Math.fround), rounded)
}

/** f(x, sigma) of a batch whose samples are all at one noise level. */
export function denoiseBy(network: GoldenNetwork, labels: IntTensor | undefined): Denoise {
  const scale = (sigma: number): Scalings => consistencyScalings(sigma, network.constants)
  return (x, sigma) => {
    const sigmas = Array.from({ length: x.shape[0] ?? 0 }, () => sigma)
    return network.estimate({ x, scalings: rowsAt(sigmas, scale), labels })
  }
}

/** The network without folding, as the reference has it, for square images of this size. */
export function networkFor(config: UNetConfig, x: Tensor): Network {
  const [, channels = 0, height = 0, width] = x.shape
  const coarsest = 2 ** (config.blockOutChannels.length - 1)
  if (channels !== config.inChannels || height !== width || height % coarsest !== 0) {
    throw new UserError(
      `Images of shape [${x.shape.join(', ')}] do not fit the network; use the files of one reference run.`,
    )
  }
  return { config: { ...config, sampleSize: height }, folding: 1 }
}

/** The weights of a folder as constants of a graph. */
export function weightsIn(g: GraphBuilder, weights: Weights): Parameters {
  return constantParameters(g, (name) => {
    const weight = weights.get(name)
    if (!weight) throw new RangeError(`the weights lack '${name}'`)
    return weight
  })
}

/** The `labels` input of a batch, where the network has classes: one label may stand for all samples. */
export function labelFeed(
  { numClassEmbeds }: UNetConfig,
  batch: number,
  labels: IntTensor | undefined,
): { labels?: IntTensor } {
  if (numClassEmbeds === null) return {}
  const known = [...(labels?.data ?? [])]
  const all = Array.from({ length: batch }, (_, i) => (known.length === 1 ? known[0] : known[i]))
  const valid = (label: number | undefined) =>
    label !== undefined && label >= 0 && label < numClassEmbeds
  if (!all.every(valid)) {
    throw new UserError(
      `Class labels [${known.join(', ')}] do not fit ${batch} samples of ${numClassEmbeds} classes; ` +
        'use the files of one reference run.',
    )
  }
  return { labels: { shape: [batch], data: Int32Array.from(all, Number) } }
}

/** A result that the graph is known to give. */
export function outputOf(results: TensorMap, name: string): Tensor {
  const value = results[name]
  if (!value) throw new Error(`the graph gave no '${name}'`)
  return value
}

function graphFor({ config, weights }: NetworkFixture, x: Tensor) {
  const g = new GraphBuilder('reference_network')
  const parameters = weightsIn(g, weights)
  return inferenceGraph(g, networkFor(config, x), { parameters, batch: x.shape[0] ?? 1 })
}
