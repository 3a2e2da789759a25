/** The tile cache: what it keeps, what it lets go, what it asks for. */
import { expect, test } from 'vitest'
import { createTileCache } from '../../../src-renderer/canvas/tile-cache.ts'
import type { TileRequest } from '../../../src-shared/contract/pictures-api.ts'

const request = (column: number): TileRequest => ({ id: 'p', level: 0, column, row: 0 })
const settle = () => new Promise((resolve) => setTimeout(resolve, 20))

function cacheOf(budget: number, fails = -1) {
  const [asked, closed, failures] = [[] as number[], [] as number[], [] as unknown[]]
  const cache = createTileCache({
    source: {
      tile: ({ column }) => {
        asked.push(column)
        const tile = { width: 10, height: 10, rgba: new Uint8Array([column]) }
        return column === fails ? Promise.reject(new Error('gone')) : Promise.resolve(tile)
      },
    },
    toImage: ({ width, height, rgba }) =>
      Promise.resolve({ width, height, close: () => closed.push(rgba[0] ?? -1) }),
    budget,
    parallel: 2,
    onLoaded: () => undefined,
    onFailed: (error) => failures.push(error),
  })
  return { cache, asked, closed, failures }
}

test('it keeps within its budget and lets go of what was not used longest', async () => {
  const { cache, closed } = cacheOf(1200)
  cache.want([0, 1, 2].map(request))
  await settle()
  expect(cache.bytes()).toBe(1200)
  cache.get(request(0))
  cache.want([request(3)])
  await settle()
  expect(closed).toEqual([1])
  expect(cache.bytes()).toBe(1200)
  cache.close()
  expect([cache.bytes(), closed.length]).toEqual([0, 4])
})

test('what is wanted at the moment is kept even beyond the budget', async () => {
  const { cache, closed } = cacheOf(400)
  cache.want([0, 1, 2].map(request))
  await settle()
  expect([cache.bytes(), closed]).toEqual([1200, []])
})

test('what is no longer wanted is not asked for, and a failure is told once', async () => {
  const { cache, asked, failures } = cacheOf(4000, 1)
  cache.want([0, 1, 2, 3, 4].map(request))
  cache.want([request(4), request(1)])
  await settle()
  cache.want([request(4), request(1)])
  await settle()
  expect(asked).toEqual([0, 1, 4])
  expect(failures).toHaveLength(1)
})
