/** Writes what the stores pack to where the user wants it, and says so. */
import { useDocuments } from '../stores/documents.ts'
import { usePacking } from '../stores/packing.ts'
import { message } from '../stores/message.ts'
import { useNotices } from '../stores/notices.ts'
import { documentOf, isUnsaved } from '../stores/tabs-state.ts'
import type { NamedBytes, Rewrite, WrittenFile } from '../stores/written-file.ts'
import { useFileDialogs } from './use-file-dialogs.ts'

export function useSaving() {
  const documents = useDocuments()
  const packing = usePacking()
  const notices = useNotices()
  const dialogs = useFileDialogs()

  /** What was written; null where there is nothing to write, it failed, or the user backs out. */
  async function save(
    pack: () => Promise<NamedBytes | null>,
    rewrite: Rewrite | null = null,
  ): Promise<WrittenFile | null> {
    const written = await notices.guard(async () => {
      const named = await pack()
      return named && (rewrite === null ? dialogs.save(named) : rewrite(named.bytes))
    })
    if (written == null) return null
    notices.done(message('notice.saved', { name: written.name }))
    return written
  }

  /**
   * Writes the project to the file that it has, or asks for one. The document counts as saved as it was when it was
   * packed. True once it is.
   */
  async function saveProject(where: 'known' | 'ask' = 'known'): Promise<boolean> {
    const { active } = documents
    if (active === null) return false
    const rewrite = where === 'known' ? (active.file?.rewrite ?? null) : null
    const file = await save(packing.packProject, rewrite)
    if (file !== null) documents.saved(documentOf(active), file)
    return file !== null
  }

  /** Saves every document that has changes, one after the other. False as soon as one is not saved. */
  async function saveAll(): Promise<boolean> {
    for (;;) {
      const tab = documents.tabs.list.find(isUnsaved)
      if (tab === undefined) return true
      documents.activate(tab.id)
      if (!(await saveProject())) return false
    }
  }

  return { save, saveProject, saveAll }
}
