/**
 * What was kept of unsaved documents: offers it at the start, and brings it back. Tells the host what is unsaved.
 */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { ClosingWay } from '../../src-shared/contract/host-api.ts'
import type { RecoverableDocument } from '../../src-shared/contract/projects-api.ts'
import { decodeHistory } from '../document/document-state.ts'
import { useApi } from './api.ts'
import { useDocuments } from './documents.ts'
import { useKeptDocuments } from './kept-documents.ts'
import { useNotices } from './notices.ts'

export const useRecovery = defineStore('recovery', () => {
  const api = useApi()
  const documents = useDocuments()
  const notices = useNotices()
  const offered = shallowRef<readonly RecoverableDocument[]>([])
  const { keep, noteKept } = useKeptDocuments()

  async function start(): Promise<void> {
    await notices.guard(async () => {
      offered.value = await api.projects.recoverable()
    })
  }

  async function recover(): Promise<void> {
    const ids = offered.value.map(({ document }) => document)
    offered.value = []
    for (const id of ids) {
      await notices.guard(async () => {
        const history = await decodeHistory(await api.projects.recover(id))
        noteKept(documents.addHistory(history, 'unsaved'), history)
      })
    }
  }

  async function discard(): Promise<void> {
    const ids = offered.value.map(({ document }) => document)
    offered.value = []
    for (const id of ids) await notices.guard(() => api.projects.discard(id))
  }

  /** Offers nothing more until the next start; what was kept stays. */
  function postpone(): void {
    offered.value = []
  }

  return {
    offered,
    start,
    keep,
    recover,
    discard,
    postpone,
    /** Marks the window and tells the host what closing has to ask about. */
    setUnsaved: (titles: readonly string[]) => api.host.setUnsaved(titles),
    /** The host closes its window and waits for `answerClosing`. */
    onClosing: (listener: (way: ClosingWay) => void) => api.host.onClosing(listener),
    answerClosing: (ready: boolean) => api.host.answerClosing(ready),
  }
})
