/** The open documents: what changes them, and how to go back. */
import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { Transform } from '../../src-shared/contract/pictures-api.ts'
import { withPicture } from '../document/document.ts'
import { goTo, redo, undo } from '../document/history.ts'
import { useApi } from './api.ts'
import { message } from './message.ts'
import { useOpenTabs } from './open-tabs.ts'
import { documentOf, isUnsaved, pictureBefore, picturesOf, withoutTab } from './tabs-state.ts'

export const useDocuments = defineStore('documents', () => {
  const api = useApi()
  const { move, ...open } = useOpenTabs()
  const { tabs, active } = open
  const current = computed(() => (active.value === null ? null : documentOf(active.value)))
  const before = computed(() => (active.value === null ? null : pictureBefore(active.value)))
  const canUndo = computed(() => (active.value?.history.position ?? 0) > 0)
  const canRedo = computed(() => {
    const history = active.value?.history
    return history !== undefined && history.position < history.entries.length - 1
  })
  const unsaved = computed(() => tabs.value.list.some(isUnsaved))

  async function transform(request: Transform): Promise<void> {
    const document = current.value
    if (document === null) return
    const picture = await api.pictures.transform({ id: document.picture.id, transform: request })
    open.change(withPicture(document, picture), message(`history.${request.kind}`))
  }

  /** Closes without asking; pictures that no other document needs are forgotten. */
  async function close(id: string): Promise<void> {
    const gone = picturesOf(tabs.value.list.filter((tab) => tab.id === id))
    tabs.value = withoutTab(tabs.value, id)
    const needed = picturesOf(tabs.value.list)
    await api.projects.discard(id)
    await api.pictures.release([...gone].filter((picture) => !needed.has(picture)))
  }

  return {
    ...open,
    current,
    before,
    canUndo,
    canRedo,
    unsaved,
    transform,
    close,
    undo: () => move(active.value?.id, undo),
    redo: () => move(active.value?.id, redo),
    goTo: (position: number) => move(active.value?.id, (history) => goTo(history, position)),
  }
})
