/** The same task over a whole folder: what is chosen, how far it is, and how it went. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { BatchJob, BatchOutcome, BatchProgress } from '../../src-shared/contract/batch-api.ts'
import type { GrantedFile } from '../../src-shared/contract/host-api.ts'
import { useApi } from './api.ts'
import type { Format } from './file-names.ts'
import { useNotices } from './notices.ts'
import { useTask } from './task.ts'

export interface BatchChoice {
  readonly task: BatchJob['task']
  readonly format: Format
  readonly quality: number
  readonly skipDone: boolean
}

export const useBatch = defineStore('batch', () => {
  const api = useApi()
  const notices = useNotices()
  const task = useTask()
  const input = shallowRef<GrantedFile | null>(null)
  const output = shallowRef<GrantedFile | null>(null)
  const progress = shallowRef<BatchProgress | null>(null)
  const outcome = shallowRef<BatchOutcome | null>(null)
  const ready = computed(() => input.value !== null && output.value !== null && task.model !== null)
  let stop: AbortController | null = null

  api.batch.onProgress((now) => {
    if (progress.value?.job === now.job) progress.value = now
  })

  async function choose(which: 'input' | 'output'): Promise<void> {
    await notices.guard(async () => {
      const folder = await api.host.chooseFolder()
      if (folder !== null) (which === 'input' ? input : output).value = folder
    })
  }

  async function run(choice: BatchChoice): Promise<void> {
    if (input.value === null || output.value === null || task.model === null) return
    stop = new AbortController()
    const { signal } = stop
    const job: BatchJob = {
      ...choice,
      job: crypto.randomUUID(),
      input: input.value.grant,
      output: output.value.grant,
      model: task.model,
      seed: task.shared.seed,
    }
    outcome.value = null
    progress.value = { job: job.job, done: 0, total: 0, current: null, secondsLeft: null }
    outcome.value = (await notices.guard(() => api.batch.run(job, signal))) ?? null
    progress.value = null
  }

  const cancel = () => stop?.abort()

  return { input, output, progress, outcome, ready, choose, run, cancel }
})
