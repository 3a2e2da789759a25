/**
 * The network of a feature distance, from an ONNX file that the user names or the one that comes with the program. A run
 * keeps a copy, so that it goes on the same whatever becomes of the file.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { bytesSource } from '../../src-shared/importers/byte-source.ts'
import { readOnnxValues } from '../../src-shared/importers/onnx-values.ts'
import type { FeatureNetwork } from '../../src-shared/onnx/training/feature-distance.ts'
import { writeDurably } from '../images/durable-file.ts'
import type { FeatureRecord } from './run-record.ts'

export interface FeatureFile {
  readonly network: FeatureNetwork
  readonly bytes: Uint8Array
  readonly record: FeatureRecord
}

/** The one that comes with the program where it runs from its sources: the first blocks of a MobileNetV2. */
export const shippedFeatures = fileURLToPath(
  new URL('../../assets/features/mobilenet-v2.onnx', import.meta.url),
)

/** UserError where the file cannot be read or is no network of features. */
export async function readFeatureFile(path: string): Promise<FeatureFile> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new UserError(sentence('featuresUnread', { file: path }), { cause })
  })
  const file = basename(path)
  const network = await readOnnxValues(bytesSource(bytes, file))
  if (network.inputs.length === 0 || network.inputs.length > 2) {
    throw new UserError(sentence('featuresInputs', { file, count: network.inputs.length }))
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { network, bytes, record: { file, sha256 } }
}

const keptIn = (runFolder: string) => join(runFolder, 'features.onnx')

export async function keepFeatures(runFolder: string, { bytes }: FeatureFile): Promise<void> {
  await writeDurably(keptIn(runFolder), bytes)
}

/** The network that a run was begun with. UserError where the copy is not what was kept. */
export async function readKeptFeatures(
  runFolder: string,
  { sha256 }: FeatureRecord,
): Promise<FeatureNetwork> {
  const { network, record } = await readFeatureFile(keptIn(runFolder))
  if (record.sha256 === sha256) return network
  throw new UserError(`${keptIn(runFolder)} is not what the run began with; begin a new run.`)
}
