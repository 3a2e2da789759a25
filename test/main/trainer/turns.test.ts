/** When a run may go on, on a machine that is told of. */
import { expect, test } from 'vitest'
import { createTurns } from '../../../src-main/trainer/turns.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('no update begins while somebody waits for something else, and nothing is said of it', async () => {
  const turns = createTurns()
  const holds: unknown[] = []
  let went = 0
  const go = () =>
    turns.wait({ mainsOnly: () => false, onHold: (hold) => holds.push(hold) }).then(() => went++)
  let [endFirst, endSecond] = [(): void => undefined, (): void => undefined]
  const first = turns.first(() => new Promise<void>((resolve) => (endFirst = resolve)))
  const second = turns.first(() => new Promise<void>((resolve) => (endSecond = resolve)))
  const waits = go()
  await turn()
  endFirst()
  await first
  await turn()
  expect(went).toBe(0)
  endSecond()
  await Promise.all([second, waits])
  expect(went).toBe(1)
  expect(holds).toEqual([])
  await expect(turns.first(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  await go()
  expect(went).toBe(2)
})

test('a run that is aborted waits for nobody', async () => {
  const turns = createTurns()
  const abort = new AbortController()
  void turns.first(() => new Promise<void>(() => undefined))
  let went = false
  const waits = turns
    .wait({ mainsOnly: () => false, signal: abort.signal, onHold: () => undefined })
    .then(() => (went = true))
  await turn()
  expect(went).toBe(false)
  abort.abort()
  await waits
  expect(went).toBe(true)
})
