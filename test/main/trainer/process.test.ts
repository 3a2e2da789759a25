/** The trainer in a process of its own, with a real if tiny network: killed, it goes on to the same bytes. */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { fileGrants, newGrantKey } from '../../../src-main/host/file-grants.ts'
import { startForkedWorker } from '../../../src-main/host/forked-worker.ts'
import type { WorkerProcess } from '../../../src-main/host/host.ts'
import { readRecord } from '../../../src-main/models/model-record.ts'
import { shippedFeatures } from '../../../src-main/training/feature-file.ts'
import { connect } from '../../../src-shared/contract/connect.ts'
import type { TrainerApi } from '../../../src-shared/contract/trainer-api.ts'
import type { TrainingEvent, TrainingPlan } from '../../../src-shared/contract/training-api.ts'
import {
  drawPhotograph,
  encodePng,
  temporaryFolder,
  writePng,
} from '../../support/drawn-photographs.ts'
import { nicenessOf, processesBelow } from '../../support/processes.ts'
import { writeTinyModel } from '../../support/tiny-model.ts'

const key = newGrantKey()
let base = ''
let worker: WorkerProcess
let trainer: TrainerApi
let events: TrainingEvent[] = []

beforeAll(async () => {
  base = await temporaryFolder()
  for (const index of [1, 3, 5, 7]) {
    await writePng(join(base, 'garden', `${index}.png`), drawPhotograph(index, 150, 140))
  }
  await mkdir(join(base, 'data', 'models'), { recursive: true })
  await writeTinyModel(join(base, 'data', 'models', 'tiny'))
})
afterEach(() => worker.kill())
afterAll(async () => rm(base, { recursive: true, force: true, maxRetries: 5 }))

function startTrainer(): void {
  events = []
  worker = startForkedWorker(resolve('src-main/trainer/worker.ts'), {
    args: [join(base, 'data'), resolve('models'), shippedFeatures],
    env: { SELFSAME_GRANT_KEY: key },
    role: 'trainer',
  })
  trainer = connect<TrainerApi>(worker.port)
  trainer.training.onEvent((event) => events.push(event))
}

function plan(name: string): TrainingPlan {
  const source = { kind: 'folder', grant: fileGrants(key).seal(join(base, 'garden')) } as const
  return {
    name,
    data: { source, exclude: ['7.png'], include: [] },
    recipe: 'ect',
    base: 'tiny',
    length: { steps: 20 },
    batch: 2,
    fields: { 'levels.stages': 2 },
    seed: 4,
    patience: null,
    mainsOnly: false,
  }
}

const endOf = (id: string) =>
  vi.waitFor(
    async () => {
      const job = (await trainer.training.jobs()).find((one) => one.id === id)
      if (!job?.end) throw new Error(`${job?.state} at ${job?.step}`)
      return job
    },
    { timeout: 60_000, interval: 100 },
  )
const heard = (type: TrainingEvent['type']) =>
  vi.waitFor(() => expect(events.map((event) => event.type)).toContain(type), {
    timeout: 60_000,
    interval: 5,
  })

test('all its threads give way to everything else, those that read photographs and those that compute', async () => {
  startTrainer()
  const { id } = await trainer.orders.start(plan('Polite'))
  await heard('checkpoint')
  const niceness = nicenessOf(processesBelow(process.pid)('trainer/worker.ts') ?? 0)
  expect(niceness.length).toBeGreaterThan(5)
  expect(new Set(niceness)).toEqual(new Set([19]))
  await endOf(id)
}, 120_000)

test('a run that is killed goes on by itself and ends with the bytes of one that was not', async () => {
  startTrainer()
  const { id } = await trainer.orders.start(plan('My garden!'))
  await heard('checkpoint')
  const ended = new Promise((done) => worker.onExit(done))
  worker.kill()
  expect(await ended).toBe('signal SIGKILL')
  startTrainer()
  const killed = await endOf(id)
  expect(killed).toMatchObject({ step: 20, end: { reason: 'finished' } })
  const calm = await endOf((await trainer.orders.start(plan('Undisturbed'))).id)
  const models = join(base, 'data', 'models')
  const [first, second] = await Promise.all(
    [killed, calm].map(({ end }) => readRecord(join(models, end?.model ?? ''))),
  )
  expect(first?.hash).toBe(second?.hash)
  expect(first).toMatchObject({ id: `my-garden-${id}`, name: 'My garden!', windowSize: 16 })
  const card = await readFile(join(first?.folder ?? '', 'MODEL_CARD.md'), 'utf8')
  expect(card).toMatch(/Photographs: 3, of which held back to measure on: 1/)
  const history = await trainer.training.history(id)
  expect(history.points.at(-1)?.step).toBe(20)
  expect(history.validations.length).toBeGreaterThan(1)
  expect((await sharp(history.samples?.png).metadata()).format).toBe('png')
}, 120_000)

test('a picture is learnt outside its mask, and its edit can be watched while a folder trains', async () => {
  startTrainer()
  const picture = { name: 'picos.png', png: encodePng(drawPhotograph(2, 120, 100)) }
  const region = { x: 40, y: 40, width: 12, height: 10 }
  const mask = { region, coverage: new Uint8Array(120).fill(255) }
  const task = { kind: 'remove', mask } as const
  const watch = { picture, task, seed: 1 }
  const garden = await trainer.orders.start({ ...plan('Watched'), watch })
  const asked = { picture, mask, base: 'tiny', seconds: 5, seed: 1, name: 'Picos' }
  const learnt = await endOf((await trainer.orders.learn(asked)).id)
  expect(learnt).toMatchObject({ kind: 'picture', end: { reason: 'finished' } })
  expect(learnt.step).toBeGreaterThan(1)
  await endOf(garden.id)
  const result = (await trainer.training.history(garden.id)).watched
  expect(result?.step).toBe(20)
  const samples = (png: Uint8Array | undefined) => sharp(png).raw().toBuffer()
  const [source, before, now] = await Promise.all(
    [result?.source, result?.before, result?.now].map(samples),
  )
  expect(before?.equals(now ?? Buffer.alloc(0))).toBe(false)
  const differs = (a: Buffer | undefined, at: number) => a?.[at] !== source?.[at]
  const inside = (i: number) => {
    const [x, y] = [Math.floor(i / 3) % 120, Math.floor(i / 360)]
    return x >= 40 && x < 52 && y >= 40 && y < 50
  }
  const changed = Array.from({ length: source?.length ?? 0 }, (_, i) => i).filter(
    (i) => differs(before, i) || differs(now, i),
  )
  expect(changed.length).toBeGreaterThan(50)
  expect(changed.every(inside)).toBe(true)
  const left = await readdir(join(base, 'data', 'models'))
  expect(left.every((name) => /^(tiny|polite-|my-|undis|watched-|picos-)/.test(name))).toBe(true)
}, 120_000)
