/** The loop: resuming is exact, bad numbers stop it, the best is kept, and cancelling saves. */
import { mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  NO_PROGRESS,
  readCheckpoint,
  readLastCheckpoint,
} from '../../../src-main/training/checkpoint.ts'
import { createPatchSource } from '../../../src-main/training/patch-source.ts'
import { readLog } from '../../../src-main/training/run-log.ts'
import { checkpointFolder, logFile, train } from '../../../src-main/training/trainer.ts'
import type { TrainerEvent, TrainerOptions } from '../../../src-main/training/trainer.ts'
import type { TrainState } from '../../../src-shared/training/train-step.ts'
import { decodeImaginary, imaginary, temporaryFolder } from '../../support/drawn-photographs.ts'
import { toyState, toyStep } from '../../support/toy-step.ts'

let base = ''
beforeEach(async () => {
  base = await temporaryFolder()
})
afterEach(async () => rm(base, { recursive: true }))

const newFolder = () => mkdtemp(join(base, 'run-'))

/** Measures how far the average is from fitting; any function of the state would do. */
const validate = ({ averages }: TrainState) =>
  Promise.resolve(averages[0]?.reduce((sum, value) => sum + (value - 0.1) ** 2, 0) ?? 0)

function options(runFolder: string, changes: Partial<TrainerOptions> = {}): TrainerOptions {
  let ticks = 0
  return {
    runFolder,
    steps: 40,
    start: { state: toyState(), progress: NO_PROGRESS },
    trainStep: toyStep,
    patches: createPatchSource(imaginary(9), {
      size: 16,
      batch: 4,
      seed: 3,
      windowPhotographs: 3,
      stepsPerPhotograph: 2,
      decode: decodeImaginary,
    }),
    validate,
    intervals: { log: 5, validation: 10, checkpoint: 7, samples: 20 },
    clocks: { wall: () => ticks++, cpu: () => 2 * ticks },
    ...changes,
  }
}

/** Where a second session begins. */
async function lastOf(folder: string): Promise<Pick<TrainerOptions, 'start'>> {
  const start = await readLastCheckpoint(checkpointFolder(folder))
  if (!start) throw new Error('the run left no checkpoint')
  return { start }
}

async function run(trainerOptions: TrainerOptions): Promise<TrainerEvent[]> {
  const events: TrainerEvent[] = []
  for await (const event of train(trainerOptions)) events.push(event)
  return events
}

/** Runs until `steps` updates are reported and aborts there. */
async function runUntil(steps: number, trainerOptions: TrainerOptions): Promise<TrainerEvent[]> {
  const controller = new AbortController()
  const events: TrainerEvent[] = []
  for await (const event of train({ ...trainerOptions, signal: controller.signal })) {
    events.push(event)
    if (event.type === 'step' && event.step === steps) controller.abort()
  }
  return events
}

async function lastState(folder: string): Promise<TrainState> {
  return (await lastOf(folder)).start.state
}

describe('a run', () => {
  test('yields its events in order and learns', async () => {
    const events = await run(options(await newFolder()))
    const steps = events.filter((event) => event.type === 'step')
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
    expect(steps.at(-1)?.loss).toBeLessThan((steps[0]?.loss ?? 0) / 2)
    expect(steps[9]).toMatchObject({ steps: 40, patchesPerSecond: 4, etaSeconds: 30 })
    expect(events.at(-1)).toMatchObject({ type: 'finished', steps: 40, computeSeconds: 40 })
    const validations = events.filter((event) => event.type === 'validation')
    expect(validations.map(({ step }) => step)).toEqual([10, 20, 30, 40])
  })

  test.each([1, 6, 7, 23, 39])(
    'cancelled after update %i and resumed ends bit-equal to an undisturbed one',
    async (stop) => {
      const undisturbed = await newFolder()
      const resumed = await newFolder()
      await run(options(undisturbed))
      const first = await runUntil(stop, options(resumed))
      expect(first.at(-1)).toMatchObject({ type: 'stopped', reason: 'cancelled', step: stop })
      const second = await run(options(resumed, await lastOf(resumed)))
      expect(second.find((event) => event.type === 'step')).toMatchObject({ step: stop + 1 })
      expect(await lastState(resumed)).toEqual(await lastState(undisturbed))
      expect(second.at(-1)).toMatchObject({ type: 'finished', computeSeconds: 40 })
    },
  )

  test('left in the middle of an update and resumed ends bit-equal, with one line a log entry', async () => {
    const undisturbed = await newFolder()
    const resumed = await newFolder()
    await run(options(undisturbed))
    const failing = options(resumed, {
      trainStep: (state, batch) =>
        state.step === 33 ? Promise.reject(new Error('power cut')) : toyStep(state, batch),
    })
    await expect(run(failing)).rejects.toThrow('power cut')
    await run(options(resumed, await lastOf(resumed)))
    expect(await lastState(resumed)).toEqual(await lastState(undisturbed))
    const log = await readLog(logFile(resumed))
    expect(log.map(({ step }) => step)).toEqual([5, 10, 10, 15, 20, 20, 25, 30, 30, 35, 40, 40])
  })

  test('that is finished does nothing more when it is resumed', async () => {
    const folder = await newFolder()
    await run(options(folder))
    const again = await run(options(folder, await lastOf(folder)))
    expect(again.map(({ type }) => type)).toEqual(['finished'])
  })

  test('draws samples at their interval and at the end', async () => {
    const drawn: string[] = []
    const drawSamples = (_: TrainState, path: string) => {
      drawn.push(path)
      return Promise.resolve()
    }
    const folder = await newFolder()
    const events = await run(options(folder, { drawSamples, steps: 30 }))
    const told = events.filter((event) => event.type === 'samples').map(({ path }) => path)
    expect(told).toEqual(drawn)
    expect(drawn).toEqual([
      join(folder, 'samples', '00000020.png'),
      join(folder, 'samples', '00000030.png'),
    ])
  })
})

describe('a loss or gradient that is not a number', () => {
  test.each([
    { loss: NaN, gradientNorm: 1 },
    { loss: 1, gradientNorm: Infinity },
  ])(
    '($loss, $gradientNorm) stops the run at the last good checkpoint and says so',
    async (bad) => {
      const folder = await newFolder()
      const events = await run(
        options(folder, {
          trainStep: async (state, batch) => {
            const result = await toyStep(state, batch)
            return state.step === 24 ? { ...result, ...bad } : result
          },
        }),
      )
      expect(events.at(-1)).toMatchObject({ type: 'stopped', reason: 'diverged', step: 21 })
      expect(events.at(-1)).toHaveProperty('message', expect.stringContaining('Update 25'))
      expect(events.at(-1)).toHaveProperty(
        'message',
        expect.stringMatching(/--resume --steps 21\.$/),
      )
      expect((await lastState(folder)).step).toBe(21)
    },
  )

  test('a state with a bad value is never saved', async () => {
    const folder = await newFolder()
    const events = await run(
      options(folder, {
        trainStep: async (state, batch) => {
          const result = await toyStep(state, batch)
          if (state.step === 13) result.state.theta[2] = NaN
          return result.state.step > 13 ? { ...result, loss: 1, gradientNorm: 1 } : result
        },
      }),
    )
    expect(events.at(-1)).toMatchObject({ type: 'stopped', reason: 'diverged' })
    expect((await lastState(folder)).theta.every(Number.isFinite)).toBe(true)
  })
})

describe('checkpoints', () => {
  test('keep the last two and the best of the last stage', async () => {
    const folder = await newFolder()
    const losses = new Map([
      [10, 0.1],
      [20, 3],
      [30, 1],
      [40, 2],
    ])
    const events = await run(
      options(folder, {
        validate: (state) => Promise.resolve(losses.get(state.step) ?? NaN),
        stageOf: (step) => (step < 15 ? 'diffusion' : 'consistency'),
      }),
    )
    const best = events.filter((event) => event.type === 'validation' && event.best)
    expect(best.map((event) => 'step' in event && event.step)).toEqual([10, 20, 30])
    const files = (await readdir(checkpointFolder(folder))).filter((name) => name.endsWith('.json'))
    expect(files.sort()).toEqual(['00000030.json', '00000035.json', '00000040.json'])
    const last = await readLastCheckpoint(checkpointFolder(folder))
    expect(last?.progress.best).toEqual({ step: 30, loss: 1 })
    expect(last?.progress.stage).toBe('consistency')
  })

  test.each([
    ['arrays cut short', (folder: string) => truncate(join(folder, '00000040.safetensors'), 100)],
    ['one byte changed', (folder: string) => flipByte(join(folder, '00000040.safetensors'))],
    ['an empty record', (folder: string) => writeFile(join(folder, '00000040.json'), '')],
    ['no arrays', (folder: string) => rm(join(folder, '00000040.safetensors'))],
  ])('with %s are refused and the one before is used', async (_, damage) => {
    const folder = await newFolder()
    await run(options(folder))
    await damage(checkpointFolder(folder))
    expect(await readCheckpoint(checkpointFolder(folder), 40)).toBeNull()
    expect((await lastState(folder)).step).toBe(35)
  })

  test('hold every array of the state as it was', async () => {
    const folder = await newFolder()
    await runUntil(7, options(folder))
    let state = toyState()
    const { patches } = options(folder)
    for (let step = 0; step < 7; step++) {
      state = (await toyStep(state, await patches.batch(step))).state
    }
    expect(await lastState(folder)).toEqual(state)
  })
})

async function flipByte(path: string): Promise<void> {
  const bytes = await readFile(path)
  bytes[bytes.length - 5] = (bytes.at(-5) ?? 0) ^ 1
  await writeFile(path, bytes)
}
