/**
 * How large a model is, and what follows for how many windows it runs at a time.
 */
import { unetParameters } from '../../src-shared/onnx/networks/unet-parameters.ts'
import type { UNetConfig } from '../../src-shared/onnx/networks/unet-config.ts'
import { sizeOf } from '../../src-shared/tensor/tensor.ts'
import type { ModelRecord } from './model-record.ts'

export function parameterCount(config: UNetConfig): number {
  return unetParameters(config).reduce((sum, { shape }) => sum + sizeOf(shape), 0)
}

export function parametersOf(record: ModelRecord): number {
  return record.kind === 'network' ? parameterCount(record.config) : record.graph.parameters
}

/** More parameters than this are not kept twice: each size of batch has a copy of its own. */
const MANY_PARAMETERS = 50_000_000

/** True for a model that runs with batches of one size only. */
export function isLarge(record: ModelRecord): boolean {
  return parametersOf(record) > MANY_PARAMETERS
}

/** Pixels of a batch of windows by default: smaller batches leave threads waiting for one another. */
const PIXELS_PER_BATCH = 2 ** 17
/** The same for large networks, in which a window or two are work enough for all threads. */
const PIXELS_PER_LARGE_BATCH = 2 ** 14

/** Windows per run of the graph where nobody says otherwise. */
export function usualWindowBatch(record: ModelRecord): number {
  if (record.kind === 'graph' && record.graph.batch !== null) return record.graph.batch
  const pixels = isLarge(record) ? PIXELS_PER_LARGE_BATCH : PIXELS_PER_BATCH
  return Math.max(Math.round(pixels / record.windowSize ** 2), 1)
}

/** Side of the smallest windows that a model takes, in pixels: a network's coarsest level has two by two then. */
export function smallestWindow(record: ModelRecord): number {
  if (record.kind === 'graph') return record.windowSize
  const { config, patchFolding, windowSize } = record
  return Math.min(patchFolding * 2 ** config.blockOutChannels.length, windowSize)
}
