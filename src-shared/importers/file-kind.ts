/**
 * What a file is, from its first bytes: names of files promise anything.
 */
import { sentence } from '../contract/sentences.ts'
import { UserError } from '../contract/user-error.ts'
import type { ByteSource } from './byte-source.ts'
import { foreignFile } from './foreign-models.ts'
import { openSafetensors } from './safetensors-file.ts'
import { openTorchArchive, refusePlainPickle } from './torch-archive.ts'
import type { WeightFile } from './weights.ts'

export type FileKind = 'safetensors' | 'torch' | 'pickle' | 'onnx'

/** Throws UserError for a file that nothing here reads, saying what it is where that is known. */
export async function kindOf(source: ByteSource): Promise<FileKind> {
  const start = await source.read(0, Math.min(source.size, 200))
  if (source.size === 0) throw new UserError(sentence('modelEmpty', { file: source.name }))
  if (isSafetensors(start)) return 'safetensors'
  const foreign = foreignFile(start, source.name)
  if (foreign !== null) throw new UserError(foreign)
  const [first, second] = start
  if (first === 0x50 && second === 0x4b) return 'torch'
  if (first === 0x80 && second <= 5) return 'pickle'
  // A model of ONNX begins with its version of the format, field 1.
  if (first === 0x08 && second > 0 && second < 100) return 'onnx'
  if (/\.safetensors$/i.test(source.name)) return 'safetensors' // whose reader says what is wrong with it
  throw new UserError(sentence('modelUnknown', { file: source.name }))
}

/** The length of a header comes first, which may look like the beginning of anything, and then JSON. */
function isSafetensors(start: Uint8Array): boolean {
  return start[8] === 0x7b && start.subarray(4, 8).every((byte) => byte === 0)
}

/** The tensors of a file of weights. Throws UserError where it is damaged or wants to run code. */
export async function openWeights(
  source: ByteSource,
  kind: Exclude<FileKind, 'onnx'>,
): Promise<WeightFile> {
  if (kind === 'torch') return openTorchArchive(source)
  return kind === 'pickle' ? refusePlainPickle(source) : openSafetensors(source)
}
