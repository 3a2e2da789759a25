/**
 * The results that lie ready below a document: those of the last run and those kept from runs before.
 * Pure: each choice makes the next tray.
 */
import type { EditOutcome, TaskKind } from '../../src-shared/contract/edits-api.ts'
import type { EditorDocument } from '../document/document.ts'

export interface TrayItem {
  readonly key: string
  readonly job: string
  readonly task: TaskKind
  readonly outcome: EditOutcome
  /** Stays when the next run brings its results. */
  readonly kept: boolean
}

export interface Tray {
  readonly items: readonly TrayItem[]
  readonly chosen: string | null
  /** What the last run started from, so that a choice takes the place of another one. */
  readonly before: EditorDocument | null
}

export const EMPTY_TRAY: Tray = { items: [], chosen: null, before: null }

interface Arrival {
  readonly job: string
  readonly task: TaskKind
  readonly outcomes: readonly EditOutcome[]
  readonly before: EditorDocument | null
}

/** The kept results, then the new ones, the first of which is chosen. */
export function withOutcomes(tray: Tray, { job, task, outcomes, before }: Arrival): Tray {
  const added = outcomes.map((outcome) => ({
    key: `${job}/${outcome.variation}`,
    job,
    task,
    outcome,
    kept: false,
  }))
  const kept = tray.items.filter((item) => item.kept)
  return { items: [...kept, ...added], chosen: added[0]?.key ?? null, before }
}

export function choose(tray: Tray, key: string): Tray {
  return tray.items.some((item) => item.key === key) ? { ...tray, chosen: key } : tray
}

export function toggleKept(tray: Tray, key: string): Tray {
  const items = tray.items.map((item) => (item.key === key ? { ...item, kept: !item.kept } : item))
  return { ...tray, items }
}

/** Only what was marked to be kept. */
export function withoutUnkept(tray: Tray): Tray {
  const items = tray.items.filter((item) => item.kept)
  return items.length === 0 ? EMPTY_TRAY : { ...tray, items }
}

/** The key `by` places after the chosen one, round the end. */
export function neighbour(tray: Tray, by: 1 | -1): string | null {
  const { items, chosen } = tray
  const index = items.findIndex((item) => item.key === chosen)
  return items[(index + by + items.length) % items.length]?.key ?? null
}
