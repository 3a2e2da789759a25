/**
 * Finds the photographs in a folder and says which files had to be left out.
 * Opens every file once to see that it can be read to its end; keeps no pixels.
 */
import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { measureImage } from '../images/decode-rgb8.ts'

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

export interface FolderScan {
  readonly photographs: readonly PhotographFile[]
  readonly skipped: readonly SkippedFile[]
}

export interface ScanOptions {
  /** Photographs whose shorter side is below this many pixels are left out. */
  readonly minSide?: number
  readonly signal?: AbortSignal
}

const EXTENSIONS = new Set(['.jpg', '.jpeg', '.png', '.webp', '.tif', '.tiff', '.avif'])
const PARALLEL = 2

/**
 * All photographs below `folder`, in the byte order of their paths, and the image files of no use.
 * Files with other extensions are ignored. UserError when the folder cannot be read or holds no photograph.
 */
export async function scanFolder(folder: string, options: ScanOptions = {}): Promise<FolderScan> {
  const paths = await listFiles(folder)
  const photographs: PhotographFile[] = []
  const skipped: SkippedFile[] = []
  for (let start = 0; start < paths.length; start += PARALLEL) {
    options.signal?.throwIfAborted()
    const group = paths.slice(start, start + PARALLEL)
    const seen = await Promise.all(
      group.map((path) => inspect(folder, path, options.minSide ?? 64)),
    )
    for (const found of seen) {
      if ('reason' in found) skipped.push(found)
      else photographs.push(found)
    }
  }
  if (photographs.length === 0) {
    throw new UserError(
      `${folder} holds no photograph that can be read (${skipped.length} files were skipped); ` +
        'give a folder with JPEG, PNG, WebP, TIFF or AVIF files.',
    )
  }
  return { photographs, skipped }
}

/** Relative paths of all files below `folder` that may be photographs, in byte order. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (cause: unknown) => {
      throw new UserError(
        `The folder ${folder} cannot be read; check that it exists and is readable.`,
        { cause },
      )
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

async function inspect(
  folder: string,
  path: string,
  minSide: number,
): Promise<PhotographFile | SkippedFile> {
  const file = join(folder, path)
  try {
    const { width, height } = await measureImage(file)
    if (Math.min(width, height) < minSide) {
      return { path, reason: `${width}x${height} pixels are too few; ${minSide} are needed` }
    }
    return { path, file, width, height }
  } catch (error) {
    return { path, reason: firstLine(error) }
  }
}

/** What is wrong with a file, in one line. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.split('\n')[0] ?? message
}

/** A hash of what a run draws from: equal exactly when names and sizes of all photographs are equal. */
export function fingerprint(photographs: readonly PhotographFile[]): string {
  const hash = createHash('sha256')
  for (const { path, width, height } of photographs) hash.update(`${path}\0${width}x${height}\n`)
  return hash.digest('hex')
}
