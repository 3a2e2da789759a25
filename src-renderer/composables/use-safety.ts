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

  const keep = () => void notices.guard(recovery.keep)

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
    () => documents.unsaved.join('/'),
    () => void notices.guard(() => recovery.setUnsaved(documents.unsaved)),
    { immediate: true }, // a page that was loaded anew has nothing open any more
  )
  useEventListener(document, 'visibilitychange', () => {
    if (document.visibilityState === 'hidden') keep()
  })
  useEventListener(window, 'beforeunload', (event) => {
    // Electron would keep its window open without a word; its host asks by itself.
    if (documents.unsaved.length === 0 || engine.info?.host === 'electron') return
    keep()
    event.preventDefault()
  })
}
