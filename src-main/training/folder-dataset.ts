/**
 * The files of a folder that may be photographs, by their names, and what is kept of each; opens none.
 */
import { createHash } from 'node:crypto'
import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isHiddenName, isPhotographPath } from '../../src-shared/contract/photograph-names.ts'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'

/** One readable photograph: `path` is relative to the folder, with `/` between names; sizes are upright. */
export interface PhotographFile {
  readonly path: string
  readonly file: string
  readonly width: number
  readonly height: number
}

/** A file that looked like a photograph but is not used, and why. */
export interface SkippedFile {
  readonly path: string
  readonly reason: string
}

/**
 * Relative paths of all files below `folder` that may be photographs, in byte order; links are followed, and a folder that
 * is reached twice is looked into once. UserError for a folder that cannot be read.
 */
export async function listFiles(folder: string): Promise<string[]> {
  const files = await filesBelow(folder, '', new Set())
  return files
    .filter(isPhotographPath)
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
}

async function filesBelow(root: string, below: string, seen: Set<string>): Promise<string[]> {
  const folder = join(root, below)
  const unread = (cause: unknown) => {
    throw new UserError(sentence('dataUnread', { folder }), { cause })
  }
  const place = await realpath(folder).catch(unread)
  if (seen.has(place)) return []
  seen.add(place)
  const entries = await readdir(folder, { withFileTypes: true }).catch(unread)
  const files: string[] = []
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (isHiddenName(entry.name)) continue
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    const kind = await kindOf(entry, join(root, path))
    if (kind === 'folder') files.push(...(await filesBelow(root, path, seen)))
    else if (kind === 'file') files.push(path)
  }
  return files
}

/** A link is what it leads to; one to nowhere is a file that cannot be read. */
async function kindOf(entry: Dirent, path: string): Promise<'file' | 'folder' | 'other'> {
  const found = entry.isSymbolicLink() ? await stat(path).catch(() => null) : entry
  if (found === null || found.isFile()) return 'file'
  return found.isDirectory() ? 'folder' : 'other'
}

/** A hash of what a run draws from: equal exactly when names and sizes of all photographs are equal. */
export function fingerprint(photographs: readonly PhotographFile[]): string {
  const hash = createHash('sha256')
  for (const { path, width, height } of photographs) hash.update(`${path}\0${width}x${height}\n`)
  return hash.digest('hex')
}
