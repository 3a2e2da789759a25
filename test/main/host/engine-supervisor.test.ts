/**
 * Real processes that are really killed.
 */
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { superviseEngine } from '../../../src-main/host/engine-supervisor.ts'
import type { SupervisedEngine } from '../../../src-main/host/engine-supervisor.ts'
import { startForkedWorker } from '../../../src-main/host/forked-worker.ts'
import type { WorkerProcess } from '../../../src-main/host/host.ts'
import { at } from '../../support/at.ts'

const entry = fileURLToPath(new URL('fixture-engine.ts', import.meta.url))

describe('a supervised engine', () => {
  let workers: WorkerProcess[]
  let engine: SupervisedEngine
  let clock: number
  let timers: { due: number; action: () => void }[]
  let restarted: number

  beforeEach(() => {
    workers = []
    timers = []
    clock = 1000
    restarted = 0
    engine = superviseEngine({
      start: () => {
        const worker = startForkedWorker(entry, { args: [], env: {} })
        workers.push(worker)
        return worker
      },
      log: () => undefined,
      now: () => clock,
      later: (wait, action) => {
        const timer = { due: clock + wait, action }
        timers.push(timer)
        return () => void timers.splice(timers.indexOf(timer), 1)
      },
    })
    engine.onRestarted(() => restarted++)
  })
  afterEach(() => engine.stop())

  const killNow = async () => {
    const count = workers.length
    await engine.api.models.device()
    at(workers, count - 1).kill()
    await vi.waitFor(() => expect(restarted + timers.length).toBe(count), { timeout: 20_000 })
  }

  test('carries samples both ways, from within larger buffers too', async () => {
    const bytes = new Uint8Array(1_000_003).fill(9).subarray(3)
    expect(await engine.api.projects.stash(bytes)).toBe('1000000 bytes, the last is 9')
    const back = await engine.api.projects.unstash('5')
    expect([...back]).toEqual([7, 7, 7, 7, 7])
    expect(back).toBeInstanceOf(Uint8Array)
  })

  test('that dies in a call fails the call, tells, and answers the next', async () => {
    const first = await engine.api.models.device()
    const hanging = engine.api.models.list()
    const failure = expect(hanging).rejects.toMatchObject({ code: 'engine-died' })
    await engine.api.models.device()
    at(workers, 0).kill()
    await failure
    const second = await engine.api.models.device()
    expect(second).toMatch(/^process \d+$/)
    expect(second).not.toBe(first)
    expect(restarted).toBe(1)
  })

  test('is started again three times a minute and not more, and again when the minute is over', async () => {
    for (let i = 0; i < 3; i++) await killNow()
    expect(workers).toHaveLength(4)
    clock += 20_000
    await killNow()
    expect(workers).toHaveLength(4)
    await expect(engine.api.models.device()).rejects.toMatchObject({ code: 'engine-died' })
    expect(timers).toMatchObject([{ due: 1000 + 60_000 }])
    clock = 61_000
    at(timers, 0).action()
    expect(await engine.api.models.device()).toMatch(/^process/)
  })

  const cancelled = { code: 'cancelled' }
  const run = (job: string, signal: AbortSignal) =>
    engine.api.edits.run(
      { job, picture: null, task: { kind: 'generate', count: 1 }, model: 'none', seed: 1 },
      signal,
    )

  test('that hears a cancel keeps running, and nobody waits for it any more', async () => {
    const first = await engine.api.models.device()
    const cancel = new AbortController()
    const outcome = expect(run('hearing', cancel.signal)).rejects.toMatchObject(cancelled)
    cancel.abort()
    expect(timers).toMatchObject([{ due: 2000 }])
    await outcome
    expect(timers).toEqual([])
    expect(await engine.api.models.device()).toBe(first)
  })

  test('that is deaf to a cancel is replaced: the run is cancelled, what else was asked is answered', async () => {
    const first = await engine.api.models.device()
    const cancel = new AbortController()
    const outcome = expect(run('deaf', cancel.signal)).rejects.toMatchObject(cancelled)
    const meanwhile = engine.api.models.device()
    cancel.abort()
    at(timers, 0).action()
    await outcome
    expect(await meanwhile).toMatch(/^process/)
    expect(await meanwhile).not.toBe(first)
    expect([restarted, workers.length]).toEqual([0, 2])
  })

  test('that works for somebody else is not ended', async () => {
    await engine.api.models.device()
    const [cancel, end] = [new AbortController(), new AbortController()]
    const wanted = expect(run('deaf', end.signal)).rejects.toMatchObject(cancelled)
    const outcome = expect(run('hearing', cancel.signal)).rejects.toMatchObject(cancelled)
    cancel.abort()
    at(timers, 0).action()
    expect(await Promise.race([outcome, Promise.resolve('waits')])).toBe('waits')
    expect(workers).toHaveLength(1)
    end.abort()
    at(timers, 1).action()
    await Promise.all([wanted, outcome])
    await vi.waitFor(() => expect([restarted, workers.length]).toEqual([0, 2]))
  })

  test('that is stopped stays stopped and fails what is asked later', async () => {
    await engine.api.models.device()
    const end = new Promise((resolve) => at(workers, 0).onExit(resolve))
    engine.stop()
    await end
    await expect(engine.api.models.device()).rejects.toMatchObject({ code: 'engine-died' })
    expect(workers).toHaveLength(1)
  })
})
