import { describe, expect, test } from 'vitest'
import { searchTimePoints } from '../../../src-shared/diffusion/time-points.ts'
import { at } from '../../support/at.ts'

describe('the search for time points', () => {
  test('finds the lowest of a falling and rising score wherever it lies', async () => {
    for (let best = 1; best < 39; best++) {
      const score = (points: readonly number[]) => Promise.resolve(Math.abs(at(points, 1) - best))
      const found = await searchTimePoints({ score, last: 39, count: 1 })
      expect(found).toMatchObject({ points: [0, best, 39], score: 0 })
    }
  })
  test('asks a number of times that grows with the logarithm, and never twice', async () => {
    const asked: string[] = []
    const score = (points: readonly number[]) => {
      asked.push(points.join())
      return Promise.resolve((at(points, 1) - 700) ** 2)
    }
    const found = await searchTimePoints({ score, last: 1280, count: 1 })
    expect(found.points).toEqual([0, 700, 1280])
    expect(new Set(asked).size).toBe(asked.length)
    expect(found.evaluations).toBe(asked.length)
    // Each round keeps two thirds: 2 log(1279/3) / log(3/2) = 30 questions, and the last few points.
    expect(asked.length).toBeLessThanOrEqual(34)
  })
  test('places further points after the first one and keeps room for them', async () => {
    const score = ([, a = NaN, b = 25, c = 30]: readonly number[]) =>
      Promise.resolve(Math.abs(a - 17) + Math.abs(b - 25) + Math.abs(c - 30))
    const found = await searchTimePoints({
      score: (points) => score(points.slice(0, -1)),
      last: 39,
      count: 3,
    })
    expect(found.points).toEqual([0, 17, 25, 30, 39])
    const late = await searchTimePoints({
      score: (points) => Promise.resolve(-at(points, 1)),
      last: 10,
      count: 3,
    })
    expect(late.points).toEqual([0, 7, 8, 9, 10])
  })
  test('refuses more points than the grid has and stops when aborted', async () => {
    const score = () => Promise.resolve(1)
    await expect(searchTimePoints({ score, last: 3, count: 3 })).rejects.toThrow(RangeError)
    const signal = AbortSignal.abort()
    const search = searchTimePoints({ score, last: 9, count: 1, signal })
    await expect(search).rejects.toMatchObject({ name: 'AbortError' })
  })
})
