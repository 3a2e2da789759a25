/** The system clipboard: the picture out as PNG, pictures in as documents of their own. */
import { useEventListener } from '@vueuse/core'
import { useDocuments } from '../stores/documents.ts'
import { useFiles } from '../stores/files.ts'
import { message } from '../stores/message.ts'
import { useNotices } from '../stores/notices.ts'
import { usePacking } from '../stores/packing.ts'
import { readFile } from './use-file-dialogs.ts'

const PNG = 'image/png'

export function useClipboard() {
  const documents = useDocuments()
  const files = useFiles()
  const notices = useNotices()
  const packing = usePacking()

  async function copy(): Promise<void> {
    const bytes = await packing.packPicture({ format: 'png', quality: 100, keepMetadata: false })
    if (bytes === null) return
    const blob = new Blob([new Uint8Array(bytes)], { type: PNG })
    await navigator.clipboard.write([new ClipboardItem({ [PNG]: blob })])
    notices.done(message('notice.copied', { name: documents.current?.title ?? '' }))
  }

  /** For the menu; the keys make the browser send a paste event, which needs no permission. */
  async function paste(): Promise<void> {
    for (const item of await navigator.clipboard.read()) {
      const type = item.types.find((entry) => entry.startsWith('image/'))
      if (type === undefined) continue
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
    const pasted = [...(event.clipboardData?.files ?? [])].filter((file) =>
      file.type.startsWith('image/'),
    )
    if (pasted.length > 0)
      void Promise.all(pasted.map(readFile)).then((read) => files.open(read, 'unsaved'))
  })
}
