/** A batch as it runs, whoever does the work: one at a time, how far it is, how it ended, how to stop it. */
import { shallowRef, watch } from 'vue'
import type { BatchJob, BatchOutcome, BatchProgress } from '../../src-shared/contract/batch-api.ts'
import { useApi } from './api.ts'
import type { HereJob } from './batch-here.ts'
import type { Format } from './file-names.ts'
import { useNotices } from './notices.ts'
import { useTask } from './task.ts'

export interface BatchChoice {
  readonly task: BatchJob['task']
  readonly format: Format
  readonly quality: number
  readonly skipDone: boolean
}

type Work = (job: HereJob, signal: AbortSignal) => Promise<void>

export function useBatchRun() {
  const api = useApi()
  const notices = useNotices()
  const task = useTask()
  const progress = shallowRef<BatchProgress | null>(null)
  const outcome = shallowRef<BatchOutcome | null>(null)
  let stop: AbortController | null = null

  api.batch.onProgress((now) => {
    if (progress.value?.job === now.job) progress.value = now
  })

  async function start({ task: wanted, format, quality }: BatchChoice, work: Work): Promise<void> {
    const { model } = task
    if (model === null || progress.value !== null) return
    stop = new AbortController()
    const { signal } = stop
    const job = crypto.randomUUID()
    outcome.value = null
    progress.value = { job, done: 0, total: 0, current: null, secondsLeft: null }
    const { seed } = task.shared
    await notices.guard(() => work({ job, task: wanted, model, seed, format, quality }, signal))
    progress.value = null
    await notices.guard(() => api.host.showProgress(null))
  }

  watch(progress, (now) => {
    if (now !== null)
      void notices.guard(() => api.host.showProgress(now.done / Math.max(1, now.total)))
  })

  const cancel = () => stop?.abort()

  return { progress, outcome, start, cancel }
}
