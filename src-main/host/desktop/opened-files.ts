/**
 * Which files the program was asked to open: on its command line, by a drop, and before. Decides from names;
 * what a path leads to is looked up by functions that are passed in.
 */
import { extname, isAbsolute, join, resolve } from 'node:path'
import type { OpenedPaths } from '../host.ts'

/** Endings of the picture files that the program opens, without the dot. */
export const IMAGE_ENDINGS = ['png', 'jpg', 'jpeg', 'webp', 'tif', 'tiff', 'avif'] as const
/** Endings of the files that a model can be in. */
export const MODEL_ENDINGS = ['safetensors', 'bin', 'pt', 'pth', 'ckpt', 'onnx'] as const
export const PROJECT_ENDING = 'selfsame'
/** No more pictures of dropped folders are opened; a batch is the way for all of them. */
export const MOST_FROM_FOLDER = 20
const MOST_RECENT = 12

const DOCUMENTS: ReadonlySet<string> = new Set([...IMAGE_ENDINGS, PROJECT_ENDING])
const OPENABLE: ReadonlySet<string> = new Set([...DOCUMENTS, ...MODEL_ENDINGS])

const canOpen = (path: string) => OPENABLE.has(extname(path).slice(1).toLowerCase())

/** True for what is opened as a document: a picture or a project. */
export const isDocument = (name: string) => DOCUMENTS.has(extname(name).slice(1).toLowerCase())

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

/** What lies directly in the folder of a model. */
const MODEL_FILES: ReadonlySet<string> = new Set(['model_index.json', 'unet', 'config.json'])

/**
 * The files that a drop stands for: files themselves, the folder of a model as it is, and the first pictures that lie
 * directly in other folders. `left` counts the pictures there that it leaves out.
 */
export async function filesOfDrop(dropped: readonly unknown[], disk: Disk): Promise<OpenedPaths> {
  const given = dropped.filter(
    (path): path is string => typeof path === 'string' && isAbsolute(path),
  )
  const paths: string[] = []
  let inFolders = 0
  for (const path of given) {
    const names = (await disk.isFolder(path)) ? await disk.namesIn(path) : null
    if (names === null || names.some((name) => MODEL_FILES.has(name))) {
      paths.push(path)
      continue
    }
    const pictures = names.filter((name) => isDocument(name)).sort()
    const room = Math.max(0, MOST_FROM_FOLDER - inFolders)
    paths.push(...pictures.slice(0, room).map((name) => join(path, name)))
    inFolders += pictures.length
  }
  return { paths, left: Math.max(0, inFolders - MOST_FROM_FOLDER) }
}

/** What was handed over, as it was; null for anything else. */
export function parseOpened(message: unknown): OpenedPaths | null {
  if (typeof message !== 'object' || message === null) return null
  if (!('paths' in message && Array.isArray(message.paths) && 'left' in message)) return null
  const { left } = message
  const paths = message.paths.filter((path) => typeof path === 'string')
  return typeof left === 'number' ? { paths, left } : null
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
