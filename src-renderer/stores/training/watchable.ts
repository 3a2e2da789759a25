/** The open document as a run can watch it: the task as it is set up, without what differs from run to run. Pure. */
import type { WatchedDocument } from '../../../src-shared/contract/training-api.ts'
import type { JobOrMissing } from '../task-options.ts'

/** Null where there is no picture, or not all that the task needs. */
export function watchable(made: JobOrMissing): WatchedDocument | null {
  if (made.kind === 'missing' || made.job.picture === null) return null
  const { picture, task, seed, steps } = made.job
  return { picture, task, seed, ...(steps === undefined ? {} : { steps }) }
}
