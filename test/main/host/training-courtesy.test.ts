/** Edits and the battery go before training: what the trainer is told of them, and when. */
import { expect, test } from 'vitest'
import {
  createCourtesy,
  PAUSE_AFTER_EDIT,
  POWER_INTERVAL,
} from '../../../src-main/host/training-courtesy.ts'
import type { BatchApi, BatchJob } from '../../../src-shared/contract/batch-api.ts'
import type { EditJob, EditsApi, Recipe } from '../../../src-shared/contract/edits-api.ts'
import type { TrainerConditions } from '../../../src-shared/contract/trainer-api.ts'

interface Timer {
  readonly wait: number
  readonly action: () => void
}

/** A trainer that remembers what it is told, edits that end when the test says so, and a clock in the test's hands. */
function desk() {
  const told: TrainerConditions[] = []
  const timers = new Set<Timer>()
  const ends: (() => void)[] = []
  const machine = { onBattery: false, awake: true }
  let started = () => undefined as void
  const work = () => new Promise<never>((resolve) => ends.push(resolve as () => void))
  const services = {
    edits: Object.assign(Object.create(null) as EditsApi, {
      run: work,
      preview: work,
      replay: work,
    }),
    batch: Object.assign(Object.create(null) as BatchApi, { run: work }),
  }
  const courtesy = createCourtesy(services, {
    trainer: {
      isAwake: () => machine.awake,
      onStarted: (listener) => {
        started = () => listener(true)
        return () => undefined
      },
      api: { orders: { conditions: (now) => Promise.resolve(void told.push(now)) } },
    },
    isOnBattery: () => Promise.resolve(machine.onBattery),
    later: (wait, action) => {
      const timer = { wait, action }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
  })
  const pass = async (wait: number) => {
    for (const timer of [...timers].filter((one) => one.wait === wait)) {
      timers.delete(timer)
      timer.action()
    }
    await turn()
  }
  const end = async () => {
    ends.shift()?.()
    await turn()
  }
  return { ...courtesy, told, timers, machine, pass, end, start: () => started() }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))
const EDITING = { editing: true, onBattery: false }
const IDLE = { editing: false, onBattery: false }

const job: EditJob = {
  job: 'j',
  picture: 'p',
  task: { kind: 'denoise' },
  model: 'm',
  seed: 1,
}
const folders: BatchJob = {
  ...{ job: 'b', input: 'in', output: 'out', task: { kind: 'denoise' }, model: 'm', seed: 1 },
  ...{ format: 'png', quality: 90, skipDone: true },
}
const recipe: Recipe = {
  ...{ version: 1, source: '', task: { kind: 'denoise' }, model: { id: 'm', hash: '' }, steps: 1 },
  ...{ sigmas: [1], seed: 1, device: 'cpu', result: '' },
}

test.each<[string, (edits: EditsApi) => Promise<unknown>]>([
  ['run', (edits) => edits.run(job)],
  ['previewed', (edits) => edits.preview(job)],
  ['replayed', (edits) => edits.replay({ recipe, picture: 'p', job: 'r' })],
])('training stands back for an edit that is %s, and for a while after it', async (_, edit) => {
  const { edits, told, end, pass } = desk()
  void edit(edits)
  expect(told).toEqual([EDITING])
  await end()
  expect(told).toEqual([EDITING])
  await pass(PAUSE_AFTER_EDIT)
  expect(told).toEqual([EDITING, IDLE])
})

test('it stands back for a whole folder, and goes on only after the last of several edits', async () => {
  const { edits, batch, told, end, pass } = desk()
  void batch.run(folders)
  void edits.run(job)
  await end()
  await pass(PAUSE_AFTER_EDIT)
  expect(told).toEqual([EDITING])
  await end()
  void edits.run(job)
  await pass(PAUSE_AFTER_EDIT)
  expect(told).toEqual([EDITING])
  await end()
  await pass(PAUSE_AFTER_EDIT)
  expect(told).toEqual([EDITING, IDLE])
})

test('the power supply is looked at again and again, and at once for a trainer that has just been started', async () => {
  const { told, machine, pass, start, stop, timers } = desk()
  machine.onBattery = true
  machine.awake = false
  await pass(POWER_INTERVAL)
  expect(told).toEqual([])
  machine.awake = true
  start()
  await turn()
  expect(told).toEqual([{ editing: false, onBattery: true }])
  machine.onBattery = false
  await pass(POWER_INTERVAL)
  expect(told.at(-1)).toEqual(IDLE)
  stop()
  expect(timers.size).toBe(0)
})
