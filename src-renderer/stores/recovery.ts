/**
 * Keeps unsaved documents for the case of a crash, a few seconds after each change, and offers them at the start.
 */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { RecoverableDocument } from '../../src-shared/contract/projects-api.ts'
import { decodeHistory, encodeHistory } from '../document/document-state.ts'
import { useApi } from './api.ts'
import { useDocuments } from './documents.ts'
import { useNotices } from './notices.ts'
import { isUnsaved, type Tab } from './tabs-state.ts'

export const useRecovery = defineStore('recovery', () => {
  const api = useApi()
  const documents = useDocuments()
  const notices = useNotices()
  const offered = shallowRef<readonly RecoverableDocument[]>([])
  const kept = new Map<string, Tab['history']>()

  async function start(): Promise<void> {
    await notices.guard(async () => {
      offered.value = await api.projects.recoverable()
    })
  }

  /** Writes every document that changed since it was written last. */
  async function keep(): Promise<void> {
    for (const tab of documents.tabs.list) {
      if (!isUnsaved(tab) || kept.get(tab.id) === tab.history) continue
      await api.projects.autosave(await encodeHistory(tab.history))
      kept.set(tab.id, tab.history) // not before: what could not be written is tried again
    }
  }

  async function recover(): Promise<void> {
    const ids = offered.value.map(({ document }) => document)
    offered.value = []
    for (const id of ids) {
      await notices.guard(async () => {
        documents.addHistory(await decodeHistory(await api.projects.recover(id)), 'unsaved')
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

  /** Marks the window and tells the host whether closing has to ask. */
  const setUnsaved = (unsaved: boolean) => api.host.setUnsaved(unsaved)

  return { offered, start, keep, recover, discard, postpone, setUnsaved }
})
