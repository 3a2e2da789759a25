/**
 * What every check of training shares: the batch, the weights, and one training graph run on chosen levels.
 * The formulas are the checks' affair.
 */
import {
  consistencyScalings,
  type Scalings,
} from '../../../../src-shared/diffusion/preconditioning.ts'
import { unetParameters } from '../../../../src-shared/onnx/networks/unet-parameters.ts'
import type { UNetConfig } from '../../../../src-shared/onnx/networks/unet-config.ts'
import { flatten } from '../../../../src-shared/onnx/training/flat-parameters.ts'
import {
  trainingGraph,
  type TrainingGraphSpec,
} from '../../../../src-shared/onnx/training/training-graph.ts'
import {
  mapTensor,
  sizeOf,
  vector,
  type Feeds,
  type IntTensor,
  type Tensor,
} from '../../../../src-shared/tensor/tensor.ts'
import { type OpenGraph } from '../../../runtime/onnx-session.ts'
import { openOwnGraph } from '../../../runtime/own-graph.ts'
import { compare, type Comparison, type Finding } from '../finding.ts'
import type { FixtureFolder } from '../fixture-folder.ts'
import type { GoldenJson } from '../golden-json.ts'
import type { GoldenTensors } from '../golden-tensors.ts'
import { guardedItem } from '../guarded.ts'
import {
  labelFeed,
  networkFor,
  outputOf,
  readParameters,
  rowsAt,
} from '../network/golden-network.ts'
import type { GoldenNetwork } from '../network/golden-network.ts'
import { RADAM, radamScalars } from './radam-scalars.ts'

export const TRAINING_FILE = 'golden_training.safetensors'
const CONSTANTS = 'golden_training.json'
/** Weights of the target network, which is the teacher as well. */
const TARGET = 'target.safetensors'

export interface TrainingFixture {
  readonly folder: FixtureFolder
  /** What its items are named after. */
  readonly item: string
  readonly golden: GoldenTensors
  readonly constants: GoldenJson
  readonly network: GoldenNetwork
  /** Flat parameters. */
  readonly theta: Float32Array
  /** Undefined where the folder has none. */
  readonly target: Float32Array | undefined
  /** Clean images and unit normals, [B, C, S, S]. */
  readonly x0: Tensor
  readonly noise: Tensor
  readonly labels: { labels?: IntTensor }
}

export async function readTrainingFixture(
  folder: FixtureFolder,
  network: GoldenNetwork,
): Promise<TrainingFixture> {
  const golden = await folder.golden(TRAINING_FILE)
  const x0 = golden.tensor('x0')
  return {
    folder,
    item: folder.name,
    golden,
    constants: await folder.constants(CONSTANTS),
    network,
    theta: flatten(network.config, network.weights),
    target: folder.has(TARGET) ? await readFlat(folder, TARGET, network.config) : undefined,
    x0,
    noise: golden.tensor('noise'),
    labels: labelFeed(network.config, x0.shape[0] ?? 0, golden.labels('class_labels')),
  }
}

/** A file of parameters, or of their gradients, as one vector. */
async function readFlat(
  folder: FixtureFolder,
  file: string,
  config: UNetConfig,
): Promise<Float32Array> {
  return flatten(config, await readParameters(folder, file, config))
}

/** Compares a flat vector with the file `name`.safetensors, and names the parameter with the largest error. */
export async function compareFlat(
  { folder, item, network }: TrainingFixture,
  [name, actual]: readonly [name: string, actual: Float32Array],
  comparison: Comparison,
): Promise<Finding> {
  const partAt = parameterAt(network.config)
  return guardedItem(`${item}/${name}`, async () => {
    const expected = await readFlat(folder, `${name}.safetensors`, network.config)
    return compare(`${item}/${name}`, [actual, expected], { ...comparison, partAt })
  })
}

/** Whose value an index of the flat vector is. */
function parameterAt(config: UNetConfig): (index: number) => string {
  const parameters = unetParameters(config)
  return (index) => {
    let end = 0
    return parameters.find(({ shape }) => index < (end += sizeOf(shape)))?.name ?? ''
  }
}

/** Opens the training graph for the fixture's network and batch. */
export function openStep(
  { network, x0 }: TrainingFixture,
  spec: Omit<TrainingGraphSpec, 'network' | 'batch'>,
): Promise<OpenGraph> {
  const graph = trainingGraph({
    ...spec,
    network: networkFor(network.config, x0),
    batch: x0.shape[0] ?? 0,
  })
  return openOwnGraph(graph, { device: network.device })
}

export interface StepLevels {
  readonly t: Tensor
  readonly r?: Tensor
  readonly weight?: Tensor
  /** Factors around the network; the consistency function's if not given. */
  readonly scale?: (sigma: number) => Scalings
}

/** What a step on the fixture's batch sees, besides parameters and optimiser. */
export function levelFeeds(
  { x0, noise, labels }: TrainingFixture,
  { t, r, weight, scale = consistencyScalings }: StepLevels,
): Feeds {
  return {
    x0,
    z: noise,
    ...labels,
    t,
    't.scalings': rowsAt(t.data, scale),
    weight: weight ?? vector(Array.from(t.data, () => 1)),
    ...(r ? { r, 'r.scalings': rowsAt(r.data, scale) } : {}),
  }
}

/** Distances of each sample, run by run of one training graph whose updates are not looked at. */
export async function* distancesOf(
  fixture: TrainingFixture,
  spec: Omit<TrainingGraphSpec, 'network' | 'batch'>,
  runs: readonly Feeds[],
): AsyncGenerator<number[]> {
  const step = await openStep(fixture, spec)
  const scalars = radamScalars({ ...RADAM, learningRate: 0 }, 1)
  try {
    for (const feeds of runs) {
      const results = await step.run({ ...freshState(fixture.theta), ...feeds, scalars })
      yield [...outputOf(results, 'distances').data]
    }
  } finally {
    await step.release()
  }
}

/** Values of a list at the stored indices, moved by `shift`; NaN, which no comparison passes, beyond its ends. */
export function pick(list: readonly number[], indices: Float64Array, shift = 0): number[] {
  return Array.from(indices, (index) => list[index + shift] ?? NaN)
}

/** x0 + sigma z for one sigma a sample. */
export function noised({ x0, noise }: TrainingFixture, sigmas: Tensor): Tensor {
  const size = sizeOf(x0.shape.slice(1))
  return mapTensor(
    x0,
    (x, i) => x + Number(sigmas.data[Math.floor(i / size)]) * Number(noise.data[i]),
  )
}

/** Parameters, and an optimiser that has not seen a gradient. */
export function freshState(theta: Float32Array) {
  const zeros = flat(new Float32Array(theta.length))
  return { theta: flat(theta), m: zeros, v: zeros }
}

export function flat(data: Float32Array): Tensor {
  return { shape: [data.length], data }
}
