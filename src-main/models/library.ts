/**
 * The models that can be named: those shipped with the program, and any folder.
 * Reads records only; opening a model is open-model.ts.
 */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { isModelFolder, readRecord, type ModelRecord } from './model-record.ts'

export type { ModelRecord } from './model-record.ts'

/** Where the models lie that come with the program. */
export const shippedModels = fileURLToPath(new URL('../../models/', import.meta.url))

/** The models in the folders of `root`, by id. Throws UserError where one of them is at fault. */
export async function listModels(root: string = shippedModels): Promise<ModelRecord[]> {
  const names = await readdir(root).catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return []
    throw new UserError(`${root} cannot be read as a folder of models; check the path`, { cause })
  })
  const records: ModelRecord[] = []
  for (const name of names.sort()) {
    const folder = join(root, name)
    if (await isModelFolder(folder)) records.push(await readRecord(folder))
  }
  return records.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/**
 * The model that a folder or an id of the library names; the library's first if nothing is named.
 * Throws UserError listing what there is.
 */
export async function findModel(
  idOrFolder?: string,
  root: string = shippedModels,
): Promise<ModelRecord> {
  if (idOrFolder !== undefined && (await isModelFolder(idOrFolder))) return readRecord(idOrFolder)
  const models = await listModels(root)
  const found = models.find(({ id }) => id === idOrFolder || idOrFolder === undefined)
  if (found) return found
  const ids = models.map(({ id }) => id).join(', ')
  throw new UserError(
    idOrFolder === undefined
      ? 'The library has no model; name the folder of one'
      : `${idOrFolder} is neither a model folder nor a model of the library, which has ` +
          `${ids || 'none'}; name one of these or a folder`,
  )
}
