/** Keeps work from being lost: writes it down by itself, and asks before the page goes with changes in it. */
import { useEventListener, watchDebounced } from '@vueuse/core'
import { watch } from 'vue'
import { useDocuments } from '../stores/documents.ts'
import { useEngine } from '../stores/engine.ts'
import { useNotices } from '../stores/notices.ts'
import { useRecovery } from '../stores/recovery.ts'

const AUTOSAVE_AFTER = 2000
const AUTOSAVE_AT_LATEST = 8000

export function useSafety(): void {
  const documents = useDocuments()
  const engine = useEngine()
  const notices = useNotices()
  const recovery = useRecovery()

  watchDebounced(
    () => documents.tabs,
    () =>
      void notices.guard(async () => {
        await documents.trim()
        await recovery.keep()
      }),
    { debounce: AUTOSAVE_AFTER, maxWait: AUTOSAVE_AT_LATEST },
  )
  watch(
    () => documents.unsaved,
    (unsaved) => void notices.guard(() => recovery.setUnsaved(unsaved)),
  )
  useEventListener(window, 'beforeunload', (event) => {
    // Electron would keep its window open without a word; its host asks by itself.
    if (documents.unsaved && engine.info?.host !== 'electron') event.preventDefault()
  })
}
