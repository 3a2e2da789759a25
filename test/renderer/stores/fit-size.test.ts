import { expect, test } from 'vitest'
import { transformsToFit } from '../../../src-renderer/stores/fit-size.ts'

const size = (width: number, height: number) => ({ width, height })

test('a picture of the same size stays as it is', () => {
  expect(transformsToFit(size(493, 356), size(493, 356))).toEqual([])
})

test('a picture of the same proportions is only scaled', () => {
  const resize = { kind: 'resize', width: 200, height: 100 }
  expect(transformsToFit(size(400, 200), size(200, 100))).toEqual([resize])
})

test('a taller picture loses as much at the top as at the bottom', () => {
  const crop = { kind: 'crop', region: { x: 0, y: 50, width: 200, height: 100 } }
  expect(transformsToFit(size(200, 200), size(200, 100))).toEqual([crop])
})

test('every result has the size that is wanted and keeps the proportions to a pixel', () => {
  for (const [w, h] of [
    [512, 410],
    [1, 900],
    [4000, 3],
    [37, 41],
  ] as const) {
    const [first, last = first] = transformsToFit(size(w, h), size(493, 356))
    expect(last).toEqual({ kind: 'resize', width: 493, height: 356 })
    if (first?.kind !== 'crop') continue
    const { x, y, width, height } = first.region
    expect(x >= 0 && y >= 0 && x + width <= w && y + height <= h).toBe(true)
    expect(Math.abs(width * 356 - height * 493)).toBeLessThanOrEqual(493)
  }
})
