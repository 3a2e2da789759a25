/** What is in memory stays within its budget, whatever is put in. */
import { expect, test } from 'vitest'
import { ByteCache } from '../../../src-main/pictures/byte-cache.ts'

const cacheOf = (budget: number) => new ByteCache<string, number>(budget, (size) => size)

test('what was not used for longest goes first', () => {
  const cache = cacheOf(100)
  cache.set('a', 40)
  cache.set('b', 41)
  expect(cache.get('a')).toBe(40)
  cache.set('c', 42)
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([40, undefined, 42])
  expect(cache.bytes).toBe(82)
})

test('a value above the budget is held alone until the next one comes', () => {
  const cache = cacheOf(100)
  cache.set('a', 10)
  cache.set('b', 300)
  expect([cache.get('a'), cache.get('b'), cache.bytes]).toEqual([undefined, 300, 300])
  cache.set('c', 5)
  expect([cache.get('b'), cache.bytes]).toEqual([undefined, 5])
})

test('a value that is replaced or deleted is not counted twice', () => {
  const cache = cacheOf(100)
  cache.set('a', 30)
  cache.set('a', 50)
  expect(cache.bytes).toBe(50)
  cache.deleteWhere((key) => key === 'a')
  cache.delete('a')
  expect(cache.bytes).toBe(0)
})
