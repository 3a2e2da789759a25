/**
 * Writes documents down for recovery, each state once, and forgets those that are saved. Offers nothing and asks nobody.
 */
import { encodeHistory } from '../document/document-state.ts'
import { useApi } from './api.ts'
import { useDocuments } from './documents.ts'
import { isUnsaved, type Tab } from './tabs-state.ts'

export function useKeptDocuments() {
  const { projects } = useApi()
  const documents = useDocuments()
  const kept = new Map<string, Tab['history']>()
  let last: Promise<void> = Promise.resolve()

  async function keepTab(tab: Tab): Promise<void> {
    if (!isUnsaved(tab)) {
      if (kept.delete(tab.id)) await projects.settle(tab.id)
      return
    }
    if (kept.get(tab.id) === tab.history) return
    const state = await encodeHistory(tab.history)
    if (documents.find(tab.id) === null) return // closed in the meantime, and forgotten
    await projects.autosave(state)
    kept.set(tab.id, tab.history) // not before: what could not be written is tried again
  }

  async function keepAll(): Promise<void> {
    for (const { id } of documents.tabs.list) {
      const tab = documents.tabs.list.find((entry) => entry.id === id)
      if (tab !== undefined) await keepTab(tab)
    }
  }

  /** Writes what has changed; one call after the other, so that the newest state is the one that stays. */
  function keep(): Promise<void> {
    const done = last.then(keepAll)
    last = done.catch(() => undefined) // the caller is told; the next one may still succeed
    return done
  }

  /** Notes that this is what is kept of a document already. */
  function noteKept(id: string, history: Tab['history']): void {
    kept.set(id, history)
  }

  return { keep, noteKept }
}
