/**
 * The open documents as a value that is watched: adding, changing, and going to another one.
 * Asks nothing of the engine.
 */
import { computed, shallowRef } from 'vue'
import type { EditOutcome } from '../../src-shared/contract/edits-api.ts'
import type { PictureInfo } from '../../src-shared/contract/pictures-api.ts'
import { openDocument, type EditorDocument } from '../document/document.ts'
import { record, startHistory, undo, type History } from '../document/history.ts'
import type { KeptState } from '../document/kept-state.ts'
import { finished } from '../kernels/piecewise.ts'
import { withOutcome } from './document-steps.ts'
import { message, type Message } from './message.ts'
import * as tabsState from './tabs-state.ts'
import type { WrittenFile } from './written-file.ts'

export type Step = (history: History<KeptState>) => History<KeptState>

export function useOpenTabs() {
  const tabs = shallowRef(tabsState.NO_TABS)
  const active = computed(() => tabs.value.list.find((tab) => tab.id === tabs.value.active) ?? null)

  /** Opens a picture that the engine holds in a tab of its own; one that no file holds yet is unsaved. */
  function add(picture: PictureInfo, as: 'saved' | 'unsaved' = 'saved'): string {
    const opened = openDocument(crypto.randomUUID(), picture)
    return addHistory(startHistory(message('history.open', { name: picture.name }), opened), as)
  }

  /** Opens a result in a tab of its own, with all that is known of how it was made. */
  function addOutcome(outcome: EditOutcome, label: Message): string {
    const opened = openDocument(crypto.randomUUID(), outcome.picture)
    return addHistory(startHistory(label, finished(withOutcome(opened, outcome))), 'unsaved')
  }

  /** Opens a document with all that can be undone; under another id where its own is open already. */
  function addHistory(
    history: History<KeptState>,
    as: 'saved' | 'unsaved',
    file: WrittenFile | null = null,
  ): string {
    const tab = tabsState.tabOf(tabs.value, history, { as, file })
    tabs.value = tabsState.withTab(tabs.value, tab)
    return tab.id
  }

  /** The document of this id as its history stands; null where it is not open. */
  const find = (id: string | undefined) => tabsState.findDocument(tabs.value, id)

  function move(id: string | undefined, step: Step): void {
    const tab = tabs.value.list.find((entry) => entry.id === id)
    if (tab === undefined) return
    tabs.value = tabsState.withHistory(tabs.value, tab.id, step(tab.history))
  }

  /** One more step in the history of the document that it is a state of. */
  function change(document: EditorDocument, label: Message): void {
    move(document.id, (history) => record(history, label, document))
  }

  /** Takes the place of the last step, if that one led away from `before`. */
  function replace(document: EditorDocument, before: EditorDocument, label: Message): void {
    move(document.id, (history) => {
      const previous = history.entries[history.position - 1]
      return record(previous?.state === before ? undo(history) : history, label, document)
    })
  }

  function activate(id: string): void {
    tabs.value = { ...tabs.value, active: id }
  }

  function activateBeside(by: 1 | -1): void {
    const id = tabsState.tabBeside(tabs.value, by)
    if (id !== null) activate(id)
  }

  /** Notes that a state of a document was saved, and where. */
  function saved(document: EditorDocument, file: WrittenFile): void {
    tabs.value = tabsState.markSaved(tabs.value, document, file)
  }

  return {
    tabs,
    active,
    find,
    add,
    addOutcome,
    addHistory,
    move,
    change,
    replace,
    activate,
    activateBeside,
    saved,
  }
}
