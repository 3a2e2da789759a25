/**
 * What a run has told so far, from the files that it has written. Changes nothing.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type {
  SampleSheet,
  StepPoint,
  TrainingHistory,
} from '../../src-shared/contract/training-api.ts'
import { readWatched, runFolderOf } from './kept-job.ts'
import { readLog } from '../training/run-log.ts'
import { logFile, samplesFolder } from '../training/trainer.ts'

/** Points of the curve at most; more are averaged in groups. */
const MOST_POINTS = 1000

/** What the job in `folder` has told. */
export async function readHistory(folder: string): Promise<TrainingHistory> {
  const runFolder = runFolderOf(folder)
  const log = await readLog(logFile(runFolder))
  const validations = log.flatMap((line) =>
    'validation' in line ? [{ step: line.step, stage: line.stage, loss: line.validation }] : [],
  )
  const points = thin(log.filter((line) => 'loss' in line))
  const samples = await lastSamples(samplesFolder(runFolder))
  return { points, validations, samples, watched: await readWatched(folder) }
}

/** Means of groups of neighbours, each at its last step. */
export function thin(points: readonly StepPoint[]): readonly StepPoint[] {
  const size = Math.ceil(points.length / MOST_POINTS)
  if (size <= 1) return points
  return Array.from({ length: Math.ceil(points.length / size) }, (_, i) => {
    const group = points.slice(i * size, (i + 1) * size)
    const mean = (value: (point: StepPoint) => number) =>
      group.reduce((sum, point) => sum + value(point), 0) / group.length
    return {
      step: group.at(-1)?.step ?? 0,
      loss: mean(({ loss }) => loss),
      gradientNorm: mean(({ gradientNorm }) => gradientNorm),
    }
  })
}

async function lastSamples(folder: string): Promise<SampleSheet | null> {
  const names = await readdir(folder).catch(() => [])
  const last = names
    .filter((name) => /^\d+\.png$/.test(name))
    .sort()
    .at(-1)
  if (last === undefined) return null
  const png = await readFile(join(folder, last)).catch(() => null)
  return png && { step: parseInt(last, 10), png: new Uint8Array(png) }
}
