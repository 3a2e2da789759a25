/**
 * What a network wants of photographs: a side of patches that is that of its windows, and classes where it has some.
 */
import { imageShape } from '../../src-shared/onnx/networks/consistency.ts'
import type { Network } from '../../src-shared/onnx/networks/consistency.ts'
import { readRecord } from '../models/model-record.ts'
import { DEFAULT_NETWORK } from './default-network.ts'
import { modelClasses } from './photograph-classes.ts'
import type { ModelClasses } from './photograph-classes.ts'

export interface PhotographNeeds {
  /** Photographs whose shorter side is below this many pixels are of no use. */
  readonly minSide: number
  readonly classes: ModelClasses | null
}

/** Side of the patches that a run sees, in pixels. */
export function patchSide(network: Network): number {
  return imageShape(network, 1)[3] ?? 0
}

/** For the model in a folder; for a run from random weights where there is none. */
export async function photographNeeds(folder: string | undefined): Promise<PhotographNeeds> {
  if (folder === undefined) return { minSide: patchSide(DEFAULT_NETWORK), classes: null }
  const record = await readRecord(folder)
  return { minSide: record.windowSize, classes: modelClasses(record) }
}

/** The side of the patches alone. */
export async function patchSizeOf(folder: string | undefined): Promise<number> {
  return (await photographNeeds(folder)).minSide
}
