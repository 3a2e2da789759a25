/**
 * The models that a command can name: those of the library, and any folder.
 * Reads records only; opening a model is open-model.ts.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { defaultDataFolder } from '../data-folder.ts'
import { createModelLibrary, type ModelLibrary } from './model-library.ts'
import { spelledAlike } from './model-name.ts'
import { isModelFolder, readRecord, type ModelRecord } from './model-record.ts'

export type { ModelRecord } from './model-record.ts'

/** Where the models lie that come with the program. */
export const shippedModels = fileURLToPath(new URL('../../models/', import.meta.url))

/** The models that come with the program and those that were brought in, here or in the editor. */
export function commandLibrary(onFault?: (sentence: string) => void): ModelLibrary {
  const own = join(defaultDataFolder(process.env), 'models')
  return createModelLibrary({ shipped: shippedModels, own, ...(onFault && { onFault }) })
}

/**
 * The model that a folder or an id of the library names; the library's first if nothing is named.
 * Throws UserError listing what there is.
 */
export async function findModel(
  idOrFolder?: string,
  library: Pick<ModelLibrary, 'list'> = commandLibrary(),
): Promise<ModelRecord> {
  if (idOrFolder !== undefined && (await isModelFolder(idOrFolder))) return readRecord(idOrFolder)
  const models = await library.list()
  const asked = idOrFolder === undefined ? undefined : spelledAlike(idOrFolder)
  const found = models.find(({ id }) => id === asked || asked === undefined)
  if (found) return found
  const ids = models.map(({ id }) => id).join(', ')
  throw new UserError(
    idOrFolder === undefined
      ? 'The library has no model; name the folder of one'
      : `${idOrFolder} is neither a model folder nor a model of the library, which has ` +
          `${ids || 'none'}; name one of these or a folder`,
  )
}
