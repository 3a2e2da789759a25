/** The queue of jobs and previews, and how fast and how often is told about them. */
import { describe, expect, test } from 'vitest'
import { createEstimateFeed } from '../../../src-main/edits/estimate-feed.ts'
import { createJobQueue } from '../../../src-main/edits/job-queue.ts'
import { learnPace, secondsFor, secondsLeft } from '../../../src-main/edits/pace.ts'
import type { EditEstimate } from '../../../src-shared/contract/edits-api.ts'

/** Work that is told when to end, and ends when it is aborted. */
function openWork(log: string[], name: string) {
  let end = () => undefined as void
  const work = (signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      log.push(name)
      end = () => resolve(name)
      signal.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')))
    })
  return { work, end: () => end() }
}
const aborted = { name: 'AbortError' }

describe('the queue', () => {
  test('runs jobs one after another in the order in which they came', async () => {
    const log: string[] = []
    const queue = createJobQueue()
    const [a, b] = [openWork(log, 'a'), openWork(log, 'b')]
    const first = queue.run(a.work)
    const second = queue.run(b.work)
    expect(log).toEqual(['a'])
    a.end()
    expect(await first).toBe('a')
    await Promise.resolve().then(() => undefined)
    expect(log).toEqual(['a', 'b'])
    b.end()
    expect(await second).toBe('b')
  })

  test('goes on after a job that failed', async () => {
    const queue = createJobQueue()
    const failed = queue.run(() => Promise.reject(new RangeError('no')))
    const next = queue.run(() => Promise.resolve(3))
    await expect(failed).rejects.toThrow('no')
    expect(await next).toBe(3)
  })

  test('lets a waiting job go as soon as it is cancelled', async () => {
    const log: string[] = []
    const queue = createJobQueue()
    const long = openWork(log, 'long')
    const first = queue.run(long.work)
    const abort = new AbortController()
    const waiting = queue.run(() => Promise.resolve('never'), abort.signal)
    abort.abort()
    await expect(waiting).rejects.toMatchObject(aborted)
    long.end()
    expect(await first).toBe('long')
  })

  test('stops a preview for a job, which starts at once', async () => {
    const log: string[] = []
    const queue = createJobQueue()
    const preview = queue.preview(openWork(log, 'preview').work)
    const job = queue.run(() => Promise.resolve('job'))
    await expect(preview).rejects.toMatchObject(aborted)
    expect(await job).toBe('job')
  })

  test('keeps only the newest preview, and jobs before it', async () => {
    const log: string[] = []
    const queue = createJobQueue()
    const [a, b] = [openWork(log, 'a'), openWork(log, 'b')]
    const first = queue.run(a.work)
    const old = queue.preview(openWork(log, 'old').work)
    const newest = queue.preview(() => Promise.resolve('newest'))
    const second = queue.run(b.work)
    await expect(old).rejects.toMatchObject(aborted)
    a.end()
    await first
    await new Promise(setImmediate)
    expect(log).toEqual(['a', 'b'])
    b.end()
    expect(await second).toBe('b')
    expect(await newest).toBe('newest')
  })
})

describe('the feed of estimates', () => {
  const estimate = (fraction: number): EditEstimate => ({
    ...{ job: 'j', variation: 0, fraction, secondsLeft: null, preview: null },
  })
  const open = () => {
    const sent: number[] = []
    let time = 0
    const feed = createEstimateFeed({ send: (e) => sent.push(e.fraction), now: () => time })
    return { sent, feed, pass: (ms: number) => (time += ms) }
  }

  test('sends about ten a second, and the last one always', () => {
    const { sent, feed, pass } = open()
    for (let i = 0; i <= 100; i++, pass(10)) feed.show(() => estimate(i))
    feed.flush()
    expect(sent.length).toBeLessThanOrEqual(12)
    expect(sent.at(-1)).toBe(100)
  })

  test('never makes an estimate that it does not send', () => {
    const { sent, feed } = open()
    let made = 0
    for (let i = 0; i < 50; i++) feed.show(() => (made++, estimate(i)))
    feed.flush()
    expect(made).toBe(sent.length)
    expect(sent).toEqual([0, 49])
  })

  test('sends what waits before it tells how far the job is', () => {
    const { sent, feed, pass } = open()
    feed.show(() => estimate(1))
    feed.show(() => estimate(2))
    pass(100)
    feed.tell(() => estimate(3))
    feed.tell(() => estimate(4))
    expect(sent).toEqual([1, 2])
  })
})

describe('the pace', () => {
  test('is learnt from work, half from the newest', () => {
    const once = learnPace({}, 'm', { windows: 100, seconds: 2 })
    expect(secondsFor(once, 'm', 25)).toBe(0.5)
    const twice = learnPace(once, 'm', { windows: 100, seconds: 1 })
    expect(secondsFor(twice, 'm', 75)).toBe(1)
    expect(secondsFor(twice, 'other', 75)).toBeNull()
  })

  test('is guessed from the least work at first, and from then on learnt from no little work', () => {
    const guess = learnPace({}, 'm', { windows: 1, seconds: 0.5 })
    expect(secondsFor(guess, 'm', 10)).toBe(5)
    expect(learnPace(guess, 'm', { windows: 1, seconds: 9 })).toBe(guess)
    expect(learnPace({}, 'm', { windows: 0, seconds: 1 })).toEqual({})
  })

  test('tells the time left from what was done, else from what is expected', () => {
    expect(secondsLeft(0.25, { elapsed: 3, expected: 100 })).toBe(9)
    expect(secondsLeft(0, { elapsed: 3, expected: 10 })).toBe(7)
    expect(secondsLeft(0, { elapsed: 3, expected: null })).toBeNull()
  })
})
