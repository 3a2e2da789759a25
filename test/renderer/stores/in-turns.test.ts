/** Long work of the page, against a clock that moves with the work alone. */
import { expect, test } from 'vitest'
import type { Piecewise } from '../../../src-renderer/kernels/piecewise.ts'
import { inTurns, inTurnsOn } from '../../../src-renderer/stores/in-turns.ts'

function* pieces(milliseconds: readonly number[], work: (milliseconds: number) => void) {
  for (const each of milliseconds) {
    work(each)
    yield
  }
  return 'done'
}

/** How long the page was kept waiting, turn by turn, over pieces of these lengths. */
async function waitsOver(milliseconds: readonly number[]) {
  let now = 1000
  let last = now
  const waits: number[] = []
  const turn = () => {
    waits.push(now - last)
    now += 500 // what the page does in its turn is not the work's
    last = now
    return Promise.resolve()
  }
  const work: Piecewise<string> = pieces(milliseconds, (each) => (now += each))
  const result = await inTurns(work, { now: () => now, turn })
  return { result, waits }
}

test('long work lets the page go on every few frames', async () => {
  const { result, waits } = await waitsOver(new Array<number>(1000).fill(2))
  expect(result).toBe('done')
  expect(waits.length).toBeGreaterThan(30)
  expect(Math.max(...waits)).toBeLessThan(50)
})

test('short work is done at once', async () => {
  expect((await waitsOver([1, 2, 3])).waits).toEqual([])
})

test('the turns of a page are real ones: what waits goes first', async () => {
  const said: string[] = []
  setImmediate(() => said.push('other'))
  let now = 0
  const work = pieces([100, 100, 100], (each) => (now += each))
  await inTurns(work, { now: () => now })
  said.push('work')
  expect(said).toEqual(['other', 'work'])
})

test('work on something that changes meanwhile is done on what it is at the end', async () => {
  let found = 'early'
  const work = function* (on: string): Piecewise<string> {
    yield
    found = 'late'
    return `done on ${on}`
  }
  expect(await inTurnsOn(() => found, work)).toBe('done on late')
})
