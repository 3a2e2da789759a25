/**
 * The user's disk, where the browser lets a page reach it (the File System Access API); elsewhere files are downloaded.
 * Asks the user each time; what was written once can be written again.
 */
import type { BatchOutput } from '../stores/batch-here.ts'
import type { NamedBytes, WrittenFile } from '../stores/written-file.ts'

declare global {
  interface Window {
    showSaveFilePicker?: (options: { suggestedName: string }) => Promise<FileSystemFileHandle>
    showDirectoryPicker?: (options: { mode: 'readwrite' }) => Promise<FileSystemDirectoryHandle>
  }
}

/** Writes where the user wants it; what was written, null when the user backs out. */
export async function saveToDisk(file: NamedBytes): Promise<WrittenFile | null> {
  try {
    const handle = await window.showSaveFilePicker?.({ suggestedName: file.name })
    if (handle === undefined) return download(file)
    await write(handle, file.bytes)
    return writtenFile(handle)
  } catch (error) {
    if (isCalled(error, 'AbortError')) return null
    // The browser asks only for a while after a press: what took longer to make is downloaded.
    if (isCalled(error, 'SecurityError', 'NotAllowedError')) return download(file)
    throw error
  }
}

function writtenFile(handle: FileSystemFileHandle): WrittenFile {
  const { name } = handle
  const rewrite = async (bytes: Uint8Array) => {
    try {
      await write(handle, bytes)
      return writtenFile(handle)
    } catch (error) {
      // The user has taken the leave back, or the folder away.
      if (isCalled(error, 'NotAllowedError', 'NotFoundError')) return saveToDisk({ name, bytes })
      throw error
    }
  }
  return { name, rewrite }
}

/** True where a folder can be chosen for results. */
export const reachesFolders = (): boolean => window.showDirectoryPicker !== undefined

/** A folder that results are written into as they come; null when the user backs out. */
export async function chooseOutput(): Promise<BatchOutput | null> {
  try {
    const folder = await window.showDirectoryPicker?.({ mode: 'readwrite' })
    return folder === undefined ? null : outputIn(folder)
  } catch (error) {
    if (isCalled(error, 'AbortError')) return null
    throw error
  }
}

function outputIn(folder: FileSystemDirectoryHandle): BatchOutput {
  return {
    name: folder.name,
    has: (name) =>
      folder.getFileHandle(name).then(
        () => true,
        () => false,
      ),
    put: async ({ name, bytes }) =>
      write(await folder.getFileHandle(name, { create: true }), bytes),
  }
}

/** What is written this way takes the place of the file only when it is whole. */
async function write(handle: FileSystemFileHandle, bytes: Uint8Array): Promise<void> {
  const stream = await handle.createWritable()
  await stream.write(new Uint8Array(bytes))
  await stream.close()
}

function download({ name, bytes }: NamedBytes): WrittenFile {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([new Uint8Array(bytes)]))
  link.download = name
  link.click()
  // The browser reads the address after the click; a minute is long enough for any disk.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  return { name, rewrite: null }
}

const isCalled = (error: unknown, ...names: readonly string[]) =>
  error instanceof DOMException && names.includes(error.name)
