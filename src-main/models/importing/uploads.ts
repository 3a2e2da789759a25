/**
 * Files that arrive piece by piece before a model is made of them, in a folder of their own.
 */
import { appendFile, mkdir, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { UploadPiece } from '../../../src-shared/contract/models-api.ts'
import { sentence } from '../../../src-shared/contract/sentences.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'

export interface Uploads {
  /** The folder that all of them are in. */
  readonly root: string
  add(piece: UploadPiece): Promise<void>
  /** The file of an upload of one, the folder of any other. Throws UserError for one that never began. */
  pathOf(upload: string): Promise<string>
  discard(upload: string): Promise<void>
  /** Deletes all that is left. */
  clear(): Promise<void>
}

/** A name without anything that means a place; a file of a model never needs more. */
const NAME = /^(?!\.)[^\\/:*?"<>|\p{Cc}]{1,200}$/u
const DEEPEST = 6

/** `root` need not exist. */
export function openUploads(root: string): Uploads {
  const folderOf = (upload: string) => {
    if (!/^[\da-zA-Z-]{1,100}$/.test(upload)) throw new RangeError(`'${upload}' is no upload`)
    return join(root, upload)
  }
  return {
    root,
    add: async ({ upload, path, at, bytes }) => {
      const file = join(folderOf(upload), ...checkedNames(path))
      await mkdir(dirname(file), { recursive: true })
      const size = await stat(file).then(
        (found) => found.size,
        () => 0,
      )
      if (at !== size) throw new UserError(sentence('uploadTorn', { file: path }))
      await appendFile(file, bytes)
    },
    pathOf: async (upload) => {
      const folder = folderOf(upload)
      const [first, ...others] = await readdir(folder).catch(() => [])
      if (first === undefined) throw new UserError(sentence('uploadNone'))
      return others.length === 0 ? join(folder, first) : folder
    },
    discard: async (upload) => rm(folderOf(upload), { recursive: true, force: true }),
    clear: async () => rm(root, { recursive: true, force: true }),
  }
}

function checkedNames(path: string): readonly string[] {
  const names = path.split('/')
  if (names.length <= DEEPEST && names.every((name) => NAME.test(name))) return names
  throw new UserError(
    `${JSON.stringify(path.slice(0, 100))} is no name for a file of a model; rename it`,
  )
}
