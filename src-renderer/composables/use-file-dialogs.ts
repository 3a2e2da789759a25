/**
 * Files from and to the user: through the system's own dialogs where the host has them, else as the browser
 * uploads, saves and downloads.
 */
import type { BatchFile } from '../stores/batch-here.ts'
import { useEngine } from '../stores/engine.ts'
import { isPicture } from '../stores/file-names.ts'
import { granted, type FileInHand } from '../stores/files.ts'
import type { NamedBytes, WrittenFile } from '../stores/written-file.ts'
import { saveToDisk } from './disk.ts'
import { upload, uploadedFolder } from './file-choice.ts'

export type BytesInHand = Extract<FileInHand, { kind: 'bytes' }>

const IMAGES = 'image/png,image/jpeg,image/webp,image/tiff,image/avif,.tif,.tiff,.avif,.selfsame'

const batchFile = (file: File): BatchFile => ({
  name: file.name,
  read: async () => (await readFile(file)).bytes,
})

export async function readFile(file: File): Promise<BytesInHand> {
  return { kind: 'bytes', name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }
}

export function useFileDialogs() {
  const engine = useEngine()
  const native = () => engine.info?.nativeDialogs === true

  async function images(): Promise<readonly FileInHand[]> {
    if (native()) return (await engine.chooseImages()).map(granted)
    return Promise.all((await upload(IMAGES, true)).map(readFile))
  }

  async function project(): Promise<readonly FileInHand[]> {
    if (!native()) return Promise.all((await upload('.selfsame', false)).map(readFile))
    const file = await engine.chooseProject()
    return file === null ? [] : [granted(file)]
  }

  /** Pictures that the page reads when their turn comes; empty when the user backs out. */
  async function pictureFiles(): Promise<readonly BatchFile[]> {
    return (await upload(IMAGES, true)).map(batchFile)
  }

  /** All pictures of a folder, those in folders below it too, in the order of their paths. */
  async function pictureFolder(): Promise<readonly BatchFile[]> {
    const files = (await uploadedFolder()).filter(({ path }) => isPicture(path))
    return files.sort((a, b) => a.path.localeCompare(b.path)).map(({ file }) => batchFile(file))
  }

  /** One file read by the page itself; null when the user backs out. */
  async function readOne(accept: string): Promise<BytesInHand | null> {
    const [file] = await upload(accept, false)
    return file === undefined ? null : readFile(file)
  }

  /** What was written; null when the user backs out. */
  async function save(named: NamedBytes): Promise<WrittenFile | null> {
    return native() ? engine.save(named) : saveToDisk(named)
  }

  return { images, pictureFiles, pictureFolder, project, readOne, save }
}
