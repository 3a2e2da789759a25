/** The trainer over its contract, with runs that do what the test tells them: the queue, holds, quitting, coming back. */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { fileGrants, newGrantKey } from '../../../src-main/host/file-grants.ts'
import type { JobToRun, RunJob } from '../../../src-main/trainer/conductor.ts'
import { createTrainer } from '../../../src-main/trainer/create-trainer.ts'
import { connect } from '../../../src-shared/contract/connect.ts'
import { createPortPair } from '../../../src-shared/contract/port-pair.ts'
import { serve } from '../../../src-shared/contract/rpc.ts'
import type { TrainerApi } from '../../../src-shared/contract/trainer-api.ts'
import type { TrainingEvent, TrainingPlan } from '../../../src-shared/contract/training-api.ts'
import { TRAINER_SCHEMAS } from '../../../src-shared/contract/training-schemas.ts'
import {
  drawPhotograph,
  encodePng,
  temporaryFolder,
  writePng,
} from '../../support/drawn-photographs.ts'
import { writeTinyModel } from '../../support/tiny-model.ts'

const key = newGrantKey()
let base = ''
let trainer: TrainerApi
let events: TrainingEvent[] = []
/** Runs that have begun, by the name of their job, and what ends each of them. */
let runs = new Map<string, { readonly job: JobToRun; readonly finish: () => void }>()
let ids = 0

/** A run that waits its turn, then makes an update whenever it is asked and ends when it is told. */
const run: RunJob = async (job) => {
  const { signal, lead, tell } = job
  const step = job.standing.step + 1
  await lead.turn?.(signal)
  if (signal.aborted) return null
  await tell({ ...started, step: step - 1 })
  await tell({ ...update, step })
  const ended = new Promise<'finished' | null>((resolve) => {
    runs.set(job.order.plan.name, { job, finish: () => resolve('finished') })
    signal.addEventListener('abort', () => resolve(null))
  })
  const over = new AbortController()
  const reason = await Promise.race([ended, askedToEnd(job, over.signal)])
  over.abort()
  await tell({ type: 'checkpoint', step, path: '', best: true })
  return reason && { reason, step, said: null, model: `${job.order.plan.name}-model` }
}

/** Resolves where the run is asked to end, or aborted, or over; it hears of the first when it is its turn. */
async function askedToEnd({ lead, signal }: JobToRun, over: AbortSignal): Promise<'asked' | null> {
  while (!signal.aborted && !over.aborted) {
    await lead.turn?.(signal)
    if (!signal.aborted && lead.endsNow?.()) return 'asked'
    await new Promise((next) => setTimeout(next, 5))
  }
  return null
}

const started = {
  type: 'started',
  step: 0,
  steps: 10,
  photographs: 1,
  heldBack: 0,
  skipped: [],
  runFolder: '',
} as const
const update = {
  type: 'step',
  steps: 10,
  stage: '',
  loss: 1,
  gradientNorm: 1,
  patchesPerSecond: 8,
  etaSeconds: 9,
  dataWait: 0.01,
  schedule: { points: 3, targetRate: 0.9, learningRate: 0.1 },
} as const

async function startTrainer(): Promise<void> {
  const [here, there] = createPortPair()
  const api = await createTrainer({
    dataFolder: join(base, 'data'),
    models: 'models',
    features: 'assets/features/mobilenet-v2.onnx',
    grantKey: key,
    clocks: { wall: () => 0, cpu: () => 0 },
    newId: () => `job${++ids}`,
    log: () => undefined,
    run,
  })
  serve<TrainerApi>(api, here, { schemas: TRAINER_SCHEMAS })
  trainer = connect<TrainerApi>(there)
  trainer.training.onEvent((event) => events.push(event))
}

beforeEach(async () => {
  base = await temporaryFolder()
  events = []
  runs = new Map()
  for (const index of [1, 5]) {
    await writePng(join(base, 'garden', `${index}.png`), drawPhotograph(index, 200, 180))
  }
  await mkdir(join(base, 'data', 'models'), { recursive: true })
  await writeTinyModel(join(base, 'data', 'models', 'tiny'))
  await startTrainer()
})
afterEach(async () => {
  await trainer.training.prepareToQuit('resume')
  await rm(base, { recursive: true, force: true })
})

function plan(name: string, changes: Partial<TrainingPlan> = {}): TrainingPlan {
  const source = { kind: 'folder', grant: fileGrants(key).seal(join(base, 'garden')) } as const
  return {
    name,
    data: { source, exclude: [], include: [] },
    recipe: 'ect',
    base: 'tiny',
    length: { steps: 10 },
    seed: 1,
    patience: null,
    mainsOnly: false,
    ...changes,
  }
}

const stateOf = async (name: string) => {
  const job = (await trainer.training.jobs()).find((one) => one.name === name)
  return job && (job.hold ? `${job.state} by ${job.hold}` : job.state)
}
const reaches = (name: string, state: string) =>
  vi.waitFor(async () => expect(await stateOf(name)).toBe(state))
const runOf = (name: string) =>
  vi.waitFor(() => {
    const found = runs.get(name)
    if (!found) throw new Error(`${name} does not run`)
    return found
  })

describe('the queue', () => {
  test('runs one job after another and tells of every step', async () => {
    const first = await trainer.orders.start(plan('first'))
    await trainer.orders.start(plan('second'))
    expect(first).toMatchObject({ kind: 'folder', data: 'garden', recipe: 'ect', step: 0 })
    await reaches('first', 'running')
    expect(await stateOf('second')).toBe('waiting')
    ;(await runOf('first')).finish()
    await reaches('second', 'running')
    const [job] = await trainer.training.jobs()
    expect(job?.end).toMatchObject({ reason: 'finished', model: 'first-model' })
    expect(events).toContainEqual({
      type: 'step',
      id: first.id,
      point: { step: 1, loss: 1, gradientNorm: 1 },
      points: 3,
      targetRate: 0.9,
      learningRate: 0.1,
    })
  })

  test('lets others run while a job is paused, and puts it behind them when it is resumed', async () => {
    const { id } = await trainer.orders.start(plan('first'))
    await trainer.orders.start(plan('second'))
    await reaches('first', 'running')
    await trainer.training.pause(id)
    expect(await stateOf('first')).toBe('paused')
    await reaches('second', 'running')
    await trainer.training.resume(id)
    expect(await stateOf('first')).toBe('waiting')
    ;(await runOf('second')).finish()
    await reaches('first', 'running')
    expect((await runOf('first')).job.standing.step).toBe(1)
  })

  test('holds a folder while a picture is learnt', async () => {
    await trainer.orders.start(plan('garden'))
    await reaches('garden', 'running')
    const png = encodePng(drawPhotograph(3))
    const mask = { region: { x: 2, y: 2, width: 1, height: 1 }, coverage: Uint8Array.of(255) }
    const picture = { name: 'picos.png', png }
    const asked = { picture, mask, base: 'selfsame-base', seconds: 5, seed: 1, name: 'picos' }
    const job = await trainer.orders.learn(asked)
    expect(job).toMatchObject({ kind: 'picture', data: 'picos.png', base: 'selfsame-base' })
    await reaches('picos', 'running')
    expect(await stateOf('garden')).toBe('held by other-job')
    ;(await runOf('picos')).finish()
    await reaches('garden', 'running')
  })

  test('ends a job with what it has, and forgets another', async () => {
    const { id } = await trainer.orders.start(plan('first'))
    const second = await trainer.orders.start(plan('second'))
    await reaches('first', 'running')
    await trainer.training.stop(id)
    await reaches('first', 'ended')
    await reaches('second', 'running')
    await trainer.training.remove(second.id)
    expect((await trainer.training.jobs()).map(({ name }) => name)).toEqual(['first'])
    expect(events).toContainEqual({ type: 'removed', id: second.id })
    await expect(trainer.training.resume(id)).rejects.toMatchObject({ code: 'user' })
    await expect(trainer.training.pause(second.id)).rejects.toMatchObject({ code: 'user' })
  })
})

describe('a run', () => {
  test('waits while somebody edits, and on the battery only where it was asked to', async () => {
    await trainer.orders.conditions({ editing: true, onBattery: true })
    const { id } = await trainer.orders.start(plan('careful', { mainsOnly: true }))
    await reaches('careful', 'held by edit')
    await trainer.orders.conditions({ editing: false, onBattery: true })
    await reaches('careful', 'held by battery')
    await trainer.orders.start(plan('careless'))
    await trainer.training.pause(id)
    await reaches('careless', 'running')
  })

  test('that is to end does so on the battery too', async () => {
    const { id } = await trainer.orders.start(plan('careful', { mainsOnly: true }))
    await reaches('careful', 'running')
    await trainer.orders.conditions({ editing: false, onBattery: true })
    await reaches('careful', 'held by battery')
    await trainer.training.stop(id)
    await reaches('careful', 'ended')
    const [job] = await trainer.training.jobs()
    expect(job?.end).toMatchObject({ reason: 'asked', model: 'careful-model' })
  })

  test('that is to end before its first update makes nothing', async () => {
    await trainer.orders.conditions({ editing: true, onBattery: false })
    const { id } = await trainer.orders.start(plan('early'))
    await reaches('early', 'held by edit')
    await trainer.training.stop(id)
    await reaches('early', 'ended')
    const [job] = await trainer.training.jobs()
    expect(job?.end).toEqual({ reason: 'asked', step: 0, said: null, model: null })
    expect(runs.has('early')).toBe(false)
  })

  test('that cannot be is refused, and nothing is queued', async () => {
    for (const [changes, words] of [
      [{ recipe: 'alchemy' }, /alchemy/],
      [{ base: 'nobody' }, /nobody/],
      [{ fields: { 'levels.stages': 99 } }, /levels.stages takes 1 to/],
      [{ recipe: 'cd', base: null }, /diffusion/],
    ] as const) {
      await expect(trainer.orders.start(plan('no', changes))).rejects.toThrow(words)
    }
    expect(await trainer.training.jobs()).toEqual([])
  })
})

describe('quitting', () => {
  test.each([
    ['resume', 'running'],
    ['pause', 'paused'],
    ['stop', 'ended'],
  ] as const)('with %s finds the job %s at the next start', async (then, state) => {
    await trainer.orders.start(plan('first'))
    await reaches('first', 'running')
    await trainer.training.prepareToQuit(then)
    runs = new Map()
    await startTrainer()
    await reaches('first', state)
    const [job] = await trainer.training.jobs()
    expect(job?.step).toBeGreaterThan(0)
  })
})

test('what was put aside stays so where all the others are stopped at the end', async () => {
  const { id } = await trainer.orders.start(plan('aside'))
  await reaches('aside', 'running')
  await trainer.training.pause(id)
  await trainer.orders.start(plan('other'))
  await reaches('other', 'running')
  await trainer.training.prepareToQuit('stop')
  expect([await stateOf('aside'), await stateOf('other')]).toEqual(['paused', 'ended'])
})

describe('a folder', () => {
  test('is looked into, shown, and cut into patches', async () => {
    const { data } = plan('any')
    const report = await trainer.training.inspect({ data: data, base: null })
    expect(report).toMatchObject({ name: 'garden', counts: { training: 1, validation: 1 } })
    const tile = await trainer.training.thumbnail({ source: data.source, path: '1.png', side: 50 })
    expect([tile.width, tile.height, tile.rgba.length]).toEqual([50, 45, 50 * 45 * 4])
    const asked = { data, base: null, seed: 3, count: 6 }
    const patches = await trainer.training.patches(asked)
    expect(patches).toHaveLength(6)
    expect(await trainer.training.patches(asked)).toEqual(patches)
    expect(patches.every(({ tile: { width } }) => width === 64)).toBe(true)
    expect(new Set(patches.map(({ mirrored }) => mirrored)).size).toBe(2)
    const outside = { source: data.source, path: '../secret.png', side: 50 }
    await expect(trainer.training.thumbnail(outside)).rejects.toMatchObject({ code: 'user' })
  })

  test('can be handed over file by file, within its own folder', async () => {
    const bytes = encodePng(drawPhotograph(7, 200, 180))
    await trainer.training.upload({ upload: 'u1', path: 'trip/a.png', bytes })
    const source = { kind: 'upload', upload: 'u1', name: 'my trip' } as const
    const report = await trainer.training.inspect({
      data: { source, exclude: [], include: [] },
      base: null,
    })
    expect(report.name).toBe('my trip')
    expect(report.photographs.map(({ path }) => path)).toEqual(['trip/a.png'])
    for (const path of ['../a.png', '/a.png', 'a/../../b.png', '..']) {
      const file = { upload: 'u1', path, bytes }
      await expect(trainer.training.upload(file)).rejects.toMatchObject({ code: 'user' })
    }
    for (const path of ['trip/10:30.png', 'trip/what?.png'])
      await trainer.training.upload({ upload: 'u1', path, bytes })
    await trainer.training.forgetUpload('u1')
    const gone = trainer.training.inspect({
      data: { source, exclude: [], include: [] },
      base: null,
    })
    await expect(gone).rejects.toMatchObject({ code: 'user' })
  })

  test('that was handed over stays while a job may read it, and goes with the next choice after that', async () => {
    const source = { kind: 'upload', upload: 'u2', name: 'my trip' } as const
    for (const index of [1, 5]) {
      const bytes = encodePng(drawPhotograph(index, 200, 180))
      await trainer.training.upload({ upload: 'u2', path: `${index}.png`, bytes })
    }
    const data = { source, exclude: [], include: [] }
    const { id } = await trainer.orders.start(plan('trip', { data }))
    await reaches('trip', 'running')
    await trainer.training.forgetUpload('u2')
    const look = () => trainer.training.inspect({ data, base: null })
    expect((await look()).photographs).toHaveLength(2)
    await trainer.training.remove(id)
    await trainer.training.forgetUpload('u2')
    await expect(look()).rejects.toMatchObject({ code: 'user' })
  })
})
