/**
 * What a run will take, from a measured pace. Pure.
 */
import type { TrainingEstimate, TrainingLength } from '../../src-shared/contract/training-api.ts'
import type { PhotographFile } from './folder-dataset.ts'
import { PATCH_DEFAULTS } from './patch-source.ts'

/** What a few updates have shown. */
export interface Pace {
  readonly secondsPerStep: number
  /** Of the process with the network open, in bytes. */
  readonly memoryBytes: number
}

export interface RunSize {
  readonly length: TrainingLength
  readonly batch: number
  /** Of the network. */
  readonly parameters: number
  /** Arrays of that length in a checkpoint: weights, two moments, averages, a target. */
  readonly arrays: number
  readonly photographs: readonly Pick<PhotographFile, 'width' | 'height'>[]
}

const FLOAT = 4
const HALF = 2
/** The last two checkpoints, the best one, and one that is being written. */
const CHECKPOINTS = 4
/** Logs, sample sheets and what is watched. */
const BESIDE = 20e6
/** Scales of a photograph together, relative to the first: 1 + 1/4 + 1/16 + ... */
const PYRAMID = 4 / 3

/** Time, memory and disk of a run. */
export function estimateRun(
  { length, batch, parameters, arrays, photographs }: RunSize,
  { secondsPerStep, memoryBytes }: Pace,
): Omit<TrainingEstimate, 'freeBytes'> {
  const steps =
    'steps' in length
      ? length.steps
      : Math.max(1, Math.round((60 * length.minutes) / secondsPerStep))
  const modelBytes = HALF * parameters
  const inMemory = photographs
    .map(pixelsInMemory)
    .toSorted((a, b) => b - a)
    .slice(0, PATCH_DEFAULTS.windowPhotographs)
  return {
    steps,
    seconds: steps * secondsPerStep,
    patchesPerSecond: batch / secondsPerStep,
    memoryBytes: memoryBytes + 3 * PYRAMID * inMemory.reduce((sum, pixels) => sum + pixels, 0),
    diskBytes: CHECKPOINTS * FLOAT * arrays * parameters + BESIDE + modelBytes,
    modelBytes,
  }
}

function pixelsInMemory({ width, height }: Pick<PhotographFile, 'width' | 'height'>): number {
  const scale = Math.min(PATCH_DEFAULTS.maxSide / Math.max(width, height, 1), 1)
  return width * height * scale ** 2
}
