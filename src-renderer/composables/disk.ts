/**
 * The user's disk, where the browser lets a page reach it (the File System Access API); elsewhere files are downloaded.
 * Asks the user each time and remembers nothing.
 */
import type { BatchOutput } from '../stores/batch-here.ts'
import type { NamedBytes } from '../stores/packing.ts'

declare global {
  interface Window {
    showSaveFilePicker?: (options: { suggestedName: string }) => Promise<FileSystemFileHandle>
    showDirectoryPicker?: (options: { mode: 'readwrite' }) => Promise<FileSystemDirectoryHandle>
  }
}

/** Writes where the user wants it; the name that was written, null when the user backs out. */
export async function saveToDisk(file: NamedBytes): Promise<string | null> {
  try {
    const handle = await window.showSaveFilePicker?.({ suggestedName: file.name })
    if (handle === undefined) return download(file)
    await write(handle, file.bytes)
    return handle.name
  } catch (error) {
    if (isCalled(error, 'AbortError')) return null
    // The browser asks only for a while after a press: what took longer to make is downloaded.
    if (isCalled(error, 'SecurityError', 'NotAllowedError')) return download(file)
    throw error
  }
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

function download({ name, bytes }: NamedBytes): string {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([new Uint8Array(bytes)]))
  link.download = name
  link.click()
  // The browser reads the address after the click; a minute is long enough for any disk.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  return name
}

const isCalled = (error: unknown, ...names: readonly string[]) =>
  error instanceof DOMException && names.includes(error.name)
