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

/** Where the schedules of a recipe are. */
export interface ScheduleNow {
  /** N(k): noise levels of the grid; null for recipes without one. */
  readonly points: number | null
  /** mu(k): what theta- keeps of itself; null where there is none. */
  readonly targetRate: number | null
  readonly learningRate: number
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
  /** Share of the session's time in which an update had to wait for its patches, 0 to 1. */
  readonly dataWait: number
  readonly schedule: ScheduleNow
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
  /** The update whose weights it has. */
  readonly step: number
}

/** The run ended before its last step; `step` is the checkpoint that a resume goes on from. */
export interface StoppedEvent {
  readonly type: 'stopped'
  readonly reason: 'cancelled' | 'diverged' | 'disk-full'
  readonly step: number
  readonly message: string
}

/**
 * The run is over: all steps are done, validation has not got better for long, it was asked to end, or it had ended as its
 * model before.
 */
export interface FinishedEvent {
  readonly type: 'finished'
  readonly reason: 'all-steps' | 'no-gain' | 'asked' | 'before'
  /** Updates done. */
  readonly steps: number
  readonly computeSeconds: number
  readonly cpuSeconds: number
  readonly dataWait: number
}
