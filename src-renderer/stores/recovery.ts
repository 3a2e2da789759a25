/**
 * Keeps unsaved documents for the case of a crash, a few seconds after each change, and offers them at the start.
 */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { RecoverableDocument } from '../../src-shared/contract/projects-api.ts'
import { decodeDocument, encodeDocument } from '../document/document-state.ts'
import type { EditorDocument } from '../document/document.ts'
import { useApi } from './api.ts'
import { useDocuments } from './documents.ts'
import { message } from './message.ts'
import { useNotices } from './notices.ts'
import { documentOf, isUnsaved } from './tabs-state.ts'

export const useRecovery = defineStore('recovery', () => {
  const api = useApi()
  const documents = useDocuments()
  const notices = useNotices()
  const offered = shallowRef<readonly RecoverableDocument[]>([])
  const kept = new Map<string, EditorDocument>()

  async function start(): Promise<void> {
    await notices.guard(async () => {
      offered.value = await api.projects.recoverable()
    })
  }

  /** Writes every document that changed since it was written last. */
  async function keep(): Promise<void> {
    for (const tab of documents.tabs.list) {
      const document = documentOf(tab)
      if (!isUnsaved(tab) || kept.get(tab.id) === document) continue
      kept.set(tab.id, document)
      await api.projects.autosave(await encodeDocument(document))
    }
  }

  async function recover(): Promise<void> {
    for (const { document: id, title } of offered.value) {
      await notices.guard(async () => {
        const document = await decodeDocument(await api.projects.recover(id))
        documents.addDocument(document, message('history.recover', { name: title }))
      })
    }
    offered.value = []
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

  /** Marks the window and tells the host whether closing has to ask. */
  const setUnsaved = (unsaved: boolean) => api.host.setUnsaved(unsaved)

  return { offered, start, keep, recover, discard, postpone, setUnsaved }
})
