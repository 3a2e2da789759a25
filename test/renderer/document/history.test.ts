/** The history against a plain list with a cursor, and the plan of what leaves the memory. */
import { expect, test } from 'vitest'
import {
  goTo,
  historyBytes,
  planTrim,
  present,
  record,
  redo,
  startHistory,
  undo,
} from '../../../src-renderer/document/history.ts'

test('random steps do what they do to a plain list', () => {
  let seed = 7
  const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below
  let history = startHistory({ key: 'open' }, 0)
  let [list, cursor] = [[0], 0]
  for (let step = 1; step < 3000; step++) {
    const choice = random(4)
    if (choice === 0) {
      history = record(history, { key: 'step' }, step)
      list = [...list.slice(0, ++cursor), step]
    } else if (choice === 1) {
      history = undo(history)
      cursor = Math.max(0, cursor - 1)
    } else if (choice === 2) {
      history = redo(history)
      cursor = Math.min(list.length - 1, cursor + 1)
    } else {
      const to = random(list.length + 3) - 1
      history = goTo(history, to)
      if (to >= 0 && to < list.length) cursor = to
    }
    expect(history.entries.map(({ state }) => state)).toEqual(list)
    expect(present(history)).toBe(list[cursor])
  }
})

test('what is far from the present leaves first, and shared memory counts once', () => {
  const shared = new Uint8Array(1000)
  const states = [1, 2, 3, 4, 5].map(() => [shared, new Uint8Array(100)])
  let history = startHistory({ key: 'open' }, states[0] ?? [])
  for (const state of states.slice(1)) history = record(history, { key: 'step' }, state)
  const buffersOf = (state: Uint8Array[]) => state
  expect(historyBytes(history, buffersOf)).toBe(1500)
  expect(planTrim(history, { budget: 1300, buffersOf })).toEqual([0, 1])
  expect(planTrim(history, { budget: 0, buffersOf })).toEqual([0, 1, 2])
  expect(planTrim(goTo(history, 1), { budget: 1450, buffersOf })).toEqual([4])
})
