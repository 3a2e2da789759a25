/**
 * One training run of a study: from given weights to given length, kept on disk so that it can be cut off and go on.
 * Which recipe, which data and what is measured come from outside.
 */
import { createHash } from 'node:crypto'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { serialize } from 'node:v8'
import type { DeviceId } from '../../../src-shared/contract/devices-api.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import type { Network } from '../../../src-shared/onnx/networks/consistency.ts'
import type { FeatureNetwork } from '../../../src-shared/onnx/training/feature-distance.ts'
import type { TrainRecipe } from '../../../src-shared/training/recipe.ts'
import { initialState } from '../../../src-shared/training/train-step.ts'
import type { TrainState } from '../../../src-shared/training/train-step.ts'
import type { GraphPlace } from '../../runtime/onnx-session.ts'
import { NO_PROGRESS, readLastCheckpoint } from '../../training/checkpoint.ts'
import { writeDurably } from '../../images/durable-file.ts'
import type { Evaluator } from '../../training/evaluator.ts'
import { resultOf } from '../../training/evaluation.ts'
import type { Clocks } from '../../training/meter.ts'
import { openTrainee } from '../../training/open-trainee.ts'
import type { PatchSource } from '../../training/patch-source.ts'
import { readLog } from '../../training/run-log.ts'
import { checkpointFolder, logFile, train } from '../../training/trainer.ts'

export interface Study {
  /** Name of its folder. */
  readonly name: string
  readonly recipe: TrainRecipe
  readonly network: Network
  readonly seed: number
  readonly theta: Float32Array
  /** Flat parameters of the teacher of consistency distillation. */
  readonly teacher?: Float32Array | undefined
  /** The network of a feature distance. */
  readonly features?: FeatureNetwork | undefined
  readonly patches: PatchSource
  /** A number that tells how good the weights are; lower is better. */
  readonly measure?: ((theta: Float32Array, evaluator: Evaluator) => Promise<number>) | undefined
  /** Updates between two measurements. */
  readonly every?: number | undefined
}

export interface StudyPlace extends Pick<GraphPlace, 'device'> {
  /** Holds a folder for every study. */
  readonly folder: string
  readonly threads?: number | undefined
  readonly clocks: Clocks
  readonly signal: AbortSignal
  readonly onStep?: ((name: string, step: number, steps: number) => void) | undefined
}

export interface Measurement {
  readonly step: number
  readonly value: number
}

export interface Studied {
  /** The evaluation average at the end, or the weights of a recipe without averages. */
  readonly theta: Float32Array
  readonly state: TrainState
  readonly measured: readonly Measurement[]
  /** Processor seconds of the updates. */
  readonly cpuSeconds: number
}

/** Runs a study to its end, from where it was cut off. AbortError when aborted, UserError where it diverges. */
export async function runStudy(study: Study, place: StudyPlace): Promise<Studied> {
  const folder = join(place.folder, study.name)
  await makeRoom(folder, identityOf(study, place.device))
  const { recipe, network, theta, seed } = study
  const last = await readLastCheckpoint(checkpointFolder(folder))
  const start = last ?? { state: initialState(recipe, theta), progress: NO_PROGRESS }
  if (start.state.step < recipe.steps) {
    const teacher = study.teacher ?? null
    const { threads, device } = place
    const { features } = study
    const how = { recipe, network, seed, teacher, features, threads, device }
    const trainee = await openTrainee(how)
    try {
      const { measure, every = recipe.steps } = study
      const events = train({
        runFolder: folder,
        steps: recipe.steps,
        start,
        trainStep: trainee.stepFor(recipe.steps),
        fetch: trainee.fetch,
        patches: study.patches,
        ...(measure && { validate: (state) => measure(resultOf(state), trainee.evaluator) }),
        intervals: { log: 50, validation: every, checkpoint: 250, samples: recipe.steps },
        clocks: place.clocks,
        signal: place.signal,
      })
      for await (const event of events) {
        if (event.type === 'step') place.onStep?.(study.name, event.step, event.steps)
        if (event.type !== 'stopped') continue
        place.signal.throwIfAborted()
        throw new UserError(`${study.name}: ${event.message}`)
      }
    } finally {
      await trainee.release()
    }
  }
  return readStudied(folder)
}

async function readStudied(folder: string): Promise<Studied> {
  const last = await readLastCheckpoint(checkpointFolder(folder))
  if (!last) throw new UserError(`${folder} holds no whole checkpoint; remove it and begin again.`)
  const log = await readLog(logFile(folder))
  const measured = log.flatMap((line) =>
    'validation' in line ? [{ step: line.step, value: line.validation }] : [],
  )
  const { state, progress } = last
  return { theta: resultOf(state), state, measured, cpuSeconds: progress.cpuSeconds }
}

const floats = (values: Float32Array | undefined) =>
  values ? Buffer.from(values.buffer, values.byteOffset, values.byteLength) : ''

/** Everything that a run follows from but its patches, as one word. */
export function identityOf(study: Omit<Study, 'patches'>, device: DeviceId | undefined): string {
  const { recipe, network, seed, theta, teacher, features, every } = study
  return createHash('sha256')
    .update(JSON.stringify({ recipe, network, seed, every, device }))
    .update(floats(theta))
    .update(floats(teacher))
    .update(features ? serialize({ ...features, file: '' }) : '')
    .digest('hex')
}

/** What an earlier command left is kept where it is the same run, and removed where it is another. */
async function makeRoom(folder: string, identity: string): Promise<void> {
  const file = join(folder, 'identity')
  const known = await readFile(file, 'utf8').catch(() => null)
  if (known === identity) return
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await writeDurably(file, identity)
}
