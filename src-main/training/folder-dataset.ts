/**
 * The files of a folder that may be photographs, by their names, and what is kept of each; opens none.
 */
import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
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

const EXTENSIONS = new Set(['.jpg', '.jpeg', '.png', '.webp', '.tif', '.tiff', '.avif'])
/** Relative paths of all files below `folder` that may be photographs, in byte order. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (cause: unknown) => {
      throw new UserError(sentence('dataUnread', { folder }), { cause })
    },
  )
  return entries
    .filter((entry) => entry.isFile() && EXTENSIONS.has(extname(entry.name).toLowerCase()))
    .map((entry) => relativePath(folder, join(entry.parentPath, entry.name)))
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
}

function relativePath(folder: string, file: string): string {
  return relative(folder, file).split(sep).join('/')
}

/** A hash of what a run draws from: equal exactly when names and sizes of all photographs are equal. */
export function fingerprint(photographs: readonly PhotographFile[]): string {
  const hash = createHash('sha256')
  for (const { path, width, height } of photographs) hash.update(`${path}\0${width}x${height}\n`)
  return hash.digest('hex')
}
