/** Placing the levels of a span where a known score is best. */
import { expect, test } from 'vitest'
import { searchLevels } from '../../../../src-main/bench/defaults/level-search.ts'

const { signal } = new AbortController()
const span = { steps: 3, high: 0.4, low: 0.05, noise: 0 }

test('finds the levels that a score wants, to within a step of the grid', async () => {
  const wanted = [0.4, 0.15, 0.05]
  const score = (sigmas: readonly number[]) =>
    Promise.resolve(
      -sigmas.reduce((sum, sigma, i) => sum + Math.log(sigma / (wanted[i] ?? 1)) ** 2, 0),
    )
  const found = await searchLevels(span, { score, signal })
  expect(found?.sigmas).toHaveLength(3)
  for (const [i, sigma] of (found?.sigmas ?? []).entries()) {
    expect(sigma / (wanted[i] ?? 1)).toBeGreaterThan(0.85)
    expect(sigma / (wanted[i] ?? 1)).toBeLessThan(1.18)
  }
})

test.each([1, 8])('does not try to place the levels of %d steps', async (steps) => {
  const score = () => Promise.reject(new Error('asked'))
  expect(await searchLevels({ ...span, steps }, { score, signal })).toBeNull()
})
