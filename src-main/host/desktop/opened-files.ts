/**
 * Which files the program was asked to open: on its command line, by a drop, and before. Decides from names;
 * what a path leads to is looked up by functions that are passed in.
 */
import { extname, isAbsolute, join, resolve } from 'node:path'

/** Endings of the picture files that the program opens, without the dot. */
export const IMAGE_ENDINGS = ['png', 'jpg', 'jpeg', 'webp', 'tif', 'tiff', 'avif'] as const
export const PROJECT_ENDING = 'selfsame'
/** No more than this many pictures of a dropped folder are opened; a batch is the way for more. */
export const MOST_FROM_FOLDER = 20
const MOST_RECENT = 12

const OPENABLE: ReadonlySet<string> = new Set([...IMAGE_ENDINGS, PROJECT_ENDING])

const canOpen = (path: string) => OPENABLE.has(extname(path).slice(1).toLowerCase())

/** The files among the arguments of a command line: neither switches nor the program's own folder. */
export function filesAmongArguments(
  args: readonly string[],
  workingFolder: string,
): readonly string[] {
  return args
    .slice(1)
    .filter((argument) => !argument.startsWith('-') && canOpen(argument))
    .map((argument) => resolve(workingFolder, argument))
}

/** Looks at the disk. */
export interface Disk {
  readonly isFolder: (path: string) => Promise<boolean>
  readonly namesIn: (folder: string) => Promise<readonly string[]>
}

/** The files that a drop stands for: files themselves, and the pictures that lie directly in folders. */
export async function filesOfDrop(
  dropped: readonly unknown[],
  disk: Disk,
): Promise<readonly string[]> {
  const paths = dropped.filter(
    (path): path is string => typeof path === 'string' && isAbsolute(path),
  )
  const files: string[] = []
  for (const path of paths) {
    if (!(await disk.isFolder(path))) files.push(path)
    else {
      const names = (await disk.namesIn(path)).filter((name) => canOpen(name))
      files.push(
        ...[...names]
          .sort()
          .slice(0, MOST_FROM_FOLDER)
          .map((name) => join(path, name)),
      )
    }
  }
  return files
}

/** The list of recent files with another one at its top. */
export function withRecent(recent: readonly string[], path: string): readonly string[] {
  return [path, ...recent.filter((other) => other !== path)].slice(0, MOST_RECENT)
}

/** The list that a file holds; empty where it holds none. */
export function parseRecent(text: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(text)
    if (!Array.isArray(value)) return []
    return value
      .filter((path): path is string => typeof path === 'string' && isAbsolute(path))
      .slice(0, MOST_RECENT)
  } catch {
    return []
  }
}
