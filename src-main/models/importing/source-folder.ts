/**
 * The folder that a model is brought in from: its files by name, none of which may lie anywhere else.
 */
import { lstat, readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { UserError } from '../../../src-shared/contract/user-error.ts'

export interface SourceFolder {
  readonly name: string
  readonly path: string
  /** Names of what lies directly in it. */
  names(): Promise<readonly string[]>
  /**
   * The real path of a file below it; null where there is none. Throws UserError for a link that leads out of the
   * folder.
   */
  find(path: string): Promise<string | null>
}

export async function openSourceFolder(path: string): Promise<SourceFolder> {
  const root = await realpath(path)
  const homes = [root, ...cacheOf(root)]
  return {
    name: basename(root) || root,
    path: root,
    names: () => readdir(root),
    find: async (name) => {
      const file = join(root, name)
      if (!isInside(file, root)) throw leadsOut(name)
      if ((await lstat(file).catch(() => null)) === null) return null
      const real = await realpath(file).catch(() => null)
      if (real === null)
        throw new UserError(`${name} is a link to nothing; download the model again`)
      if (!homes.some((home) => isInside(real, home))) throw leadsOut(name)
      return (await stat(real)).isFile() ? real : null
    },
  }
}

/** The download cache of the model hub keeps REPOSITORY/snapshots/REVISION as links into REPOSITORY/blobs. */
function cacheOf(root: string): readonly string[] {
  const snapshots = dirname(root)
  return basename(snapshots) === 'snapshots' ? [join(dirname(snapshots), 'blobs')] : []
}

function isInside(path: string, folder: string): boolean {
  const from = relative(folder, path)
  return from !== '' && from !== '..' && !from.startsWith(`..${sep}`) && !from.includes(':')
}

function leadsOut(name: string): UserError {
  return new UserError(
    `${name} is a link out of the folder of the model, and is not followed; put the file itself there`,
  )
}
