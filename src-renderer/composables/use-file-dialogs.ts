/**
 * Files from and to the user: through the system's own dialogs where the host has them, else as the browser
 * uploads and downloads.
 */
import type { BatchFile } from '../stores/batch-here.ts'
import { useEngine } from '../stores/engine.ts'
import { granted, type FileInHand } from '../stores/files.ts'
import type { NamedBytes } from '../stores/packing.ts'

export type BytesInHand = Extract<FileInHand, { kind: 'bytes' }>

const IMAGES = 'image/png,image/jpeg,image/webp,image/tiff,image/avif,.tif,.tiff,.avif,.selfsame'

export async function readFile(file: File): Promise<BytesInHand> {
  return { kind: 'bytes', name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }
}

/** The browser's own choice of files; empty when the user backs out. */
export function upload(accept: string, multiple: boolean): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.accept = accept
    input.multiple = multiple
    input.addEventListener('change', () => resolve([...(input.files ?? [])]))
    input.addEventListener('cancel', () => resolve([]))
    input.click()
  })
}

function download({ name, bytes }: NamedBytes): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([new Uint8Array(bytes)]))
  link.download = name
  link.click()
  // The browser reads the address after the click; a minute is long enough for any disk.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
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
    return (await upload(IMAGES, true)).map((file) => ({
      name: file.name,
      read: async () => (await readFile(file)).bytes,
    }))
  }

  /** One file read by the page itself; null when the user backs out. */
  async function readOne(accept: string): Promise<BytesInHand | null> {
    const [file] = await upload(accept, false)
    return file === undefined ? null : readFile(file)
  }

  /** The name that was written; null when the user backs out. */
  async function save(named: NamedBytes): Promise<string | null> {
    if (native()) return engine.save(named.name, named.bytes)
    download(named)
    return named.name
  }

  return { images, pictureFiles, project, readOne, save }
}
