/**
 * What was done to a document, step by step: every entry is a whole state, going back is choosing an earlier one.
 * Pure values; which old states leave the memory is only planned here.
 */

/** A message key with its values; the words are found when it is shown. */
export interface Label {
  readonly key: string
  readonly values?: Readonly<Record<string, string | number>>
}

export interface HistoryEntry<State> {
  readonly label: Label
  readonly state: State
}

export interface History<State> {
  /** Oldest first; never empty. */
  readonly entries: readonly HistoryEntry<State>[]
  /** Index of the entry that is shown. */
  readonly position: number
}

export function startHistory<State>(label: Label, state: State): History<State> {
  return { entries: [{ label, state }], position: 0 }
}

/** A new step after the one that is shown; what had been undone is forgotten. */
export function record<State>(history: History<State>, label: Label, state: State): History<State> {
  const entries = [...history.entries.slice(0, history.position + 1), { label, state }]
  return { entries, position: entries.length - 1 }
}

/** One step back; the same history at the beginning. */
export function undo<State>(history: History<State>): History<State> {
  return goTo(history, history.position - 1)
}

/** One step forward again; the same history at the end. */
export function redo<State>(history: History<State>): History<State> {
  return goTo(history, history.position + 1)
}

/** Whether there is a step forward. */
export function hasLater({ entries, position }: History<unknown>): boolean {
  return position < entries.length - 1
}

/** Shows the entry at `position`; the same history where there is none. */
export function goTo<State>(history: History<State>, position: number): History<State> {
  return position in history.entries && position !== history.position
    ? { ...history, position }
    : history
}

/** Shows an earlier state again; one step back where it is not among those before. */
export function backTo<State>(history: History<State>, state: State): History<State> {
  const earlier = history.entries.slice(0, history.position)
  const at = earlier.findLastIndex((entry) => entry.state === state)
  return at < 0 ? undo(history) : goTo(history, at)
}

/** The state that is shown. */
export function present<State>(history: History<State>): State {
  const entry = history.entries[history.position]
  if (entry === undefined) throw new RangeError(`the history has no entry ${history.position}`)
  return entry.state
}

/** The memory that a state holds on to; states may share it. */
export type BuffersOf<State> = (state: State) => Iterable<Uint8Array>

/** Bytes that the whole history holds; what states share counts once. */
export function historyBytes<State>(history: History<State>, buffersOf: BuffersOf<State>): number {
  return sumOfBytes(new Set(history.entries.flatMap(({ state }) => [...buffersOf(state)])))
}

/**
 * Which entries should leave the memory so that the rest holds at most `budget` bytes: those farthest from the one
 * that is shown go first, that one and its neighbours stay. Indices in the order in which to let go.
 */
export function planTrim<State>(
  history: History<State>,
  { budget, buffersOf }: { readonly budget: number; readonly buffersOf: BuffersOf<State> },
): readonly number[] {
  const holders = new Map<Uint8Array, number>()
  for (const { state } of history.entries) {
    for (const buffer of new Set(buffersOf(state))) {
      holders.set(buffer, (holders.get(buffer) ?? 0) + 1)
    }
  }
  let bytes = sumOfBytes(holders.keys())
  const plan: number[] = []
  for (const index of farthestFirst(history)) {
    if (bytes <= budget) break
    const freed = release(holders, history.entries[index], buffersOf)
    if (freed === 0) continue
    bytes -= freed
    plan.push(index)
  }
  return plan
}

/** Bytes that nobody holds once an entry is gone. */
function release<State>(
  holders: Map<Uint8Array, number>,
  entry: HistoryEntry<State> | undefined,
  buffersOf: BuffersOf<State>,
): number {
  let freed = 0
  for (const buffer of new Set(entry ? buffersOf(entry.state) : [])) {
    const left = (holders.get(buffer) ?? 0) - 1
    holders.set(buffer, left)
    if (left === 0) freed += buffer.byteLength
  }
  return freed
}

function farthestFirst({ entries, position }: History<unknown>): number[] {
  const distance = (index: number) => Math.abs(index - position)
  return [...entries.keys()]
    .filter((index) => distance(index) > 1)
    .sort((a, b) => distance(b) - distance(a))
}

function sumOfBytes(buffers: Iterable<Uint8Array>): number {
  let bytes = 0
  for (const buffer of buffers) bytes += buffer.byteLength
  return bytes
}
