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
        timers.push({ due: clock + wait, action })
        return () => (timers = [])
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

  test('that is stopped stays stopped and fails what is asked later', async () => {
    await engine.api.models.device()
    const end = new Promise((resolve) => at(workers, 0).onExit(resolve))
    engine.stop()
    await end
    await expect(engine.api.models.device()).rejects.toMatchObject({ code: 'engine-died' })
    expect(workers).toHaveLength(1)
  })
})
