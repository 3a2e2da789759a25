/** How a run is led and how it ends: patience, being asked, a full disk, waiting for its turn and for its patches. */
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { NO_PROGRESS, readLastCheckpoint } from '../../../src-main/training/checkpoint.ts'
import { createMeter } from '../../../src-main/training/meter.ts'
import { createPatchSource } from '../../../src-main/training/patch-source.ts'
import { checkpointFolder, train } from '../../../src-main/training/trainer.ts'
import type { TrainerEvent, TrainerOptions } from '../../../src-main/training/trainer.ts'
import { decodeImaginary, imaginary, temporaryFolder } from '../../support/drawn-photographs.ts'
import { toyState, toyStep } from '../../support/toy-step.ts'

let base = ''
beforeEach(async () => {
  base = await temporaryFolder()
})
afterEach(async () => rm(base, { recursive: true }))

async function options(changes: Partial<TrainerOptions>): Promise<TrainerOptions> {
  return {
    runFolder: await mkdtemp(join(base, 'run-')),
    steps: 30,
    start: { state: toyState(), progress: NO_PROGRESS },
    trainStep: toyStep,
    patches: createPatchSource(imaginary(3), {
      size: 16,
      batch: 2,
      seed: 3,
      decode: decodeImaginary,
    }),
    intervals: { log: 5, validation: 2, checkpoint: 7, samples: 100 },
    clocks: { wall: () => 0, cpu: () => 0 },
    ...changes,
  }
}

async function run(trainerOptions: TrainerOptions): Promise<TrainerEvent[]> {
  const events: TrainerEvent[] = []
  for await (const event of train(trainerOptions)) events.push(event)
  return events
}

describe('patience', () => {
  /** Falls up to update 6 and rises from there on. */
  const validate: TrainerOptions['validate'] = ({ step }) => Promise.resolve(Math.abs(step - 6))

  test('ends a run after so many validations without a better one and keeps the best', async () => {
    const what = await options({ validate, patience: 3 })
    const events = await run(what)
    expect(events.at(-1)).toMatchObject({ type: 'finished', reason: 'no-gain', steps: 12 })
    const last = await readLastCheckpoint(checkpointFolder(what.runFolder))
    expect(last).toMatchObject({ state: { step: 12 }, progress: { best: { step: 6 }, misses: 3 } })
  })

  test('is not lost in a resumed run', async () => {
    const controller = new AbortController()
    const what = await options({ validate, patience: 3 })
    for await (const event of train({ ...what, signal: controller.signal })) {
      if (event.type === 'step' && event.step === 9) controller.abort()
    }
    const start = await readLastCheckpoint(checkpointFolder(what.runFolder))
    if (!start) throw new Error('the run left no checkpoint')
    const events = await run({ ...what, start })
    expect(events.at(-1)).toMatchObject({ reason: 'no-gain', steps: 12 })
  })

  test('says nothing before the last stage', async () => {
    const stageOf = (step: number) => (step < 20 ? 'wide' : 'narrow')
    const events = await run(await options({ validate, patience: 3, stageOf }))
    expect(events.at(-1)).toMatchObject({ reason: 'no-gain', steps: 28 })
  })
})

describe('a lead', () => {
  test('ends a run where it is, saved', async () => {
    let asked = 0
    const what = await options({ lead: { endsNow: () => asked++ === 4 } })
    expect((await run(what)).at(-1)).toMatchObject({ type: 'finished', reason: 'asked', steps: 4 })
    const last = await readLastCheckpoint(checkpointFolder(what.runFolder))
    expect(last?.state.step).toBe(4)
  })

  test('lets no update begin before its turn', async () => {
    let resolve = () => undefined as void
    const held = new Promise<void>((open) => (resolve = open))
    const events: string[] = []
    const turn = () => (events.length < 3 ? Promise.resolve() : held)
    const running = (async () => {
      const lead = { turn }
      for await (const event of train(await options({ lead, steps: 5 }))) events.push(event.type)
    })()
    await vi.waitFor(() => expect(events).toHaveLength(3))
    await new Promise((next) => setTimeout(next, 30))
    expect(events).toEqual(['step', 'step', 'step'])
    resolve()
    await running
    expect(events.filter((type) => type === 'step')).toHaveLength(5)
  })

  test('sees every checkpoint, and samples when it asks for them', async () => {
    const seen: number[] = []
    const drawn: number[] = []
    let wanted = false
    const what = await options({
      steps: 10,
      drawSamples: ({ step }) => Promise.resolve(void drawn.push(step)),
      lead: {
        look: ({ step }) => Promise.resolve(void seen.push(step)),
        takesSamples: () => wanted && !(wanted = false),
      },
    })
    for await (const event of train(what)) {
      if (event.type === 'step' && event.step === 4) wanted = true
    }
    expect(drawn).toEqual([4, 10])
    expect(seen).toEqual([4, 7, 10])
  })
})

test('a full disk stops a run at the last good checkpoint, with the remedy', async () => {
  const full = Object.assign(new Error('write'), { code: 'ENOSPC' })
  const drawSamples = () => Promise.reject(new Error('not written', { cause: full }))
  const what = await options({ drawSamples, intervals: { checkpoint: 7, samples: 10 } })
  const events = await run(what)
  expect(events.at(-1)).toMatchObject({ type: 'stopped', reason: 'disk-full', step: 7 })
  expect(events.at(-1)).toHaveProperty('message', expect.stringContaining('Free some space'))
})

test('the share of waiting is that of the time between updates, without the first reading', async () => {
  let time = 0
  const meter = createMeter({ wall: () => time, cpu: () => 0 }, NO_PROGRESS)
  const wait = (seconds: number) =>
    meter.waiting(() => {
      time += seconds
      return Promise.resolve()
    })
  const update = () => {
    meter.begin()
    time += 1
    meter.end(1)
  }
  await wait(100)
  update()
  expect(meter.dataWait).toBe(0)
  await wait(0.5)
  update()
  expect(meter.dataWait).toBeCloseTo(0.5 / 2.5)
})

test('what the next updates need is read while one runs', async () => {
  const read: string[] = []
  const started: string[] = []
  const source = createPatchSource(imaginary(30), {
    size: 16,
    batch: 2,
    seed: 3,
    windowPhotographs: 4,
    stepsPerPhotograph: 2,
    decode: (photograph) => {
      read.push(photograph.file)
      return decodeImaginary(photograph)
    },
  })
  for (let step = 0; step < 12; step++) {
    const before = read.length
    await source.batch(step)
    if (step > 2) started.push(...read.slice(before))
    source.prepare(step + 1)
    source.prepare(step + 2)
    await Promise.resolve()
  }
  expect(read.length).toBeGreaterThan(4)
  expect(started).toEqual([])
})
