/**
 * The share of time in which updates wait for their patches, in a time of our own: reading and computing take what they
 * are said to take, both at once, and nothing depends on how busy the machine is.
 */
import { rm } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { NO_PROGRESS } from '../../../src-main/training/checkpoint.ts'
import { createPatchSource } from '../../../src-main/training/patch-source.ts'
import type { PatchSource } from '../../../src-main/training/patch-source.ts'
import { train } from '../../../src-main/training/trainer.ts'
import { decodeImaginary, imaginary, temporaryFolder } from '../../support/drawn-photographs.ts'
import { toyState, toyStep } from '../../support/toy-step.ts'

let folder = ''
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(async () => rm(folder, { recursive: true }))

/** A clock that goes on to the next thing that is due once nothing else is left to do. */
function ownTime() {
  let now = 0
  const due: { readonly at: number; readonly wake: () => void }[] = []
  const goOn = () => {
    due.sort((a, b) => a.at - b.at)
    const next = due.shift()
    if (!next) return
    now = Math.max(now, next.at)
    next.wake()
  }
  const sleep = (seconds: number) =>
    new Promise<void>((wake) => {
      due.push({ at: now + seconds, wake })
      // Whoever goes on at once does so before this.
      setImmediate(() => setImmediate(goOn))
    })
  return { clocks: { wall: () => now, cpu: () => 0 }, sleep }
}

const STEPS = 40
const UPDATE = 1

/** What is told of waiting by a run whose photographs take so long to read, and how many were read. */
async function runWith(readSeconds: number, change = (source: PatchSource) => source) {
  const { clocks, sleep } = ownTime()
  let reads = 0
  const source = createPatchSource(imaginary(30), {
    ...{ size: 16, batch: 2, seed: 3, windowPhotographs: 4, stepsPerPhotograph: 4 },
    decode: async (photograph) => {
      reads++
      await sleep(readSeconds)
      return decodeImaginary(photograph)
    },
  })
  const events = train({
    runFolder: folder,
    steps: STEPS,
    start: { state: toyState(), progress: NO_PROGRESS },
    trainStep: async (...given) => {
      await sleep(UPDATE)
      return toyStep(...given)
    },
    patches: change(source),
    intervals: { log: STEPS, validation: STEPS, checkpoint: STEPS, samples: STEPS },
    clocks,
  })
  const told: number[] = []
  for await (const event of events) {
    if (event.type === 'step' || event.type === 'finished') told.push(event.dataWait)
  }
  return { told, last: told.at(-1) ?? NaN, reads }
}

test('is below 3 % where reading a photograph takes as long as an update', async () => {
  const { told, last, reads } = await runWith(UPDATE)
  expect(reads).toBeGreaterThan(10)
  expect(told).toHaveLength(STEPS + 1)
  expect(last).toBeLessThan(0.03)
})

test('would be far above it if nothing were read ahead', async () => {
  const { last } = await runWith(UPDATE, (source) => ({ ...source, prepare: () => undefined }))
  expect(last).toBeGreaterThan(0.1)
})

test('tells of photographs that take longer than the updates before which they are begun', async () => {
  const { last, reads } = await runWith(12 * UPDATE)
  const most = 12 * reads
  expect(last).toBeGreaterThan(0.3)
  expect(last).toBeLessThan(most / (most + STEPS))
})
