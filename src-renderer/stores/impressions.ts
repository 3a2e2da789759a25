/** First impressions: one network call after a gesture, replaced by the next one and by the full run. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { EditEstimate } from '../../src-shared/contract/edits-api.ts'
import { useApi } from './api.ts'
import { useNotices } from './notices.ts'
import { useTask } from './task.ts'

export const useImpressions = defineStore('impressions', () => {
  const api = useApi()
  const notices = useNotices()
  const task = useTask()
  const impression = shallowRef<EditEstimate | null>(null)
  let stop: AbortController | null = null

  async function look(): Promise<void> {
    drop()
    const made = task.request(crypto.randomUUID())
    if (made.kind === 'missing') return
    stop = new AbortController()
    const { signal } = stop
    await notices.guard(async () => {
      const estimate = await api.edits.preview(made.job, signal)
      if (!signal.aborted) impression.value = estimate
    })
  }

  /** Forgets the impression, also one that is still on its way. */
  function drop(): void {
    stop?.abort()
    stop = null
    impression.value = null
  }

  return { impression, look, drop }
})
