/**
 * Brings a model into the library: finds its files, checks what they say, and copies the weights piece by piece into a
 * model folder of our own. The library has it whole or not at all.
 */
import { join } from 'node:path'
import type { ImportQuestion } from '../../../src-shared/contract/models-api.ts'
import { kindOf } from '../../../src-shared/importers/file-kind.ts'
import { readRecord, type ModelRecord } from '../model-record.ts'
import { openFileSource } from '../file-source.ts'
import { findParts } from './find-parts.ts'
import { importGraph } from './import-graph.ts'
import type { ImportOptions } from './import-job.ts'
import { importNetwork } from './import-network.ts'
import { takenNames } from './new-folder.ts'
import { cleanName, freeId } from './free-id.ts'

export type Imported =
  | { readonly kind: 'model'; readonly record: ModelRecord }
  | { readonly kind: 'question'; readonly question: ImportQuestion }

/** Throws UserError where a file is at fault, AbortError when the signal is aborted. */
export async function importModel(options: ImportOptions): Promise<Imported> {
  const { path, library, signal } = options
  signal?.throwIfAborted()
  options.onProgress?.({ phase: 'reading', fraction: 0 })
  const parts = await findParts(path, options.top)
  const source = await openFileSource(parts.weights)
  try {
    const kind = await kindOf(source)
    const name = cleanName(options.name ?? parts.name)
    const id = freeId(name, await takenIds(library))
    const job = { ...options, parts, source, id, name }
    const question = kind === 'onnx' ? await importGraph(job) : await importNetwork(job, kind)
    if (question !== null) return { kind: 'question', question }
    return { kind: 'model', record: await readRecord(join(library.own, id)) }
  } finally {
    await source.close()
  }
}

/** A folder whose model is at fault is not in the list, but its name is taken. */
async function takenIds(library: ImportOptions['library']): Promise<ReadonlySet<string>> {
  const models = await library.list()
  return new Set([...models.map(({ id }) => id), ...(await takenNames(library.own))])
}
