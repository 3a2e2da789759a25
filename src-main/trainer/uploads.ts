/**
 * Photographs that a page hands over one by one, where it cannot name a folder. They lie in a folder of their own, which
 * nothing that a page says leads out of.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UserError } from '../../src-shared/contract/user-error.ts'

export interface UploadedFile {
  readonly upload: string
  /** Relative, with '/' between names. */
  readonly path: string
  readonly bytes: Uint8Array
}

export interface Uploads {
  /** Where the files of an upload lie; throws UserError for a name that is none. */
  readonly folderOf: (upload: string) => string
  /** Where a file of an upload lies; throws UserError for a name that leads elsewhere. */
  readonly fileOf: (upload: string, path: string) => string
  readonly add: (file: UploadedFile) => Promise<void>
  readonly forget: (upload: string) => Promise<void>
}

/** Letters, digits, dashes and underscores. */
const UPLOAD = /^[\w-]{1,100}$/
/** A part of a path that is a name and nothing else. */
const NAME = /^[^/\\:*?"<>|\0]{1,255}$/

/** Uploads below the folder `root`. */
export function createUploads(root: string): Uploads {
  const placeOf = (upload: string) => {
    if (!UPLOAD.test(upload)) throw new UserError(`'${upload}' is no name of an upload.`)
    return join(root, upload)
  }
  const fileOf = (upload: string, path: string) => {
    const names = path.split('/')
    const areNames = names.every((name) => NAME.test(name) && name !== '.' && name !== '..')
    if (!areNames) throw new UserError(`${path} is no name that a file can have here.`)
    return join(placeOf(upload), ...names)
  }
  return {
    folderOf: (upload) => placeOf(upload),
    fileOf,
    add: async ({ upload, path, bytes }) => {
      const file = fileOf(upload, path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, bytes)
    },
    forget: (upload) => rm(placeOf(upload), { recursive: true, force: true }),
  }
}
