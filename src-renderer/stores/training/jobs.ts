/**
 * The runs of the trainer: what each is doing, and steering it. Which one is looked at is part of the page and not of
 * the run.
 */
import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import type { WatchedDocument } from '../../../src-shared/contract/training-api.ts'
import { useApi } from '../api.ts'
import { useNotices } from '../notices.ts'
import { useAnnouncements } from './announcements.ts'
import { useHeardJobs } from './heard-jobs.ts'
import { isUnderWay } from './job-words.ts'
import { UNSEEN } from './run-view.ts'
import { whenEnded } from './when-ended.ts'

export const useTrainingJobs = defineStore('training-jobs', () => {
  const api = useApi()
  const notices = useNotices()
  const { fresh, announce } = useAnnouncements()
  const { jobs, put, hear, recall, viewOf } = useHeardJobs((job) => void announce(job))
  /** Id of the run that is looked at; null while a new one is set up. */
  const shown = ref<string | null>(null)
  const list = computed(() => [...jobs.value.values()].sort((a, b) => b.createdAt - a.createdAt))
  /** What the trainer is at, or would be at if nothing held it. */
  const current = computed(() => list.value.find(isUnderWay) ?? null)
  const job = computed(() => jobs.value.get(shown.value ?? '') ?? null)
  const view = computed(() => (shown.value === null ? UNSEEN : viewOf(shown.value)))

  async function start(): Promise<void> {
    api.training.onEvent(hear)
    await notices.guard(async () => {
      for (const known of await api.training.jobs()) put(known)
    })
  }

  /** What was missed of the run that is looked at. */
  watch(shown, async (id) => {
    if (id === null) return
    await notices.guard(async () => recall(id, await api.training.history(id)))
  })

  const steer =
    (act: 'pause' | 'resume' | 'stop' | 'remove' | 'sampleNow') =>
    (id: string): Promise<void> =>
      notices.guard(() => api.training[act](id))

  const follow = (id: string, watched: WatchedDocument | null) =>
    notices.guard(() => api.training.watch({ id, watch: watched }))

  return {
    list,
    current,
    job,
    view,
    shown,
    fresh,
    start,
    put,
    whenEnded: (id: string) => whenEnded(jobs, id),
    follow,
    pause: steer('pause'),
    resume: steer('resume'),
    stop: steer('stop'),
    remove: steer('remove'),
    sampleNow: steer('sampleNow'),
  }
})
