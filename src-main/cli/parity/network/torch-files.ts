/**
 * Files of PyTorch beside the fixtures: each must hold the weights of one of their networks, value for value, under
 * whichever names. Without such a network they must hold the same values as each other.
 */
import { UserError } from '../../../../src-shared/contract/user-error.ts'
import { readNetwork as networkIn } from '../../../../src-shared/importers/read-network.ts'
import { openTorchArchive } from '../../../../src-shared/importers/torch-archive.ts'
import { parseUNetConfig } from '../../../../src-shared/importers/unet-config.ts'
import { asStored, widened } from '../../../../src-shared/importers/weights.ts'
import type { Weight, WeightFile } from '../../../../src-shared/importers/weights.ts'
import type { UNetConfig } from '../../../../src-shared/onnx/networks/unet-config.ts'
import { flatten } from '../../../../src-shared/onnx/training/flat-parameters.ts'
import { openFileSource } from '../../../models/file-source.ts'
import { modelFiles } from '../../../models/model-files.ts'
import { compare, skip, type Finding, type Item } from '../finding.ts'
import type { FixtureFolder, LooseFile } from '../fixture-folder.ts'
import { guardedItem } from '../guarded.ts'
import { readParameters } from './golden-network.ts'

const EQUAL = { tolerance: 0 }

/** One finding a file. */
export async function* checkTorchFiles(
  files: readonly LooseFile[],
  folders: readonly FixtureFolder[],
): AsyncGenerator<Finding> {
  for (const file of files) {
    const check = async () =>
      (await nearestNetwork(file, folders)) ?? (await nearestFile(file, files))
    yield await guardedItem(file.name, check)
  }
}

/** Compared with the networks that have the file's tensors and shapes; undefined where there is none. */
async function nearestNetwork(
  file: LooseFile,
  folders: readonly FixtureFolder[],
): Promise<Item | undefined> {
  const items: Item[] = []
  for (const folder of folders) {
    if (!folder.has(modelFiles.config) || !folder.has(modelFiles.weights)) continue
    const config = parseUNetConfig(await folder.json(modelFiles.config), folder.path)
    const values = await open(file, async (archive) => {
      const weights = weightsFor(archive, config)
      return weights && valuesOf(weights.values())
    })
    if (!values) continue
    const expected = flatten(config, await readParameters(folder, modelFiles.weights, config))
    items.push(compare(file.name, [values, expected], EQUAL))
  }
  return nearest(items)
}

/** Compared with the other files that have as many values, in order of size: each may lay them out in its own way. */
async function nearestFile(file: LooseFile, files: readonly LooseFile[]): Promise<Finding> {
  const sorted = (one: LooseFile) =>
    open(one, async ({ tensors }) =>
      (await valuesOf([...tensors.values()].map((tensor) => asStored(tensor)))).sort(),
    )
  const values = await sorted(file)
  const items: Item[] = []
  for (const other of files) {
    if (other === file) continue
    const expected = await sorted(other).catch(() => new Float32Array())
    if (expected.length !== values.length) continue
    items.push(compare(file.name, [values, expected], EQUAL))
  }
  return nearest(items) ?? skip(file.name, 'no network beside it has these tensors')
}

function nearest(items: readonly Item[]): Item | undefined {
  return [...items].sort((a, b) => a.error - b.error)[0]
}

async function open<Result>(
  { path }: LooseFile,
  use: (file: WeightFile) => Promise<Result>,
): Promise<Result> {
  const source = await openFileSource(path)
  try {
    return await use(await openTorchArchive(source))
  } finally {
    await source.close()
  }
}

/** The weights as those of a network of `config`; undefined where they are another network's. */
function weightsFor(file: WeightFile, config: UNetConfig): ReadonlyMap<string, Weight> | undefined {
  try {
    return networkIn(file, { config, fileName: file.name }).weights
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}

/** All values, one weight after the other. */
async function valuesOf(weights: Iterable<Weight>): Promise<Float32Array> {
  const pieces: Uint8Array[] = []
  for (const weight of weights) {
    for await (const piece of widened(weight).read()) pieces.push(piece)
  }
  return new Float32Array(new Uint8Array(Buffer.concat(pieces)).buffer)
}
