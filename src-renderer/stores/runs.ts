/**
 * Runs jobs one at a time and tells how far they are; what forms is shown, what comes out goes to the trays.
 */
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { TaskKind } from '../../src-shared/contract/edits-api.ts'
import { useApi } from './api.ts'
import { useDocuments } from './documents.ts'
import { useFollowedRun } from './followed-run.ts'
import { useImpressions } from './impressions.ts'
import { useNotices } from './notices.ts'
import { resultsOf, startRun } from './run-state.ts'
import { useSecondPicture } from './second-picture.ts'
import { useTask } from './task.ts'
import { useTrays } from './trays.ts'

/** Jobs longer than this are announced when they end behind other windows. */
const LONG_SECONDS = 8

export const useRuns = defineStore('runs', () => {
  const api = useApi()
  const documents = useDocuments()
  const impressions = useImpressions()
  const notices = useNotices()
  const second = useSecondPicture()
  const task = useTask()
  const trays = useTrays()
  /** The kind of a long job that has just ended; the page puts it into words and hands it to the host. */
  const announce = shallowRef<TaskKind | null>(null)

  const { run, follow, cancel } = useFollowedRun(() => {
    impressions.drop()
    announce.value = null
  })

  /** Runs the task as it is set up; tells of errors, stays silent about cancelling. */
  async function apply(): Promise<void> {
    if (second.stepsToFit().length > 0) await notices.guard(second.fit)
    const made = task.request(crypto.randomUUID())
    if (made.kind === 'missing' || run.value !== null) return
    const { job } = made
    const document = job.picture === null ? null : documents.current
    const named = { job: job.job, task: job.task.kind, document: document?.id ?? null }
    await follow(
      startRun(named, resultsOf(job)),
      async (signal) => {
        const outcomes = await api.edits.run(job, signal)
        return { outcomes, arrive: await trays.prepare(job, document, outcomes) }
      },
      ({ outcomes, arrive }) => {
        arrive()
        if (!task.shared.seedLocked) task.rollSeed()
        const seconds = outcomes.reduce((sum, outcome) => sum + outcome.seconds, 0)
        announce.value = seconds > LONG_SECONDS ? job.task.kind : null
      },
    )
  }

  // A document that is closed needs its results no more.
  watch(
    () => documents.find(run.value?.document ?? undefined),
    (document) => {
      if (document === null && run.value?.document != null) cancel()
    },
    { flush: 'sync' },
  )

  /** What lies over the picture while it forms: the latest estimate, or the first impression. */
  const forming = computed(() => {
    const now = run.value
    if (now === null) return impressions.impression?.preview ?? null
    if (now.document !== documents.current?.id) return null
    return now.forming[now.current]?.preview ?? null
  })

  const notify = (title: string, body: string) => api.host.notify({ title, body })

  return { run, forming, announce, notify, apply, follow, cancel }
})
