/**
 * What is known of the run that is going on, as estimates of it arrive.
 * Pure: each event makes the next state.
 */
import type { EditEstimate, TaskKind } from '../../src-shared/contract/edits-api.ts'

/** How far one of the results has come. */
export interface Forming {
  /** Estimates that could be seen so far; others only tell how far the work is. */
  readonly step: number
  readonly preview: EditEstimate['preview']
}

export interface RunState {
  readonly job: string
  readonly task: TaskKind
  /** The document that the result is for; null where a new one will be made. */
  readonly document: string | null
  readonly fraction: number
  readonly secondsLeft: number | null
  readonly forming: readonly Forming[]
  /** The result whose estimate came last. */
  readonly current: number
  readonly cancelling: boolean
}

export const WAITING: Forming = { step: 0, preview: null }

export function startRun(
  run: Pick<RunState, 'job' | 'task' | 'document'>,
  results: number,
): RunState {
  return {
    ...run,
    fraction: 0,
    secondsLeft: null,
    forming: Array.from({ length: results }, () => WAITING),
    current: 0,
    cancelling: false,
  }
}

/** Estimates of other jobs change nothing. */
export function withEstimate(state: RunState, estimate: EditEstimate): RunState {
  if (estimate.job !== state.job) return state
  const { variation, fraction, secondsLeft, preview } = estimate
  const length = Math.max(state.forming.length, variation + 1)
  const forming = Array.from({ length }, (_, index) => {
    const before = state.forming[index] ?? WAITING
    return index === variation
      ? { step: before.step + (preview ? 1 : 0), preview: preview ?? before.preview }
      : before
  })
  return { ...state, forming, fraction, secondsLeft, current: variation }
}

/** How many results a job will give. */
export function resultsOf(job: {
  readonly task: { readonly kind: TaskKind; readonly frames?: number; readonly count?: number }
  readonly variations?: number
}): number {
  return job.task.frames ?? job.task.count ?? job.variations ?? 1
}
