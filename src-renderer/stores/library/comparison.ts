/**
 * The same edit by two models: the task as it is set up, with one seed, of the open document, which stays as it is.
 */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { PictureId, Tile } from '../../../src-shared/contract/pictures-api.ts'
import { useApi } from '../api.ts'
import { useEngine } from '../engine.ts'
import { useLatestWork } from '../latest-work.ts'
import { useTask } from '../task.ts'

/** Longest side of what is shown, in pixels. */
const SIDE = 1024

export interface Compared {
  readonly models: readonly [string, string]
  readonly results: readonly [Tile, Tile]
  /** Seconds that each took. */
  readonly seconds: readonly [number, number]
}

export const useComparison = defineStore('comparison', () => {
  const api = useApi()
  const engine = useEngine()
  const task = useTask()
  const result = shallowRef<Compared | null>(null)
  const fraction = ref(0)
  const { busy, work, cancel } = useLatestWork(() => (fraction.value = 0))
  let running = ''
  let done = 0

  api.edits.onEstimate((estimate) => {
    if (estimate.job === running) fraction.value = (done + estimate.fraction) / 2
  })

  /** One result of a model, of the class that was chosen where it knows that, small enough to be shown; the engine forgets it again. */
  async function runOne(model: string, signal: AbortSignal) {
    running = crypto.randomUUID()
    const made = task.request(running)
    if (made.kind === 'missing') throw new Error(`The task lacks ${made.need}.`)
    const { label, ...asked } = made.job
    const classes = engine.models.find(({ id }) => id === model)?.classes ?? 0
    const known = label !== undefined && label < classes ? { label } : {}
    const job = { ...asked, ...known, model, variations: 1 }
    const outcomes = await api.edits.run(job, signal)
    const ids: readonly PictureId[] = outcomes.map(({ picture }) => picture.id)
    try {
      const [first] = outcomes
      if (first === undefined) throw new Error('The run gave no result.')
      const tile = await api.pictures.thumbnail({ id: first.picture.id, side: SIDE })
      return { tile, seconds: first.seconds }
    } finally {
      await api.pictures.release(ids)
    }
  }

  const compare = (one: string, other: string) =>
    work(async (signal) => {
      result.value = null
      done = 0
      const left = await runOne(one, signal)
      done = 1
      const right = await runOne(other, signal)
      result.value = {
        models: [one, other],
        results: [left.tile, right.tile],
        seconds: [left.seconds, right.seconds],
      }
    })

  const forget = () => void (result.value = null)

  return { result, fraction, busy, compare, cancel, forget }
})
