/** The results of runs, document by document: choosing, keeping, opening apart. */
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { EditJob, EditOutcome } from '../../src-shared/contract/edits-api.ts'
import type { EditorDocument } from '../document/document.ts'
import { finished } from '../kernels/piecewise.ts'
import { sameOrLater, withOutcome } from './document-steps.ts'
import { useDocuments } from './documents.ts'
import { inTurns } from './in-turns.ts'
import { message } from './message.ts'
import {
  choose,
  EMPTY_TRAY,
  neighbour,
  toggleKept,
  withOutcomes,
  withoutUnkept,
  type Tray,
} from './tray.ts'

type Trays = Readonly<Record<string, Tray>>

/** Trays by document, which go with it: opened again from a file, it would show pictures that are gone. */
function useTraysOfOpen() {
  const documents = useDocuments()
  const trays = shallowRef<Trays>({})
  watch(
    () => documents.tabs.list.map(({ id }) => id),
    (open) => {
      const isOpen = ([id]: [string, Tray]) => open.includes(id)
      trays.value = Object.fromEntries(Object.entries(trays.value).filter(isOpen))
    },
    { flush: 'sync' },
  )

  function change(id: string | undefined, step: (tray: Tray) => Tray): void {
    if (id === undefined) return
    trays.value = { ...trays.value, [id]: step(trays.value[id] ?? EMPTY_TRAY) }
  }

  return { trays, change }
}

function useArrival(change: (id: string, step: (tray: Tray) => Tray) => void) {
  const documents = useDocuments()

  /**
   * Gives what puts results below the document that they are of, or below a new one, and shows the first. What was
   * selected while they formed stays selected.
   */
  return async function prepare(
    job: EditJob,
    started: EditorDocument | null,
    outcomes: readonly EditOutcome[],
  ): Promise<() => void> {
    const [first] = outcomes
    if (first === undefined) return () => undefined
    const find = () => sameOrLater(started, documents.find(started?.id))
    const then = find()
    const next = then && (await inTurns(withOutcome(then, first)))
    return () => {
      const { kind } = job.task
      const label = message(`history.${kind}`)
      const before = find()
      const id = before === null ? documents.addOutcome(first, label) : before.id
      change(id, (tray) => withOutcomes(tray, { job: job.job, task: kind, outcomes, before }))
      if (before === null) return
      const isAsThen = before === then && next !== null
      documents.change(isAsThen ? next : finished(withOutcome(before, first)), label)
    }
  }
}

export const useTrays = defineStore('trays', () => {
  const documents = useDocuments()
  const { trays, change } = useTraysOfOpen()
  const prepare = useArrival(change)
  const tray = computed(() => trays.value[documents.current?.id ?? ''] ?? EMPTY_TRAY)
  const itemOf = (key: string) => tray.value.items.find((item) => item.key === key)

  const changeCurrent = (step: (tray: Tray) => Tray) => change(documents.current?.id, step)

  /** Shows another result in the document, in place of the one that the last run put there. */
  async function pick(key: string): Promise<void> {
    const item = itemOf(key)
    const before = tray.value.before ?? documents.current
    if (before === null || item === undefined) return
    changeCurrent((now) => choose(now, key))
    const next = await inTurns(withOutcome(before, item.outcome))
    if (trays.value[before.id]?.chosen !== key) return
    documents.replace(next, before, message(`history.${item.task}`))
  }

  async function pickBeside(by: 1 | -1): Promise<void> {
    const key = neighbour(tray.value, by)
    if (key !== null) await pick(key)
  }

  /** Goes back to what the last run started from and puts its results away; what it made from nothing is closed. */
  async function reject(): Promise<void> {
    const open = documents.active
    const { before } = tray.value
    changeCurrent(withoutUnkept)
    if (before !== null) await documents.goBackTo(before)
    else if (open?.history.entries.length === 1 && tray.value.items.length === 0)
      await documents.close(open.id)
    else await documents.goTo(0)
  }

  function openApart(key: string): void {
    const { outcome, task } = itemOf(key) ?? {}
    if (outcome && task) documents.addOutcome(outcome, message(`history.${task}`))
  }

  return {
    tray,
    prepare,
    pick,
    pickBeside,
    reject,
    openApart,
    toggleKept: (key: string) => changeCurrent((now) => toggleKept(now, key)),
    accept: () => changeCurrent(withoutUnkept),
  }
})
