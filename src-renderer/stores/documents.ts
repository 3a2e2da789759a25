/** The open documents: what changes them, and how to go back. */
import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { Transform } from '../../src-shared/contract/pictures-api.ts'
import { withPicture, type EditorDocument } from '../document/document.ts'
import { backTo, goTo, hasLater, redo, undo } from '../document/history.ts'
import { isStashed } from '../document/kept-state.ts'
import { useApi } from './api.ts'
import { sameOrLater } from './document-steps.ts'
import { useHistoryMemory } from './history-memory.ts'
import { inTurnsOn } from './in-turns.ts'
import { message } from './message.ts'
import { useNotices } from './notices.ts'
import { useOpenTabs, type Step } from './open-tabs.ts'
import {
  documentOf,
  isFreshResult,
  pictureBefore,
  picturesOf,
  unsavedTitles,
  withoutTab,
} from './tabs-state.ts'

export const useDocuments = defineStore('documents', () => {
  const api = useApi()
  const { move, ...open } = useOpenTabs()
  const { tabs, active } = open
  const { trim, bringBack, whole } = useHistoryMemory(api.projects, tabs)
  const notices = useNotices()
  const current = computed(() => (active.value === null ? null : documentOf(active.value)))
  const before = computed(() => (active.value === null ? null : pictureBefore(active.value)))
  const showsResult = computed(() => active.value !== null && isFreshResult(active.value))
  const canUndo = computed(() => (active.value?.history.position ?? 0) > 0)
  const canRedo = computed(() => active.value !== null && hasLater(active.value.history))
  const unsaved = computed(() => unsavedTitles(tabs.value))

  /** Shows another state of the history; one that was put away is brought back first. */
  async function go(step: Step): Promise<void> {
    if (active.value === null) return
    const { id, history } = active.value
    const next = step(history)
    const state = next.entries[next.position]?.state
    if (state === undefined || !isStashed(state)) return move(id, step)
    const back = await notices.guard(() => bringBack(history, state))
    move(id, (now) =>
      goTo(
        now,
        now.entries.findIndex((entry) => entry.state === back),
      ),
    )
  }

  async function transform(transform: Transform): Promise<void> {
    const document = current.value
    if (document === null) return
    const picture = await api.pictures.transform({ id: document.picture.id, transform })
    const find = () => sameOrLater(document, open.find(document.id))
    const next = await inTurnsOn(find, (now) => withPicture(now, picture, { transform }))
    open.change(next, message(`history.${transform.kind}`))
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
    showsResult,
    canUndo,
    canRedo,
    unsaved,
    transform,
    close,
    trim,
    whole,
    undo: () => go(undo),
    redo: () => go(redo),
    goTo: (position: number) => go((history) => goTo(history, position)),
    goBackTo: (state: EditorDocument) => go((history) => backTo(history, state)),
  }
})
