/**
 * Opens a network that is built here: one graph over a batch of windows, whose weights the runtime takes from the
 * model's own file, so that they never pass through JavaScript.
 */
import { realpath } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import {
  consistencyScalings,
  edmScalings,
  type Scalings,
} from '../../src-shared/diffusion/preconditioning.ts'
import { byteLength, DTYPE_BYTES, type StoredTensor } from '../../src-shared/importers/weights.ts'
import { encodeModel } from '../../src-shared/onnx/encode-model.ts'
import type { ConstantData, Graph } from '../../src-shared/onnx/graph.ts'
import { GraphBuilder } from '../../src-shared/onnx/graph-builder.ts'
import { halfPrecision } from '../../src-shared/onnx/half-precision.ts'
import { constantParameters, inferenceGraph } from '../../src-shared/onnx/networks/consistency.ts'
import type { Feeds, Tensor } from '../../src-shared/tensor/tensor.ts'
import { openGraph, type OpenGraph } from '../runtime/onnx-session.ts'
import { openOwnGraph } from '../runtime/own-graph.ts'
import type { NetworkRecord } from './model-record.ts'
import { isLarge } from './model-size.ts'
import type { OpenModel, OpenModelOptions } from './opened-model.ts'
import { tensorIn } from './read-model.ts'
import { withWeights } from './stored-weights.ts'
import { inBatches } from './window-batches.ts'

/** Throws UserError where the folder is at fault. */
export async function openNetwork(
  record: NetworkRecord,
  options: OpenModelOptions & { readonly windowBatch: number },
): Promise<OpenModel> {
  const { windowBatch, device = 'cpu', precision = 'fp32' } = options
  const { constants, folder } = await readPlaces(record)
  /** Weights are named by the path to them, and then their own name. */
  const isWeight = (name: string) => constants.has(name.slice(name.lastIndexOf('/') + 1))
  const open = (batch: number) => {
    const graph = graphOf(record, constants, batch)
    const own = precision === 'fp16' ? halfPrecision(graph, isWeight) : graph
    const how = { ...options, weightsFolder: folder }
    // The weights of a large network would lie in memory twice while they are put in order, for little.
    return isLarge(record) ? openGraph(encodeModel(own), how) : openOwnGraph(own, how)
  }
  const graphs = openedOnDemand(open)
  await graphs.graphOf(windowBatch)
  return {
    ...{ record, windowBatch, device, precision, release: graphs.release },
    windowSize: record.windowSize,
    denoise: (noisy, sigma, labels = []) => {
      const run = async (x: Tensor, first: number) => {
        const [batch = 0] = x.shape
        const graph = await graphs.graphOf(batch)
        return estimateOf(
          graph,
          feedsOf(x, scalingsOf(record, sigma), labelsOf(record, labels, first)),
        )
      }
      return inBatches(noisy, { windowBatch, smaller: !isLarge(record), run })
    },
  }
}

/** A diffusion model has no shift by the smallest level, and its network may count noise on another scale. */
function scalingsOf({ teacher, scheduler }: NetworkRecord, sigma: number): Scalings {
  if (teacher === null) return consistencyScalings(sigma, scheduler)
  const { cNoise, ...factors } = edmScalings(sigma, scheduler)
  return { ...factors, cNoise: cNoise * teacher.noiseScale }
}

interface PlacedWeight {
  readonly shape: readonly number[]
  readonly data: ConstantData
}

/** Where each weight lies, by its name; in memory only what the runtime cannot take from the file. */
async function readPlaces(record: NetworkRecord) {
  return withWeights(record, async (weights, path) => {
    const file = await realpath(path) // which the model hub's cache has under another name
    const constants = new Map<string, PlacedWeight>()
    for (const [name, stored] of weights) {
      const place = placeOf(stored, basename(file))
      const data = place ?? (await tensorIn(stored)).data
      constants.set(name, { shape: stored.shape, data })
    }
    return { constants, folder: dirname(file) }
  })
}

const EXTERNAL_TYPES = { F32: 'float32', F16: 'float16' } as const

/** Null for values that the runtime would not take as they lie there. */
function placeOf(stored: StoredTensor, location: string): ConstantData | null {
  const { dtype, begin: offset } = stored
  if (dtype !== 'F32' && dtype !== 'F16') return null
  if (offset % DTYPE_BYTES[dtype] !== 0) return null
  return { location, offset, length: byteLength(stored), type: EXTERNAL_TYPES[dtype] }
}

function graphOf(
  { config, patchFolding }: NetworkRecord,
  constants: ReadonlyMap<string, PlacedWeight>,
  batch: number,
): Graph {
  const g = new GraphBuilder('consistency_function')
  const parameters = constantParameters(g, (name) => {
    const weight = constants.get(name)
    if (!weight) throw new RangeError(`the weights lack '${name}'`)
    return weight
  })
  return inferenceGraph(g, { config, folding: patchFolding }, { parameters, batch })
}

/** One graph per size of batch, opened when it is first asked for. */
function openedOnDemand(open: (batch: number) => Promise<OpenGraph>) {
  const opened = new Map<number, Promise<OpenGraph>>()
  const graphOf = (batch: number): Promise<OpenGraph> => {
    const graph = opened.get(batch) ?? open(batch)
    opened.set(batch, graph)
    return graph
  }
  const release = async (): Promise<void> => {
    // One that could not be opened holds nothing.
    for (const graph of opened.values()) await (await graph.catch(() => null))?.release()
  }
  return { graphOf, release }
}

/** The class of each window from `first` on; null for models without classes. */
function labelsOf(
  { classes }: NetworkRecord,
  labels: readonly number[],
  first: number,
): ((window: number) => number) | null {
  return classes === null ? null : (window) => labels[first + window] ?? labels[0] ?? 0
}

function feedsOf(
  x: Tensor,
  { cSkip, cOut, cIn, cNoise }: Scalings,
  labelAt: ((window: number) => number) | null,
): Feeds {
  const [batch = 0] = x.shape
  const row = [cSkip, cOut, cIn, cNoise]
  const scalings = Float32Array.from({ length: 4 * batch }, (_, i) => row[i % 4] ?? 0)
  const feeds = { x, scalings: { shape: [batch, 4], data: scalings } }
  if (labelAt === null) return feeds
  const labels = Int32Array.from({ length: batch }, (_, i) => labelAt(i))
  return { ...feeds, labels: { shape: [batch], data: labels } }
}

async function estimateOf({ run }: OpenGraph, feeds: Feeds): Promise<Tensor> {
  const { estimate } = await run(feeds)
  if (!estimate) throw new Error('the graph gave no estimate')
  return estimate
}
