/**
 * The models that come with the program and those of the user. Reads records only; a folder at fault is told of and
 * left out, so that one bad download does not take all models away.
 */
import { readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import type { GraphPart } from './graph-record.ts'
import { cleanName } from './importing/free-id.ts'
import { modelFiles, writeText } from './model-files.ts'
import { spelledAlike } from './model-name.ts'
import { isModelFolder, readRecord } from './model-record.ts'
import type { ModelRecord } from './model-record.ts'
import { recordJson, type WrittenRecord } from './own-record.ts'

export interface ModelLibrary {
  /** Folder of the user's models, one folder each; need not exist. */
  readonly own: string
  /**
   * Those that came with the program first, each by id; where two have the same id, the one that came with the
   * program.
   */
  list(): Promise<readonly ModelRecord[]>
  /** Throws UserError listing what there is. */
  find(id: string): Promise<ModelRecord>
  /** Gives one of the user's models another name. Throws UserError for a model that came with the program. */
  rename(id: string, name: string): Promise<void>
  /** Keeps other words about the graph that one of the user's models is. */
  correct(id: string, graph: GraphPart): Promise<void>
  /** Deletes one of the user's models. Throws UserError for a model that came with the program. */
  remove(id: string): Promise<void>
}

export interface ModelLibraryOptions {
  /** Folder of the models that come with the program. */
  readonly shipped: string
  readonly own: string
  /** Is told what is wrong with a folder that is left out. */
  readonly onFault?: (sentence: string) => void
}

export function createModelLibrary({ shipped, own, onFault }: ModelLibraryOptions): ModelLibrary {
  const list = async () => {
    const along = await recordsIn(shipped, onFault)
    const taken = new Set(along.map(({ id }) => id))
    const others = (await recordsIn(own, onFault)).filter(({ id }) => !taken.has(id))
    return [
      ...along.map((record) => ({ ...record, origin: 'shipped' as const })).sort(byId),
      ...others.sort(byId),
    ]
  }
  const find = async (id: string) => {
    const models = await list()
    const found = models.find((model) => model.id === spelledAlike(id))
    if (found) return found
    const ids = models.map((model) => model.id).join(', ')
    throw new UserError(sentence('modelMissing', { model: id, models: ids || '-' }))
  }
  const findOwn = async (id: string) => {
    const record = await find(id)
    if (dirname(record.folder) === own) return record
    throw new UserError(sentence('modelFixed', { model: id }))
  }
  return {
    own,
    list,
    find,
    rename: async (id, name) => rewrite({ ...(await findOwn(id)), name: cleanName(name) }),
    correct: async (id, graph) => rewrite({ ...(await findOwn(id)), graph }),
    remove: async (id) => {
      const { folder } = await findOwn(id)
      const hidden = join(own, `.${basename(folder)}.${process.pid}.removed`)
      await rename(folder, hidden)
      await rm(hidden, { recursive: true, force: true })
    },
  }
}

function rewrite(record: WrittenRecord & Pick<ModelRecord, 'folder'>): Promise<void> {
  return writeText(join(record.folder, modelFiles.record), recordJson(record))
}

const byId = (a: ModelRecord, b: ModelRecord) => (a.id < b.id ? -1 : 1)

async function recordsIn(
  root: string,
  onFault: ModelLibraryOptions['onFault'],
): Promise<readonly ModelRecord[]> {
  const names = await readdir(root).catch(() => [])
  const records: ModelRecord[] = []
  for (const name of names.sort()) {
    if (name.startsWith('.')) continue // not whole: on its way in or out
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
