/**
 * Side of the patches that a run sees, in pixels: that of the windows of its network.
 */
import { imageShape } from '../../src-shared/onnx/networks/consistency.ts'
import type { Network } from '../../src-shared/onnx/networks/consistency.ts'
import { readRecord } from '../models/model-record.ts'
import { DEFAULT_NETWORK } from './default-network.ts'

export function patchSide(network: Network): number {
  return imageShape(network, 1)[3] ?? 0
}

/** For the model in a folder; for a run from random weights where there is none. */
export async function patchSizeOf(folder: string | undefined): Promise<number> {
  return folder === undefined ? patchSide(DEFAULT_NETWORK) : (await readRecord(folder)).windowSize
}
