/**
 * The training loop: batches in, updates, measurements and checkpoints out, told as a stream of events.
 * Knows no network and no recipe; everything that happens at a step is a function of the step's number.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import type { StepResult, TrainState, TrainStep } from '../../src-shared/training/train-step.ts'
import { writeCheckpoint } from './checkpoint.ts'
import type { Checkpoint, Progress } from './checkpoint.ts'
import { createMeter } from './meter.ts'
import type { Clocks, Meter } from './meter.ts'
import type { PatchSource } from './patch-source.ts'
import { appendLog, createLossLog, truncateLog } from './run-log.ts'
import type { LossLog } from './run-log.ts'
import type { StepEvent, TrainEvent } from './train-event.ts'

/** Every how many steps something happens. */
export interface Intervals {
  readonly log: number
  readonly validation: number
  readonly checkpoint: number
  readonly samples: number
}

export const DEFAULT_INTERVALS: Intervals = {
  log: 25,
  validation: 500,
  checkpoint: 250,
  samples: 1000,
}

export interface TrainerOptions {
  /** Holds `checkpoints/`, `log.jsonl` and `samples/`; must exist. */
  readonly runFolder: string
  /** Updates of the whole run. */
  readonly steps: number
  /** Where to go on from; it is already saved. */
  readonly start: Checkpoint
  readonly trainStep: TrainStep
  readonly patches: PatchSource
  /** Loss on held-back patches of the evaluation average of `state`. */
  readonly validate?: (state: TrainState) => Promise<number>
  /** Writes a picture of what `state` makes to a PNG file. */
  readonly drawSamples?: (state: TrainState, path: string) => Promise<void>
  /** Name of the curriculum's stage at a step; the best checkpoint is sought within the last stage. */
  readonly stageOf?: (step: number) => string
  readonly intervals?: Partial<Intervals>
  readonly clocks: Clocks
  readonly signal?: AbortSignal
}

/** What the loop yields: everything but `started`, which needs to know the data. */
export type TrainerEvent = Exclude<TrainEvent, { type: 'started' }>

export const checkpointFolder = (runFolder: string) => join(runFolder, 'checkpoints')
export const logFile = (runFolder: string) => join(runFolder, 'log.jsonl')
export const samplesFolder = (runFolder: string) => join(runFolder, 'samples')

interface Run {
  readonly options: TrainerOptions
  readonly intervals: Intervals
  readonly meter: Meter
  readonly losses: LossLog
  state: TrainState
  progress: Progress
  /** Step of the newest checkpoint. */
  saved: number
}

/**
 * Goes on from `start` to the last update.
 * Ends with `finished` or `stopped`; when aborted it ends the update at hand and saves it first.
 */
export async function* train(options: TrainerOptions): AsyncGenerator<TrainerEvent> {
  const run = await openRun(options)
  let next = prefetch(run, run.state.step)
  while (run.state.step < options.steps) {
    if (options.signal?.aborted) {
      yield* cancel(run)
      return
    }
    const batch = await next
    run.meter.begin()
    const update = options.trainStep(run.state, batch)
    next = prefetch(run, run.state.step + 1)
    const result = await update
    if (!isGood(result)) {
      yield stopDiverged(run, result)
      return
    }
    run.state = result.state
    run.progress = { ...run.progress, ...run.meter.end(batch.shape[0] ?? 1) }
    await run.losses.add(result)
    yield stepEvent(run, result)
    yield* atIntervals(run)
  }
  const { computeSeconds, cpuSeconds } = run.progress
  yield { type: 'finished', steps: run.state.step, computeSeconds, cpuSeconds }
}

async function openRun(options: TrainerOptions): Promise<Run> {
  const { runFolder, clocks, start } = options
  const intervals = { ...DEFAULT_INTERVALS, ...options.intervals }
  await truncateLog(logFile(runFolder), start.state.step)
  await mkdir(samplesFolder(runFolder), { recursive: true })
  return {
    options,
    intervals,
    meter: createMeter(clocks, start.progress),
    losses: createLossLog(logFile(runFolder), intervals.log),
    state: start.state,
    progress: start.progress,
    saved: start.state.step,
  }
}

/** Asks for the batch of a step ahead of its use; whoever awaits it learns of a failure. */
function prefetch({ options }: Run, step: number): Promise<Tensor> {
  const batch = options.patches.batch(step)
  batch.catch(() => undefined)
  return batch
}

/** What is due after an update: measurement, checkpoint, samples, each by the number of updates done. */
async function* atIntervals(run: Run): AsyncGenerator<TrainerEvent> {
  const { options, intervals, state } = run
  const last = state.step === options.steps
  const due = (interval: number) => last || state.step % interval === 0
  const improved = due(intervals.validation) && (yield* measure(run))
  if (improved || due(intervals.checkpoint)) yield* save(run)
  if (options.drawSamples && due(intervals.samples)) {
    const path = join(
      samplesFolder(options.runFolder),
      `${String(state.step).padStart(8, '0')}.png`,
    )
    await options.drawSamples(state, path)
    yield { type: 'samples', step: state.step, path }
  }
}

/** Measures on the held-back patches; true when it is the best of its stage so far. */
async function* measure(run: Run): AsyncGenerator<TrainerEvent, boolean> {
  const { options, state } = run
  if (!options.validate) return false
  const stage = stageOf(run)
  const loss = await options.validate(state)
  const before = run.progress.stage === stage ? run.progress.best : null
  const best = before === null || loss < before.loss
  run.progress = { ...run.progress, stage, best: best ? { step: state.step, loss } : before }
  await appendLog(logFile(options.runFolder), { step: state.step, stage, validation: loss })
  yield { type: 'validation', step: state.step, stage, loss, best }
  return best
}

async function* save(run: Run): AsyncGenerator<TrainerEvent> {
  const { options, state, progress } = run
  const path = await writeCheckpoint(checkpointFolder(options.runFolder), { state, progress })
  run.saved = state.step
  yield { type: 'checkpoint', step: state.step, path, best: progress.best?.step === state.step }
}

async function* cancel(run: Run): AsyncGenerator<TrainerEvent> {
  if (run.saved < run.state.step) yield* save(run)
  const message = `Cancelled after ${run.state.step} of ${run.options.steps} updates; continue with --resume.`
  yield { type: 'stopped', reason: 'cancelled', step: run.saved, message }
}

function stopDiverged(run: Run, { loss, gradientNorm }: StepResult): TrainerEvent {
  const message =
    `Update ${run.state.step + 1} gave a loss of ${loss} and a gradient norm of ${gradientNorm}; ` +
    `the run stopped at the checkpoint of update ${run.saved}. Begin again with a lower learning rate.`
  return { type: 'stopped', reason: 'diverged', step: run.saved, message }
}

/** A sum of many finite values is finite as long as they are of a size that a network has. */
function isGood({ loss, gradientNorm, state }: StepResult): boolean {
  return isFinite(loss + gradientNorm + state.theta.reduce((sum, value) => sum + value, 0))
}

/** The stage that the latest update belonged to. */
function stageOf({ options, state }: Run): string {
  return options.stageOf?.(Math.max(state.step - 1, 0)) ?? ''
}

function stepEvent(run: Run, { loss, gradientNorm }: StepResult): StepEvent {
  const { step } = run.state
  const { steps } = run.options
  const { patchesPerSecond, secondsPerStep } = run.meter
  const etaSeconds = (steps - step) * secondsPerStep
  const stage = stageOf(run)
  return { type: 'step', step, steps, stage, loss, gradientNorm, patchesPerSecond, etaSeconds }
}
