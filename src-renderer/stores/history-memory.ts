/**
 * Keeps the histories of the open documents within a budget of memory: old states are put away on disk by the engine,
 * and brought back when somebody goes to them. The state that is shown and its neighbours always stay.
 */
import type { ShallowRef } from 'vue'
import type { ProjectsApi } from '../../src-shared/contract/projects-api.ts'
import { packState, unpackState } from '../document/document-state.ts'
import type { EditorDocument } from '../document/document.ts'
import { planTrim, type History } from '../document/history.ts'
import {
  isStashed,
  presentDocument,
  stateBuffers,
  type KeptState,
  type StashedDocument,
} from '../document/kept-state.ts'
import { withSameState, type Tabs } from './tabs-state.ts'

/** Bytes of selections and strokes that all open documents together keep in memory. */
const BUDGET = 64 * 2 ** 20

export function useHistoryMemory(
  projects: Pick<ProjectsApi, 'stash' | 'unstash'>,
  tabs: ShallowRef<Tabs>,
) {
  /** Puts away what is too much, the farthest from the shown states first. */
  async function trim(budget = BUDGET): Promise<void> {
    const { list } = tabs.value
    for (const { id, history } of list) {
      const plan = planTrim(history, { budget: budget / list.length, buffersOf: stateBuffers })
      for (const index of plan) {
        const state = history.entries[index]?.state
        if (state !== undefined && !isStashed(state)) await putAway(id, state)
      }
    }
  }

  async function putAway(id: string, state: EditorDocument): Promise<void> {
    const stash = await projects.stash(await packState(state))
    const now = tabs.value.list.find((tab) => tab.id === id)
    if (now === undefined || isNear(now.history, state)) return // the user came by in the meantime
    tabs.value = withSameState(tabs.value, state, { picture: state.picture, stash })
  }

  async function read(history: History<KeptState>, state: StashedDocument) {
    const bytes = await projects.unstash(state.stash)
    return unpackState(presentDocument(history), state, bytes)
  }

  /** The state in memory again. */
  async function bringBack(
    history: History<KeptState>,
    state: StashedDocument,
  ): Promise<EditorDocument> {
    const back = await read(history, state)
    tabs.value = withSameState(tabs.value, state, back)
    return back
  }

  /** The history with every state in it, for a file that has to stand alone. */
  async function whole(history: History<KeptState>): Promise<History<KeptState>> {
    const entries = []
    for (const entry of history.entries) {
      const { state } = entry
      entries.push(isStashed(state) ? { ...entry, state: await read(history, state) } : entry)
    }
    return { ...history, entries }
  }

  return { trim, bringBack, whole }
}

function isNear({ entries, position }: History<KeptState>, state: KeptState): boolean {
  return [-1, 0, 1].some((by) => entries[position + by]?.state === state)
}
