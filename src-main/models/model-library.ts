/**
 * The models in several folders: those that come along and those of the user. Reads records only; a
 * folder at fault is told of and left out, so that one bad download does not take all models away.
 */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { isModelFolder, readRecord } from './model-record.ts'
import type { ModelRecord } from './model-record.ts'

export interface ModelLibrary {
  /** By id; where two have the same one, that of the earlier folder. */
  list(): Promise<readonly ModelRecord[]>
  /** Throws UserError listing what there is. */
  find(id: string): Promise<ModelRecord>
}

export interface ModelLibraryOptions {
  /** Folders of model folders; one that is not there has no models. */
  readonly folders: readonly string[]
  /** Is told what is wrong with a folder that is left out. */
  readonly onFault?: (sentence: string) => void
}

export function createModelLibrary({ folders, onFault }: ModelLibraryOptions): ModelLibrary {
  const list = async () => {
    const models = new Map<string, ModelRecord>()
    for (const root of folders) {
      for (const record of await recordsIn(root, onFault)) {
        if (!models.has(record.id)) models.set(record.id, record)
      }
    }
    return [...models.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  }
  const find = async (id: string) => {
    const models = await list()
    const found = models.find((model) => model.id === id)
    if (found) return found
    const ids = models.map((model) => model.id).join(', ')
    throw new UserError(`There is no model ${id}; choose one of ${ids || 'those you install'}.`)
  }
  return { list, find }
}

async function recordsIn(
  root: string,
  onFault: ModelLibraryOptions['onFault'],
): Promise<readonly ModelRecord[]> {
  const names = await readdir(root).catch(() => [])
  const records: ModelRecord[] = []
  for (const name of names.sort()) {
    const folder = join(root, name)
    if (!(await isModelFolder(folder))) continue
    try {
      records.push(await readRecord(folder))
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      onFault?.(error.message)
    }
  }
  return records
}
