/**
 * What a training run tells while it goes on: one tagged record per kind of news.
 * Types only; whoever listens decides what to show.
 */
import type { SkippedFile } from './folder-dataset.ts'

export type TrainEvent =
  | StartedEvent
  | StepEvent
  | ValidationEvent
  | SamplesEvent
  | CheckpointEvent
  | ModelEvent
  | StoppedEvent
  | FinishedEvent

/** The photographs are known and the first step is about to begin. */
export interface StartedEvent {
  readonly type: 'started'
  /** First step of this session: 0, or where a resumed run goes on. */
  readonly step: number
  readonly steps: number
  readonly photographs: number
  readonly heldBack: number
  readonly skipped: readonly SkippedFile[]
  readonly runFolder: string
}

/** One update is done. */
export interface StepEvent {
  readonly type: 'step'
  /** Updates done so far, of `steps`. */
  readonly step: number
  readonly steps: number
  readonly stage: string
  readonly loss: number
  readonly gradientNorm: number
  readonly patchesPerSecond: number
  readonly etaSeconds: number
}

/** The evaluation average was measured on the held-back patches. */
export interface ValidationEvent {
  readonly type: 'validation'
  readonly step: number
  readonly stage: string
  readonly loss: number
  readonly best: boolean
}

/** A picture of what the model makes now lies at `path` (PNG). */
export interface SamplesEvent {
  readonly type: 'samples'
  readonly step: number
  readonly path: string
}

export interface CheckpointEvent {
  readonly type: 'checkpoint'
  readonly step: number
  readonly path: string
  readonly best: boolean
}

/** The run has become a model in `folder`. */
export interface ModelEvent {
  readonly type: 'model'
  readonly id: string
  readonly hash: string
  readonly folder: string
}

/** The run ended before its last step; `step` is the checkpoint that a resume goes on from. */
export interface StoppedEvent {
  readonly type: 'stopped'
  readonly reason: 'cancelled' | 'diverged'
  readonly step: number
  readonly message: string
}

/** All steps are done. */
export interface FinishedEvent {
  readonly type: 'finished'
  readonly steps: number
  readonly computeSeconds: number
  readonly cpuSeconds: number
}
