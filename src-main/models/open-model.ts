/**
 * Opens a model for editing: its network as one graph over a batch of windows, run by the runtime.
 * Holds a native session, so whoever opens a model releases it.
 */
import type { DeviceId, Precision } from '../../src-shared/contract/devices-api.ts'
import { consistencyScalings, type Scalings } from '../../src-shared/diffusion/preconditioning.ts'
import { encodeModel } from '../../src-shared/onnx/encode-model.ts'
import type { Graph } from '../../src-shared/onnx/graph.ts'
import { GraphBuilder } from '../../src-shared/onnx/graph-builder.ts'
import { halfPrecision } from '../../src-shared/onnx/half-precision.ts'
import {
  constantParameters,
  inferenceGraph,
  type Network,
} from '../../src-shared/onnx/networks/consistency.ts'
import { sizeOf, type Feeds, type Tensor } from '../../src-shared/tensor/tensor.ts'
import { openGraph, type OpenGraph } from '../runtime/onnx-session.ts'
import { type ModelRecord } from './model-record.ts'
import { readModel } from './read-model.ts'

export interface OpenModelOptions {
  readonly threads?: number | undefined
  /** Windows per run of the graph at most; what is left over runs in smaller batches. */
  readonly windowBatch?: number | undefined
  /** The processor when absent; opening fails where the device is missing. */
  readonly device?: DeviceId | undefined
  /** Of weights and activations; what goes in and comes out has 32 bits. */
  readonly precision?: Precision | undefined
  /** Refuses a device that cannot run every operator. */
  readonly wholly?: boolean | undefined
  /** Writes a profile of each graph with this prefix when the model is released. */
  readonly profile?: string | undefined
}

export interface OpenModel {
  readonly record: ModelRecord
  /** Side of the square images that the network takes. */
  readonly windowSize: number
  readonly windowBatch: number
  readonly device: DeviceId
  readonly precision: Precision
  /**
   * f(x, sigma) of any number of windows [B, 3, S, S], unclamped. Labels: one class per window, or one for
   * all; the first class when the model has classes and none is given.
   */
  readonly denoise: (noisy: Tensor, sigma: number, labels?: readonly number[]) => Promise<Tensor>
  readonly release: () => Promise<void>
}

/** Pixels of a batch of windows by default: smaller batches leave threads waiting for one another. */
const PIXELS_PER_BATCH = 2 ** 17

/** Windows per run of the graph where nobody says otherwise. */
export function usualWindowBatch(windowSize: number): number {
  return Math.max(Math.round(PIXELS_PER_BATCH / windowSize ** 2), 1)
}

/** Opens the model of a folder in the diffusers layout. Throws UserError where the folder is at fault. */
export async function openModel(
  folder: string,
  options: OpenModelOptions = {},
): Promise<OpenModel> {
  const { record, weights } = await readModel(folder)
  const network: Network = { config: record.config, folding: record.patchFolding }
  const windowBatch = options.windowBatch ?? usualWindowBatch(record.windowSize)
  const { device = 'cpu', precision = 'fp32' } = options
  const bytesFor = (batch: number) => {
    const graph = networkGraph(network, weights, batch)
    return encodeModel(precision === 'fp16' ? inHalf(graph, weights) : graph)
  }
  const graphs = openedOnDemand((batch) => openGraph(bytesFor(batch), options))
  await graphs.graphOf(windowBatch)
  const scale = (sigma: number): Scalings => consistencyScalings(sigma, record.scheduler)
  return {
    record,
    windowSize: record.windowSize,
    windowBatch,
    device,
    precision,
    release: graphs.release,
    denoise: (noisy, sigma, labels = []) =>
      denoiseInBatches(noisy, {
        graphOf: graphs.graphOf,
        windowBatch,
        scalings: scale(sigma),
        labels: labelsOf(record, labels),
      }),
  }
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

function networkGraph(network: Network, weights: ReadonlyMap<string, Tensor>, batch: number) {
  const g = new GraphBuilder('consistency_function')
  const parameters = constantParameters(g, (name) => {
    const weight = weights.get(name)
    if (!weight) throw new RangeError(`the weights lack '${name}'`)
    return weight
  })
  return inferenceGraph(g, network, { parameters, batch })
}

/** Weights are named by the path to them, and then their own name. */
function inHalf(graph: Graph, weights: ReadonlyMap<string, Tensor>): Graph {
  return halfPrecision(graph, (name) => weights.has(name.slice(name.lastIndexOf('/') + 1)))
}

/** How each window finds its class; null for models without classes. */
function labelsOf(record: ModelRecord, labels: readonly number[]): ((window: number) => number) | null {
  if (record.classes === null) return null
  return (window) => labels[window] ?? labels[0] ?? 0
}

interface BatchRun {
  readonly graphOf: (batch: number) => Promise<OpenGraph>
  readonly windowBatch: number
  readonly scalings: Scalings
  readonly labels: ((window: number) => number) | null
}

async function denoiseInBatches(noisy: Tensor, batchRun: BatchRun): Promise<Tensor> {
  const [count = 0] = noisy.shape
  const estimate = { shape: noisy.shape, data: new Float32Array(noisy.data.length) }
  for (let first = 0; first < count; first += batchRun.windowBatch) {
    const batch = Math.min(2 ** Math.ceil(Math.log2(count - first)), batchRun.windowBatch)
    const { data } = await runBatch(noisy, { first, batch }, batchRun)
    const rest = estimate.data.subarray(first * sizeOf(noisy.shape.slice(1)))
    rest.set(data.subarray(0, rest.length))
  }
  return estimate
}

/** Runs `batch` windows from `first`; a batch that is not full is filled up with zeros. */
async function runBatch(
  noisy: Tensor,
  { first, batch }: { readonly first: number; readonly batch: number },
  { graphOf, scalings, labels }: BatchRun,
): Promise<Tensor> {
  const perWindow = noisy.shape.slice(1)
  const size = sizeOf(perWindow)
  const wanted = noisy.data.subarray(first * size, (first + batch) * size)
  const full = wanted.length === batch * size
  const x = full ? wanted : new Float32Array(batch * size)
  if (!full) x.set(wanted)
  const row = [scalings.cSkip, scalings.cOut, scalings.cIn, scalings.cNoise]
  const feeds: Feeds = {
    x: { shape: [batch, ...perWindow], data: x },
    scalings: { shape: [batch, 4], data: repeat(row, batch) },
    ...(labels ? { labels: labelBatch(batch, (i) => labels(first + i)) } : {}),
  }
  const { run } = await graphOf(batch)
  const { estimate } = await run(feeds)
  if (!estimate) throw new Error('the graph gave no estimate')
  return estimate
}

function repeat(row: readonly number[], times: number): Float32Array {
  return Float32Array.from({ length: row.length * times }, (_, i) => row[i % row.length] ?? 0)
}

function labelBatch(count: number, labelAt: (index: number) => number) {
  return { shape: [count], data: Int32Array.from({ length: count }, (_, i) => labelAt(i)) }
}
