/** Writes what the stores pack to where the user wants it, and says so. */
import { useDocuments } from '../stores/documents.ts'
import { usePacking, type NamedBytes } from '../stores/packing.ts'
import { message } from '../stores/message.ts'
import { useNotices } from '../stores/notices.ts'
import { useFileDialogs } from './use-file-dialogs.ts'

export function useSaving() {
  const documents = useDocuments()
  const packing = usePacking()
  const notices = useNotices()
  const dialogs = useFileDialogs()

  /** True once something is written; false where there is nothing to write or the user backs out. */
  async function save(pack: () => Promise<NamedBytes | null>): Promise<boolean> {
    const written = await notices.guard(async () => {
      const named = await pack()
      return named && dialogs.save(named)
    })
    if (written == null) return false
    notices.done(message('notice.saved', { name: written }))
    return true
  }

  /** The document counts as saved as it was when it was packed. */
  async function saveProject(): Promise<void> {
    const document = documents.current
    if (document !== null && (await save(packing.packProject))) documents.saved(document)
  }

  return { save, saveProject }
}
