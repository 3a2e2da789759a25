/**
 * Photographs that a page hands over one by one, where it cannot name a folder. They lie in a folder of their own, which
 * nothing that a page says leads out of.
 */
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
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
  /** Deletes the files of an upload, but not while a job may read them: then sweep() does it one day. */
  readonly forget: (upload: string) => Promise<void>
  /** Deletes what nobody has come back for within a day. */
  readonly sweep: () => Promise<void>
}

export interface UploadOptions {
  /** Folder of all uploads; need not exist. */
  readonly root: string
  /** Uploads that a job may still read. */
  readonly inUse: () => ReadonlySet<string>
  /** Milliseconds since 1970. */
  readonly now: () => number
}

const DAY = 86_400_000

/** Letters, digits, dashes and underscores. */
const UPLOAD = /^[\w-]{1,100}$/
/** A part of a path that is a name and nothing else; Windows has more signs that no name may hold. */
const NAME = process.platform === 'win32' ? /^[^/\\:*?"<>|\0]{1,255}$/ : /^[^/\0]{1,255}$/

export function createUploads({ root, inUse, now }: UploadOptions): Uploads {
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
    forget: async (upload) => {
      const place = placeOf(upload)
      if (!inUse().has(upload)) await rm(place, { recursive: true, force: true })
    },
    sweep: async () => {
      const used = inUse()
      for (const upload of await readdir(root).catch(() => [])) {
        const { mtimeMs } = await stat(join(root, upload))
        if (used.has(upload) || now() - mtimeMs < DAY) continue
        await rm(join(root, upload), { recursive: true, force: true })
      }
    },
  }
}
