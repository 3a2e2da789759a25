/** The system clipboard: the picture out as PNG, pictures in as documents of their own. */
import { useEventListener } from '@vueuse/core'
import { useDocuments } from '../stores/documents.ts'
import { useFiles } from '../stores/files.ts'
import { message } from '../stores/message.ts'
import { useNotices } from '../stores/notices.ts'
import { usePacking } from '../stores/packing.ts'
import { keysOf } from '../stores/chords.ts'
import { isMac } from './platform.ts'
import { readFile } from './use-file-dialogs.ts'

const PNG = 'image/png'
const PASTE_KEYS = keysOf('Mod+V', isMac).join(' ')

const isPicture = (type: string) => type.startsWith('image/')

export function useClipboard() {
  const documents = useDocuments()
  const files = useFiles()
  const notices = useNotices()
  const packing = usePacking()

  /** The browser takes a promise of the bytes: what it is only given after a while, it takes for nobody's wish. */
  async function copy(): Promise<void> {
    const name = documents.current?.title ?? ''
    const packed = packing.packPicture({ format: 'png', quality: 100, keepMetadata: false })
    const blob = packed.then((bytes) => new Blob([new Uint8Array(bytes ?? [])], { type: PNG }))
    try {
      await navigator.clipboard.write([new ClipboardItem({ [PNG]: blob })])
    } catch (error) {
      await packed // the browser does not say why the promise was not kept
      throw error
    }
    notices.done(message('notice.copied', { name }))
  }

  /** For the menu; the keys make the browser send a paste event, which needs no permission. */
  async function paste(): Promise<void> {
    const items = await navigator.clipboard.read().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'NotAllowedError') return null
      throw error
    })
    if (items === null) return notices.done(message('notice.pasteKeys', { keys: PASTE_KEYS }))
    const pictures = items.flatMap((item) => {
      const type = item.types.find(isPicture)
      return type === undefined ? [] : [{ item, type }]
    })
    if (pictures.length === 0) return notices.done(message('notice.noPicture'))
    for (const { item, type } of pictures) {
      const blob = await item.getType(type)
      await files.open([await readFile(new File([blob], 'clipboard.png', { type }))], 'unsaved')
    }
  }

  return { copy, paste }
}

/** Opens pictures that are pasted with the keys. */
export function usePasteEvents(): void {
  const files = useFiles()
  useEventListener(window, 'paste', (event: ClipboardEvent) => {
    const pasted = [...(event.clipboardData?.files ?? [])].filter(({ type }) => isPicture(type))
    if (pasted.length > 0)
      void Promise.all(pasted.map(readFile)).then((read) => files.open(read, 'unsaved'))
  })
}
