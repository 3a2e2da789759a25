/** The server at a real terminal (that of util-linux's `script`): Ctrl-C while something trains, and what is answered. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { readRecord } from '../../../src-main/models/model-record.ts'
import { keepJob } from '../../../src-main/trainer/kept-job.ts'
import type { Standing } from '../../../src-main/trainer/kept-job.ts'
import type { TrainingPlan } from '../../../src-shared/contract/training-api.ts'
import { drawPhotograph, temporaryFolder, writePng } from '../../support/drawn-photographs.ts'
import { writeTinyModel } from '../../support/tiny-model.ts'

const CTRL_C = '\u0003'
const ENTER = '\r'
const LONG = 120_000

let base = ''
beforeAll(async () => {
  base = await temporaryFolder()
  for (const index of [1, 2, 3])
    await writePng(join(base, 'garden', `${index}.png`), drawPhotograph(index, 96, 80))
})
afterAll(async () => rm(base, { recursive: true, force: true, maxRetries: 5 }))

/** A data folder in which a program has left a training that takes for ever. */
async function dataWithTraining(name: string): Promise<string> {
  const data = join(base, name)
  await mkdir(join(data, 'models'), { recursive: true })
  await writeTinyModel(join(data, 'models', 'tiny'))
  const source = { kind: 'folder', grant: 'sealed' } as const
  const plan: TrainingPlan = {
    name: 'Garden',
    data: { source, exclude: [], include: [] },
    ...{ recipe: 'adapt', base: 'tiny', length: { steps: 1_000_000 }, batch: 2, seed: 1 },
    ...{ patience: null, mainsOnly: false },
  }
  const standing: Standing = {
    ...{ createdAt: 1, queuedAt: 1, step: 0, steps: 0, stage: '', best: null, end: null },
    wish: 'run',
  }
  const order = { kind: 'folder', folder: join(base, 'garden'), plan } as const
  await keepJob(join(data, 'training', 'jobs', 'j1'), { order, standing }, {})
  return data
}

const jobFile = (data: string, ...path: readonly string[]) =>
  readFile(join(data, 'training', 'jobs', 'j1', ...path), 'utf8')
const trains = (data: string) =>
  vi.waitFor(async () => expect(await jobFile(data, 'run', 'log.jsonl')).toContain('loss'), {
    timeout: LONG,
    interval: 100,
  })
const standingOf = async (data: string) =>
  JSON.parse(await jobFile(data, 'standing.json')) as Record<string, unknown>

/** The program as somebody starts it in a terminal. */
function startAtTerminal(data: string) {
  // `script` gives the command to a shell; one that stayed beside it would end by the Ctrl-C itself.
  const command = `exec '${process.execPath}' scripts/start.mjs --server --no-open --data '${data}'`
  const child = spawn('script', ['-qefc', command, '/dev/null'], { stdio: 'pipe' })
  let shown = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => (shown += part))
  return {
    shown: () => shown,
    type: (keys: string) => child.stdin.write(keys),
    shows: (words: string) =>
      vi.waitFor(() => expect(shown).toContain(words), { timeout: LONG, interval: 50 }),
    ended: once(child, 'exit') as Promise<[number | null]>,
  }
}

async function quitWhileTraining(name: string, answer: string): Promise<string> {
  const data = await dataWithTraining(name)
  const terminal = startAtTerminal(data)
  await trains(data)
  terminal.type(CTRL_C)
  await terminal.shows('Training is still going on.')
  terminal.type(answer)
  expect(await terminal.ended).toEqual([0, null])
  expect(terminal.shown()).not.toContain('engine ended') // which Ctrl-C reaches as well
  return data
}

// Elsewhere `script` takes its command in other ways.
describe.runIf(process.platform === 'linux')('a program in a terminal', () => {
  test(
    'Ctrl-C asks what becomes of a training, and s stops it now and makes a model of it',
    async () => {
      const data = await quitWhileTraining('stopped', `s${ENTER}`)
      const { end, step } = await standingOf(data)
      expect(end).toMatchObject({ reason: 'asked', model: 'garden-j1' })
      expect(step).toBeGreaterThan(0)
      const record = await readRecord(join(data, 'models', 'garden-j1'))
      expect(record).toMatchObject({ name: 'Garden', origin: 'trained' })
    },
    LONG,
  )

  test.each([
    ['Enter', ENTER],
    ['another Ctrl-C', CTRL_C],
  ])(
    '%s leaves it to go on at the next start, from where it was',
    async (_, keys) => {
      const data = await quitWhileTraining(`left by ${keys.codePointAt(0)}`, keys)
      const { end, step, wish } = await standingOf(data)
      expect({ end, wish }).toEqual({ end: null, wish: 'run' })
      expect(await readdir(join(data, 'models'))).toEqual(['tiny'])
      const kept = await readdir(join(data, 'training', 'jobs', 'j1', 'run', 'checkpoints'))
      const steps = kept.map((name) => Number(/\d+/.exec(name)?.[0] ?? NaN))
      expect(steps).toContain(step)
      expect(step).toBeGreaterThan(0)
    },
    LONG,
  )
})
