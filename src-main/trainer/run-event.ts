/**
 * What the run of a job tells while it goes on.
 */
import type { WatchedResult } from '../../src-shared/contract/training-api.ts'
import type { TrainEvent } from '../training/train-event.ts'

/** The trainer's events, and the watched document. */
export type RunEvent = TrainEvent | { readonly type: 'watched'; readonly result: WatchedResult }
