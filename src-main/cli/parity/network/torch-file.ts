/**
 * A file of PyTorch beside the fixtures: it must hold the weights of one of their networks, value for value, under
 * whichever names.
 */
import { UserError } from '../../../../src-shared/contract/user-error.ts'
import { openTorchArchive } from '../../../../src-shared/importers/torch-archive.ts'
import { parseUNetConfig } from '../../../../src-shared/importers/unet-config.ts'
import { readNetwork } from '../../../../src-shared/importers/read-network.ts'
import type { Weight, WeightFile } from '../../../../src-shared/importers/weights.ts'
import { widened } from '../../../../src-shared/importers/weights.ts'
import type { UNetConfig } from '../../../../src-shared/onnx/networks/unet-config.ts'
import { flatten } from '../../../../src-shared/onnx/training/flat-parameters.ts'
import { openFileSource } from '../../../models/file-source.ts'
import { modelFiles } from '../../../models/model-files.ts'
import { compare, skip, type Finding } from '../finding.ts'
import type { FixtureFolder, LooseFile } from '../fixture-folder.ts'
import { readParameters } from './golden-network.ts'

/** Compares with the first network that has the file's tensors and shapes. UserError where the file is damaged. */
export async function checkTorchFile(
  { path, name }: LooseFile,
  folders: readonly FixtureFolder[],
): Promise<Finding> {
  const source = await openFileSource(path)
  try {
    const file = await openTorchArchive(source)
    for (const folder of folders) {
      if (!folder.has(modelFiles.config) || !folder.has(modelFiles.weights)) continue
      const config = parseUNetConfig(await folder.json(modelFiles.config), folder.path)
      const weights = weightsFor(file, config)
      if (weights === undefined) continue
      const expected = flatten(config, await readParameters(folder, modelFiles.weights, config))
      return compare(name, [await valuesOf(weights), expected], { tolerance: 0 })
    }
    return skip(name, 'no network beside it has these tensors')
  } finally {
    await source.close()
  }
}

/** The weights as those of a network of `config`; undefined where they are another network's. */
function weightsFor(file: WeightFile, config: UNetConfig): ReadonlyMap<string, Weight> | undefined {
  try {
    return readNetwork(file, { config, fileName: file.name }).weights
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}

/** All values in the network's order. */
async function valuesOf(weights: ReadonlyMap<string, Weight>): Promise<Float32Array> {
  const pieces: Uint8Array[] = []
  for (const weight of weights.values()) {
    for await (const piece of widened(weight).read()) pieces.push(piece)
  }
  return new Float32Array(new Uint8Array(Buffer.concat(pieces)).buffer)
}
