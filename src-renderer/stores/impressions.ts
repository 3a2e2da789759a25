/** First impressions: one network call after a gesture, replaced by the next one and by the full run. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { EditEstimate } from '../../src-shared/contract/edits-api.ts'
import type { EditorDocument } from '../document/document.ts'
import { useApi } from './api.ts'
import { useDocuments } from './documents.ts'
import { useNotices } from './notices.ts'
import { useSecondPicture } from './second-picture.ts'
import { useTask } from './task.ts'

export const useImpressions = defineStore('impressions', () => {
  const api = useApi()
  const documents = useDocuments()
  const notices = useNotices()
  const second = useSecondPicture()
  const task = useTask()
  const made = shallowRef<{ of: EditorDocument | null; estimate: EditEstimate | null } | null>(null)
  /** Only for the very state of the document that it was made of. */
  const impression = computed(() =>
    made.value?.of === documents.current ? (made.value?.estimate ?? null) : null,
  )
  let stop: AbortController | null = null

  async function look(): Promise<void> {
    drop()
    if (second.stepsToFit().length > 0) await notices.guard(second.fit)
    const asked = task.request(crypto.randomUUID())
    if (asked.kind === 'missing') return
    const of = documents.current
    stop = new AbortController()
    const { signal } = stop
    await notices.guard(async () => {
      const estimate = await api.edits.preview(asked.job, signal)
      if (!signal.aborted) made.value = { of, estimate }
    })
  }

  /** Forgets the impression, also one that is still on its way. */
  function drop(): void {
    stop?.abort()
    stop = null
    made.value = null
  }

  return { impression, look, drop }
})
