/**
 * A state of a document as the history keeps it: in memory, or put away on disk under a key.
 * Plain values; who puts away and who brings back is decided elsewhere.
 */
import type { Task } from '../../src-shared/contract/edits-api.ts'
import type { PictureInfo } from '../../src-shared/contract/pictures-api.ts'
import { documentBuffers, type EditorDocument } from './document.ts'
import { present, type History } from './history.ts'

/** What stays in memory of a state that was put away. */
export interface StashedDocument {
  readonly picture: PictureInfo
  /** Under which the rest was put away. */
  readonly stash: string
}

export type KeptState = EditorDocument | StashedDocument

export function isStashed(state: KeptState): state is StashedDocument {
  return 'stash' in state
}

/** The state that is shown, which is never put away. */
export function presentDocument(history: History<KeptState>): EditorDocument {
  const state = present(history)
  if (isStashed(state)) throw new RangeError('the state that is shown was put away')
  return state
}

/** The memory that a state holds on to: selection, paint, and what its recipe remembers of them. */
export function stateBuffers(state: KeptState): Uint8Array[] {
  if (isStashed(state)) return []
  const { recipe } = state
  return [...documentBuffers(state), ...(recipe === null ? [] : taskBuffers(recipe.task))]
}

function taskBuffers(task: Task): Uint8Array[] {
  switch (task.kind) {
    case 'remove':
    case 'restore':
      return task.mask === undefined ? [] : [task.mask.coverage]
    case 'colorize':
      return (task.hints ?? []).map(({ rgba }) => rgba)
    case 'paint':
      return task.strokes.map(({ rgba }) => rgba)
    default:
      return []
  }
}

/** The history of a copy of the document that goes by another id. */
export function withDocumentId(history: History<KeptState>, id: string): History<KeptState> {
  const entries = history.entries.map(({ label, state }) => ({
    label,
    state: isStashed(state) ? state : { ...state, id },
  }))
  return { ...history, entries }
}

/** The history with one state in the place of another; the same history where that one is not in it. */
export function withState(
  history: History<KeptState>,
  state: KeptState,
  by: KeptState,
): History<KeptState> {
  if (!history.entries.some((entry) => entry.state === state)) return history
  const entries = history.entries.map((entry) =>
    entry.state === state ? { ...entry, state: by } : entry,
  )
  return { ...history, entries }
}
