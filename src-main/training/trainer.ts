/**
 * The training loop: batches in, updates, measurements and checkpoints out, told as a stream of events.
 * Knows no network and no recipe; everything that happens at a step is a function of the step's number.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { StepResult, TrainState, TrainStep } from '../../src-shared/training/train-step.ts'
import { writeCheckpoint } from './checkpoint.ts'
import type { Checkpoint, Progress } from './checkpoint.ts'
import { isDiskFull } from '../images/durable-file.ts'
import { createMeter } from './meter.ts'
import type { Clocks, Meter } from './meter.ts'
import { STEPS_AHEAD } from './patch-source.ts'
import type { PatchSource } from './patch-source.ts'
import { appendLog, createLossLog, truncateLog } from './run-log.ts'
import type { LossLog } from './run-log.ts'
import type { FinishedEvent, ScheduleNow, StepEvent, TrainEvent } from './train-event.ts'

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

/** A run of any length is looked at about twenty times, and drawn in enough detail. */
export function intervalsFor(steps: number): Partial<Intervals> {
  const often = Math.min(Math.max(Math.round(steps / 20), 10), 250)
  const log = Math.min(Math.max(Math.round(steps / 500), 1), 25)
  return { log, validation: often, checkpoint: often, samples: often }
}

/** How a run is led while it goes on; asked between two updates, and never part of what they compute. */
export interface Lead {
  /** Resolves when the next update may begin. */
  readonly turn?: (signal: AbortSignal | undefined) => Promise<void>
  /** True ends the run at what it has. */
  readonly endsNow?: () => boolean
  /** True once when samples are wanted out of turn. */
  readonly takesSamples?: () => boolean
  /** Is handed every state that was saved, and those of which samples were drawn. */
  readonly look?: (state: TrainState) => Promise<void>
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
  /** Fills a state whose arrays lie on a device; called before anything but an update looks at them. */
  readonly fetch?: ((state: TrainState) => Promise<void>) | undefined
  /** Loss on held-back patches of the evaluation average of `state`. */
  readonly validate?: ((state: TrainState) => Promise<number>) | undefined
  /** Writes a picture of what `state` makes to a PNG file. */
  readonly drawSamples?: (state: TrainState, path: string) => Promise<void>
  /** Name of the curriculum's stage at a step; the best checkpoint is sought within the last stage. */
  readonly stageOf?: (step: number) => string
  readonly scheduleOf?: (step: number) => ScheduleNow
  /** Ends the run in its last stage after so many validations without a better one. */
  readonly patience?: number | null | undefined
  readonly intervals?: Partial<Intervals>
  readonly lead?: Lead | undefined
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
 * Goes on from `start` to the last update, or to where patience or the lead ends it.
 * Ends with `finished` or `stopped`; when aborted it ends the update at hand and saves it first.
 */
export async function* train(options: TrainerOptions): AsyncGenerator<TrainerEvent> {
  const run = await openRun(options)
  try {
    yield* updateToTheEnd(run)
  } catch (error) {
    if (!isDiskFull(error)) throw error
    yield stopFull(run)
  }
}

async function* updateToTheEnd(run: Run): AsyncGenerator<TrainerEvent> {
  const { options, meter } = run
  while (run.state.step < options.steps) {
    await options.lead?.turn?.(options.signal)
    const end = endBefore(run)
    if (end) {
      yield* end
      return
    }
    const batch = await meter.waiting(() => prepared(run))
    meter.begin()
    const labels = options.patches.labels?.(run.state.step)
    const result = await options.trainStep(run.state, batch, labels)
    if (!isGood(result)) {
      yield stopDiverged(run, result)
      return
    }
    run.state = result.state
    run.progress = { ...run.progress, ...meter.end(batch.shape[0] ?? 1) }
    await run.losses.add(result)
    yield stepEvent(run, result)
    yield* atIntervals(run)
    if (isOutOfPatience(run)) break
  }
  yield* finish(run, run.state.step < options.steps ? 'no-gain' : 'all-steps')
}

/** How the run ends before the next update; null when it goes on. */
function endBefore(run: Run): AsyncGenerator<TrainerEvent> | null {
  if (run.options.signal?.aborted) return cancel(run)
  return run.options.lead?.endsNow?.() ? finish(run, 'asked') : null
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

/** The batch of the next update, with the reading for those after it begun. */
function prepared({ options, state }: Run) {
  const batch = options.patches.batch(state.step)
  for (let ahead = 1; ahead <= STEPS_AHEAD; ahead++) options.patches.prepare(state.step + ahead)
  return batch
}

/** What is due after an update: measurement, checkpoint, samples, each by the number of updates done. */
async function* atIntervals(run: Run): AsyncGenerator<TrainerEvent> {
  const { options, intervals, state } = run
  const last = state.step === options.steps
  const due = (interval: number) => last || state.step % interval === 0
  const improved = due(intervals.validation) && (yield* measure(run))
  if (improved || due(intervals.checkpoint)) yield* save(run)
  const asked = options.lead?.takesSamples?.() === true
  if (asked || due(intervals.samples)) yield* draw(run)
  if (!asked || run.saved === state.step) return
  await options.fetch?.(state)
  await options.lead?.look?.(state)
}

async function* draw({ options, state }: Run): AsyncGenerator<TrainerEvent> {
  if (!options.drawSamples) return
  const name = `${String(state.step).padStart(8, '0')}.png`
  const path = join(samplesFolder(options.runFolder), name)
  await options.fetch?.(state)
  await options.drawSamples(state, path)
  yield { type: 'samples', step: state.step, path }
}

/** Measures on the held-back patches; true when it is the best of its stage so far. */
async function* measure(run: Run): AsyncGenerator<TrainerEvent, boolean> {
  const { options, state } = run
  if (!options.validate) return false
  const stage = stageOf(run)
  await options.fetch?.(state)
  const loss = await options.validate(state)
  const sameStage = run.progress.stage === stage
  const before = sameStage ? run.progress.best : null
  const best = before === null || loss < before.loss
  const misses = best ? 0 : run.progress.misses + 1
  run.progress = {
    ...run.progress,
    stage,
    misses,
    best: best ? { step: state.step, loss } : before,
  }
  await appendLog(logFile(options.runFolder), { step: state.step, stage, validation: loss })
  yield { type: 'validation', step: state.step, stage, loss, best }
  return best
}

/** Earlier stages are only on the way: where losses no longer fall, the next stage is to come. */
function isOutOfPatience({ options, progress }: Run): boolean {
  const { patience, steps } = options
  if (!patience || progress.misses < patience) return false
  return progress.stage === (options.stageOf?.(steps - 1) ?? '')
}

async function* save(run: Run): AsyncGenerator<TrainerEvent> {
  const { options, state, progress } = run
  await options.fetch?.(state)
  const path = await writeCheckpoint(checkpointFolder(options.runFolder), { state, progress })
  run.saved = state.step
  yield { type: 'checkpoint', step: state.step, path, best: progress.best?.step === state.step }
  await options.lead?.look?.(state)
}

async function* finish(run: Run, reason: FinishedEvent['reason']): AsyncGenerator<TrainerEvent> {
  if (run.saved < run.state.step) yield* save(run)
  const { computeSeconds, cpuSeconds } = run.progress
  const { dataWait } = run.meter
  yield { type: 'finished', reason, steps: run.state.step, computeSeconds, cpuSeconds, dataWait }
}

async function* cancel(run: Run): AsyncGenerator<TrainerEvent> {
  if (run.saved < run.state.step) yield* save(run)
  const message = `Cancelled after ${run.state.step} of ${run.options.steps} updates; continue with --resume.`
  yield { type: 'stopped', reason: 'cancelled', step: run.saved, message }
}

function stopDiverged(run: Run, { loss, gradientNorm }: StepResult): TrainerEvent {
  const { state, saved } = run
  const keep =
    saved > 0 ? `, or make a model of that checkpoint with --resume --steps ${saved}` : ''
  const message =
    `Update ${state.step + 1} gave a loss of ${loss} and a gradient norm of ${gradientNorm}; ` +
    `the run stopped at the checkpoint of update ${saved}. Begin again with a lower learning rate${keep}.`
  return { type: 'stopped', reason: 'diverged', step: saved, message }
}

function stopFull(run: Run): TrainerEvent {
  const message =
    `No space is left in ${run.options.runFolder}; the run stopped at the checkpoint of update ` +
    `${run.saved}. Free some space and go on with --resume.`
  return { type: 'stopped', reason: 'disk-full', step: run.saved, message }
}

/** A sum of many finite values is finite as long as they are of a size that a network has. */
function isGood({ loss, gradientNorm, state }: StepResult): boolean {
  return isFinite(loss + gradientNorm + state.theta.reduce((sum, value) => sum + value, 0))
}

/** The stage that the latest update belonged to. */
function stageOf({ options, state }: Run): string {
  return options.stageOf?.(Math.max(state.step - 1, 0)) ?? ''
}

const NO_SCHEDULE: ScheduleNow = { points: null, targetRate: null, learningRate: 0 }

function stepEvent(run: Run, { loss, gradientNorm }: StepResult): StepEvent {
  const { step } = run.state
  const { steps, scheduleOf } = run.options
  const { patchesPerSecond, secondsPerStep, dataWait } = run.meter
  return {
    type: 'step',
    step,
    steps,
    stage: stageOf(run),
    loss,
    gradientNorm,
    patchesPerSecond,
    etaSeconds: (steps - step) * secondsPerStep,
    dataWait,
    schedule: scheduleOf?.(step - 1) ?? NO_SCHEDULE,
  }
}
