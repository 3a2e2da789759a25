/**
 * Which job is to run now. Pure: one at a time, in the order in which they were queued, but for the short ones that
 * somebody is waiting for.
 */
import type { JobState, TrainingJob } from '../../src-shared/contract/training-api.ts'
import type { KeptJob, Standing } from './kept-job.ts'

/** Id of the job that should be running; null when there is none. */
export function nextJob(jobs: readonly KeptJob[]): string | null {
  const wanted = jobs.filter(({ standing }) => !standing.end && standing.wish !== 'pause')
  const inOrder = wanted.toSorted(
    (a, b) =>
      rankOf(a) - rankOf(b) || a.standing.queuedAt - b.standing.queuedAt || (a.id < b.id ? -1 : 1),
  )
  return inOrder[0]?.id ?? null
}

/** Ending takes a moment; a picture is learnt in a minute, with somebody waiting; a folder can wait. */
function rankOf({ order, standing }: KeptJob): number {
  if (standing.wish === 'stop') return 0
  return order.kind === 'picture' ? 1 : 2
}

/** The job that runs. */
export interface RunningNow {
  readonly job: Pick<KeptJob, 'id' | 'order'>
  readonly hold: TrainingJob['hold']
  /** Whether it has come to its first update. */
  readonly begun: boolean
}

/** What a job is doing, from how it stands and what runs. */
export function stateOf(
  { id, order, standing }: KeptJob,
  now: RunningNow | null,
): { readonly state: JobState; readonly hold: TrainingJob['hold'] } {
  if (standing.end) return { state: 'ended', hold: null }
  if (now?.job.id === id) {
    if (now.hold) return { state: 'held', hold: now.hold }
    return { state: now.begun ? 'running' : 'preparing', hold: null }
  }
  if (standing.wish === 'pause') return { state: 'paused', hold: null }
  const givesWay = standing.step > 0 && now?.job.order.kind === 'picture'
  return givesWay && order.kind === 'folder'
    ? { state: 'held', hold: 'other-job' }
    : { state: 'waiting', hold: null }
}

/** The standing of a job that was just ordered. */
export function freshStanding(now: number): Standing {
  return {
    createdAt: now,
    queuedAt: now,
    wish: 'run',
    step: 0,
    steps: 0,
    stage: '',
    best: null,
    end: null,
  }
}
