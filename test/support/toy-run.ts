/**
 * A training run in a process of its own, for tests that kill it: `toy-run.ts FOLDER` prints a line for each update.
 */
import { createPatchSource } from '../../src-main/training/patch-source.ts'
import { NO_PROGRESS, readLastCheckpoint } from '../../src-main/training/checkpoint.ts'
import { checkpointFolder, train } from '../../src-main/training/trainer.ts'
import type { TrainerOptions } from '../../src-main/training/trainer.ts'
import { processClocks } from '../../src-main/training/meter.ts'
import { decodeImaginary, imaginary } from './drawn-photographs.ts'
import { toyState, toyStep } from './toy-step.ts'

/** The run, from its newest checkpoint; large arrays make the checkpoints long enough to be hit. */
export async function toyRun(runFolder: string): Promise<TrainerOptions> {
  const last = await readLastCheckpoint(checkpointFolder(runFolder))
  return {
    runFolder,
    steps: 60,
    start: last ?? { state: toyState(40_000), progress: NO_PROGRESS },
    trainStep: toyStep,
    patches: createPatchSource(imaginary(9), {
      size: 16,
      batch: 2,
      seed: 3,
      windowPhotographs: 3,
      stepsPerPhotograph: 2,
      decode: decodeImaginary,
    }),
    validate: ({ theta }) => Promise.resolve(theta[0] ?? 0),
    intervals: { log: 5, validation: 6, checkpoint: 2 },
    clocks: processClocks,
  }
}

const [, script, folder] = process.argv
if (script === import.meta.filename && folder !== undefined) {
  for await (const event of train(await toyRun(folder))) {
    if (event.type === 'step') process.stdout.write(`${event.step}\n`)
  }
}
