/**
 * Learning the open picture before it is edited: a short training on what lies outside of the mask, then the edit with
 * what was learnt. The model stays in the library and in hand.
 */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { LearnRequest } from '../../../src-shared/contract/training-api.ts'
import { useApi } from '../api.ts'
import { useEngine } from '../engine.ts'
import { useNotices } from '../notices.ts'
import { useRuns } from '../runs.ts'
import { useTask } from '../task.ts'
import { useTrainingJobs } from './jobs.ts'

/** How long it may take, in seconds. */
export const LEARNING_SECONDS = [15, 60, 300] as const
export type LearningSeconds = (typeof LEARNING_SECONDS)[number]

export const useLearnFirst = defineStore('learn-first', () => {
  const api = useApi()
  const engine = useEngine()
  const jobs = useTrainingJobs()
  const notices = useNotices()
  const runs = useRuns()
  const task = useTask()
  const seconds = ref<LearningSeconds>(60)
  /** Id of the training that is under way, '' until it has one; null while nothing is learnt. */
  const learning = ref<string | null>(null)
  const job = computed(() => jobs.list.find(({ id }) => id === learning.value) ?? null)

  /** The request as everything stands; null where there is nothing to learn from or nothing to fill. */
  function request(name: string): LearnRequest | null {
    const made = task.request('')
    if (made.kind === 'missing') return null
    const { picture, task: asked, model: base, seed, label } = made.job
    if (picture === null || asked.kind !== 'remove') return null
    const of = label === undefined ? {} : { label }
    return { picture, mask: asked.mask, base, seconds: seconds.value, seed, ...of, name }
  }
  const possible = computed(() => request('') !== null && runs.run === null)

  /** Learns, takes the model in hand and edits with it; `name` is what the model will be called. */
  async function run(name: string): Promise<void> {
    const wanted = request(name)
    if (wanted === null || learning.value !== null) return
    learning.value = ''
    const model = await notices.guard(() => learn(wanted))
    learning.value = null
    if (model == null) return
    task.changeShared({ model })
    await runs.apply()
  }

  /** Id of the model; null where it was given up. */
  async function learn(wanted: LearnRequest): Promise<string | null> {
    const begun = await api.training.learn(wanted)
    jobs.put(begun)
    learning.value = begun.id
    const ended = await jobs.whenEnded(begun.id)
    await engine.refreshModels()
    return ended?.end?.model ?? null
  }

  async function cancel(): Promise<void> {
    if (learning.value !== null && learning.value !== '') await jobs.remove(learning.value)
  }

  return { seconds, learning, job, possible, run, cancel }
})
