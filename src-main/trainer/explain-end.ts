/**
 * How a run has ended that made no model: one that threw, or that was not to begin. Aborted is not failed.
 */
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { isDiskFull } from '../images/durable-file.ts'
import type { TrainingEnd } from '../../src-shared/contract/training-api.ts'

/** The end of a job that was asked to end before its first update. */
export const NOTHING_MADE: TrainingEnd = { reason: 'asked', step: 0, said: null, model: null }

export interface EndContext {
  readonly signal: AbortSignal
  readonly log: (line: string) => void
  /** The last update that is known to be done. */
  readonly step: number
}

/** Null for a run that was aborted and can go on later. */
export function explainEnd(error: unknown, { signal, log, step }: EndContext): TrainingEnd | null {
  if (signal.aborted) return null
  if (isDiskFull(error)) return { reason: 'disk-full', step, said: null, model: null }
  if (error instanceof UserError) {
    return { reason: 'failed', step, said: error.said, model: null }
  }
  log(`Training: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  return { reason: 'failed', step, said: sentence('trainingFailed'), model: null }
}
