/** The search for defaults on functions whose best point is known. */
import { describe, expect, test } from 'vitest'
import { coordinateSearch } from '../../../../src-main/bench/defaults/coordinate-search.ts'
import type { Axis } from '../../../../src-main/bench/defaults/coordinate-search.ts'

interface Point {
  readonly x: number
  readonly y: number
}

const moving = (name: 'x' | 'y'): Axis<Point> => ({
  name,
  alternatives: (at) => [-1, 1].map((by) => ({ ...at, [name]: at[name] + by })),
})

const search = (score: (point: Point) => number, more: { margin?: number; rounds?: number } = {}) =>
  coordinateSearch({
    start: { x: 0, y: 0 },
    axes: [moving('x'), moving('y')],
    score: (point) => Promise.resolve(score(point)),
    margin: more.margin ?? 0,
    rounds: more.rounds ?? 20,
  })

describe('the search along one axis after the other', () => {
  test('climbs to the top of a hill', async () => {
    const { best } = await search(({ x, y }) => -((x - 3) ** 2) - (y + 2) ** 2)
    expect(best.candidate).toEqual({ x: 3, y: -2 })
  })

  test('asks about each point once', async () => {
    const asked: string[] = []
    const { tried } = await search((point) => {
      asked.push(JSON.stringify(point))
      return -Math.abs(point.x - 2)
    })
    expect(new Set(asked).size).toBe(asked.length)
    expect(tried).toHaveLength(asked.length)
  })

  test('stays where nothing is better by more than the margin', async () => {
    const { best } = await search(({ x }) => x / 10, { margin: 0.2 })
    expect(best.candidate).toEqual({ x: 0, y: 0 })
  })

  test('ends when it is cancelled', async () => {
    const signal = AbortSignal.abort()
    const score = () => Promise.resolve(0)
    await expect(
      coordinateSearch({ start: 0, axes: [], score, margin: 0, rounds: 1, signal }),
    ).rejects.toHaveProperty('name', 'AbortError')
  })
})
