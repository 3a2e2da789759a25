/**
 * The open documents in their order, each with its history.
 * Pure: opening, closing and changing make the next state.
 */
import type { EditorDocument } from '../document/document.ts'
import type { History } from '../document/history.ts'
import {
  presentDocument,
  withDocumentId,
  withState,
  type KeptState,
} from '../document/kept-state.ts'
import type { Size } from '../kernels/region.ts'
import type { WrittenFile } from './written-file.ts'

export interface Tab {
  readonly id: string
  readonly history: History<KeptState>
  /** The state that was saved last; what was opened at first. Null for one that was never saved as it is. */
  readonly saved: KeptState | null
  /** The project file that it was saved to; null for one that has none. */
  readonly file: WrittenFile | null
}

export interface Tabs {
  readonly list: readonly Tab[]
  readonly active: string | null
}

export const NO_TABS: Tabs = { list: [], active: null }

/** The document as the history stands. */
export function documentOf({ history }: Pick<Tab, 'history'>): EditorDocument {
  return presentDocument(history)
}

/** The document of this id as its history stands; null where it is not open. */
export function findDocument({ list }: Tabs, id: string | undefined): EditorDocument | null {
  const tab = list.find((entry) => entry.id === id)
  return tab === undefined ? null : documentOf(tab)
}

export function isUnsaved(tab: Tab): boolean {
  return documentOf(tab) !== tab.saved
}

/** Titles of the documents with unsaved changes. */
export function unsavedTitles({ list }: Tabs): readonly string[] {
  return list.filter(isUnsaved).map((tab) => documentOf(tab).title)
}

/** A tab for a document with all that can be undone; under another id where its own is open already. */
export function tabOf(
  { list }: Tabs,
  history: History<KeptState>,
  { as, file }: { readonly as: 'saved' | 'unsaved'; readonly file: WrittenFile | null },
): Tab {
  const { id } = presentDocument(history)
  const taken = list.some((tab) => tab.id === id)
  const own = taken ? withDocumentId(history, crypto.randomUUID()) : history
  const document = presentDocument(own)
  return { id: document.id, history: own, saved: as === 'saved' ? document : null, file }
}

/** Adds a tab at the end and goes to it. */
export function withTab(tabs: Tabs, tab: Tab): Tabs {
  return { list: [...tabs.list, tab], active: tab.id }
}

export function withHistory(tabs: Tabs, id: string, history: History<KeptState>): Tabs {
  return { ...tabs, list: tabs.list.map((tab) => (tab.id === id ? { ...tab, history } : tab)) }
}

/** Puts one state of a history in the place of another: the same one, in memory or put away. */
export function withSameState(tabs: Tabs, state: KeptState, same: KeptState): Tabs {
  return {
    ...tabs,
    list: tabs.list.map((tab) => {
      const history = withState(tab.history, state, same)
      if (history === tab.history) return tab
      return { ...tab, history, saved: tab.saved === state ? same : tab.saved }
    }),
  }
}

/** Notes which state of a document was saved, and where. */
export function markSaved(tabs: Tabs, saved: EditorDocument, file: WrittenFile): Tabs {
  return {
    ...tabs,
    list: tabs.list.map((tab) => (tab.id === saved.id ? { ...tab, saved, file } : tab)),
  }
}

/** Closes a tab; the one to its right becomes active, or the last. */
export function withoutTab(tabs: Tabs, id: string): Tabs {
  const index = tabs.list.findIndex((tab) => tab.id === id)
  const list = tabs.list.filter((tab) => tab.id !== id)
  if (tabs.active !== id) return { ...tabs, list }
  return { list, active: (list[index] ?? list.at(-1))?.id ?? null }
}

/** The id of the tab `by` places further, round the end. */
export function tabBeside(tabs: Tabs, by: 1 | -1): string | null {
  const index = tabs.list.findIndex((tab) => tab.id === tabs.active)
  return tabs.list[(index + by + tabs.list.length) % tabs.list.length]?.id ?? null
}

/** The last picture before the one that is shown that can lie over it: what a comparison compares with. */
export function pictureBefore({ history }: Pick<Tab, 'history'>): EditorDocument['picture'] | null {
  const pictures = history.entries.slice(0, history.position + 1).map(({ state }) => state.picture)
  const now = pictures.at(-1)
  if (now === undefined) return null
  return pictures.findLast((picture) => picture.id !== now.id && isAlike(picture, now)) ?? null
}

/** Of the same proportions, but for the rounding of their sides. */
function isAlike(a: Size, b: Size): boolean {
  const difference = Math.abs(a.width * b.height - b.width * a.height)
  return difference <= Math.max(a.width, a.height, b.width, b.height)
}

/** True where the last step put a result into the document: the selection has not been touched since. */
export function isFreshResult({ history }: Pick<Tab, 'history'>): boolean {
  const [now, last] = [presentDocument(history), history.entries[history.position - 1]?.state]
  return last !== undefined && now.recipe !== null && now.picture.id !== last.picture.id
}

/** Every picture that any of the histories can come back to. */
export function picturesOf(tabs: readonly Tab[]): ReadonlySet<string> {
  return new Set(
    tabs.flatMap(({ history }) => history.entries.map(({ state }) => state.picture.id)),
  )
}
