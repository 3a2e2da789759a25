/** The files of what was dropped or chosen, folders with all that is in them. */
import { isPhotographPath } from '../../src-shared/contract/photograph-names.ts'
import { isPicture, isProject } from '../stores/file-names.ts'
import type { FolderFile } from '../stores/training/send-files.ts'

export interface PathFile {
  /** Below what was dropped, with '/' between names; the folder itself comes first. */
  readonly path: string
  readonly file: File
}

/** To be called while the drop is handled: what was dropped is forgotten afterwards. */
export function droppedFiles(data: DataTransfer): Promise<readonly PathFile[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry())
  const plain = [...data.files].map((file) => ({ path: file.name, file }))
  const folders = entries.filter((entry) => entry?.isDirectory === true)
  if (folders.length === 0) return Promise.resolve(plain)
  const all = entries.flatMap((entry) => (entry === null ? [] : [filesBelow(entry)]))
  return Promise.all(all).then((lists) => lists.flat())
}

async function filesBelow(entry: FileSystemEntry, above = ''): Promise<readonly PathFile[]> {
  const path = `${above}${entry.name}`
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    return [{ path, file }]
  }
  if (!isDirectory(entry)) return []
  const reader = entry.createReader()
  const found: PathFile[] = []
  // A reader hands entries out in portions; an empty one is the last.
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (portion.length === 0) return found
    for (const inner of portion) found.push(...(await filesBelow(inner, `${path}/`)))
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory

/** No more pictures of a dropped folder are opened; a batch is the way for all of them. */
export const MOST_FROM_FOLDER = 20

/**
 * What a drop opens: the files that were dropped themselves, and of folders the first pictures that lie directly in
 * them. `left` counts the pictures there that it leaves out.
 */
export function documentsOf(dropped: readonly PathFile[]): {
  readonly files: readonly File[]
  readonly left: number
} {
  const alone = dropped.filter(({ path }) => !path.includes('/'))
  const inFolders = dropped
    .filter(({ path }) => path.split('/').length === 2 && (isPicture(path) || isProject(path)))
    .sort((a, b) => a.path.localeCompare(b.path))
  const opened = [...alone, ...inFolders.slice(0, MOST_FROM_FOLDER)]
  return {
    files: opened.map(({ file }) => file),
    left: Math.max(0, inFolders.length - MOST_FROM_FOLDER),
  }
}

/** The photographs among the files, their paths without the folder that holds them all, and its name. */
export function photographsOf(files: readonly PathFile[]): {
  readonly name: string
  readonly files: readonly FolderFile[]
} {
  const [first] = files[0]?.path.split('/') ?? []
  const shared = files.every(({ path }) => path.startsWith(`${first ?? ''}/`))
  const below = (path: string) => (shared ? path.slice((first ?? '').length + 1) : path)
  return {
    name: shared && first !== undefined ? first : (files[0]?.file.name ?? ''),
    files: files
      .filter(({ path }) => isPhotographPath(below(path)))
      .map(({ path, file }) => ({
        path: below(path),
        read: async () => new Uint8Array(await file.arrayBuffer()),
      })),
  }
}
