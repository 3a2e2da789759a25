/**
 * How a run that threw has ended. Aborted is not failed.
 */
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import type { TrainingEnd } from '../../src-shared/contract/training-api.ts'

export interface EndContext {
  readonly signal: AbortSignal
  readonly log: (line: string) => void
  /** The last update that is known to be done. */
  readonly step: number
}

/** Null for a run that was aborted and can go on later. */
export function explainEnd(error: unknown, { signal, log, step }: EndContext): TrainingEnd | null {
  if (signal.aborted) return null
  if (error instanceof UserError) {
    return { reason: 'failed', step, said: error.said, model: null }
  }
  log(`Training: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  return { reason: 'failed', step, said: sentence('trainingFailed'), model: null }
}
