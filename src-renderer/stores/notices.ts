/**
 * What the page has to tell: errors with their remedy, and things that are done.
 * Decides what is said, not how it looks.
 */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { AppError } from '../../src-shared/contract/app-error.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { message, type Message, type Said } from './message.ts'

export interface Notice {
  readonly id: number
  readonly kind: 'done' | 'fault'
  readonly said: Said
  /** An action of the table that mends the fault or takes the next step. */
  readonly remedy: { readonly action: string; readonly label: Message } | null
}

/** What to say of an error, or null where there is nothing to say: cancelled is not failed. */
export function noticeOf(error: unknown): Pick<Notice, 'said' | 'remedy'> | null {
  if (error instanceof Error && error.name === 'AbortError') return null
  if (error instanceof UserError) return { said: error.said, remedy: null }
  if (error instanceof AppError) {
    if (error.code === 'cancelled') return null
    if (error.code === 'user' || error.code === 'unreachable')
      return { said: error.said, remedy: null }
    if (error.code === 'engine-died') {
      return { said: message('notice.engineDied'), remedy: remedy('task.apply', 'notice.again') }
    }
  }
  const reason = error instanceof Error ? error.message : String(error)
  return {
    said: message('notice.defect', { reason }),
    remedy: remedy('help.diagnostics', 'notice.diagnostics'),
  }
}

function remedy(action: string, key: string): Notice['remedy'] {
  return { action, label: message(key) }
}

export const useNotices = defineStore('notices', () => {
  const latest = ref<Notice | null>(null)
  let count = 0

  function show(notice: Omit<Notice, 'id'>): void {
    count += 1
    latest.value = { id: count, ...notice }
  }

  function done(said: Said, remedy: Notice['remedy'] = null): void {
    show({ kind: 'done', said, remedy })
  }

  function report(error: unknown): void {
    const notice = noticeOf(error)
    if (notice !== null) show({ kind: 'fault', ...notice })
  }

  /** Runs `work` and tells of its error; undefined where there was one. */
  async function guard<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      report(error)
      return undefined
    }
  }

  return { latest, show, done, report, guard }
})
