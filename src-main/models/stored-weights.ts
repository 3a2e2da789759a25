/**
 * The weights of a network where they lie: checked, and not in memory. Every tensor that the network has is there with
 * its shape, and nothing else; all values are numbers; the file is the one that the record describes.
 */
import { UserError } from '../../src-shared/contract/user-error.ts'
import { finitePieces } from '../../src-shared/importers/finite-weights.ts'
import { openSafetensors } from '../../src-shared/importers/safetensors-file.ts'
import { asStored, type StoredTensor } from '../../src-shared/importers/weights.ts'
import { unetParameters } from '../../src-shared/onnx/networks/unet-parameters.ts'
import type { Parameter } from '../../src-shared/onnx/networks/unet-parameters.ts'
import { openFileSource } from './file-source.ts'
import { hashOfFiles, modelFiles, weightsFileOf } from './model-files.ts'
import type { NetworkRecord } from './model-record.ts'

/** By diffusers' names, in the order of unetParameters(). */
export type StoredWeights = ReadonlyMap<string, StoredTensor>

/**
 * What `use` makes of the weights, whose file is open so long. Throws UserError naming the file, the tensor and the
 * remedy.
 */
export async function withWeights<Result>(
  record: NetworkRecord,
  use: (weights: StoredWeights, path: string) => Promise<Result>,
): Promise<Result> {
  const path = await weightsFileOf(record.folder)
  const hash = await hashOfFiles([path])
  const source = await openFileSource(path, path)
  try {
    const { tensors } = await openSafetensors(source)
    const weights = fitting({ name: path, tensors }, unetParameters(record.config))
    if (hash !== record.hash) {
      throw new UserError(
        `${path} is not the file that ${modelFiles.record} describes; download or export the model again`,
      )
    }
    await checkFinite(weights, path)
    return await use(weights, path)
  } finally {
    await source.close()
  }
}

interface NamedTensors<Entry> {
  readonly name: string
  readonly tensors: ReadonlyMap<string, Entry>
}

/** The tensors in the network's order, which must be exactly `parameters`. Throws UserError naming the first that is not. */
export function fitting<Entry extends Pick<StoredTensor, 'dtype' | 'shape'>>(
  { name: file, tensors }: NamedTensors<Entry>,
  parameters: readonly Parameter[],
): Map<string, Entry> {
  const found = new Map(
    parameters.map((parameter) => [
      parameter.name,
      checkEntry(parameter, tensors.get(parameter.name), file),
    ]),
  )
  for (const name of tensors.keys()) {
    if (found.has(name)) continue
    throw new UserError(
      `${file}: tensor ${name} has no place in the network of ${modelFiles.config}; ` +
        'use the two files of one model',
    )
  }
  return found
}

const FLOATS: readonly string[] = ['F32', 'F16', 'BF16']

function checkEntry<Entry extends Pick<StoredTensor, 'dtype' | 'shape'>>(
  { name, shape }: Parameter,
  entry: Entry | undefined,
  file: string,
): Entry {
  const wrong = (fault: string, remedy = 'use the two files of one model') =>
    new UserError(`${file}: tensor ${name} ${fault}; ${remedy}`)
  if (!entry) {
    throw name.startsWith('mid_block.attentions.0.group_norm.')
      ? wrong('was lost in a faulty conversion of the model', "use the model's later revision")
      : wrong('is missing')
  }
  if (!FLOATS.includes(entry.dtype)) {
    throw wrong(`holds ${entry.dtype}, not F32, F16 or BF16`, 'export the model again')
  }
  if (String(entry.shape) !== String(shape)) {
    throw wrong(`has the shape [${entry.shape.join(', ')}], not [${shape.join(', ')}]`)
  }
  return entry
}

/** Reads every value, piece by piece. */
async function checkFinite(weights: StoredWeights, file: string): Promise<void> {
  const read = new Map([...weights].map(([name, tensor]) => [name, asStored(tensor)]))
  for (const weight of finitePieces(read, file).values()) {
    for await (const piece of weight.read()) void piece
  }
}
