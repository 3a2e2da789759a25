/** What has to be drawn anew, held against a screen of single pixels. */
import { describe, expect, test } from 'vitest'
import { addDamage, moveDamage } from '../../../src-renderer/canvas/damage.ts'
import type { Damage } from '../../../src-renderer/canvas/damage.ts'

const view = { width: 40, height: 30 }

function pixels(damage: Damage): Set<number> {
  const all = new Set<number>()
  for (const { x, y, width, height } of damage) {
    for (let row = y; row < y + height; row++) {
      for (let column = x; column < x + width; column++) all.add(row * view.width + column)
    }
  }
  return all
}

describe('damage', () => {
  test('is kept in whole pixels of the view', () => {
    const damage = addDamage([], { x: -3.5, y: 2.2, width: 6, height: 1.1 }, view)
    expect(damage).toEqual([{ x: 0, y: 2, width: 3, height: 2 }])
    expect(addDamage([], { x: 41, y: 0, width: 5, height: 5 }, view)).toEqual([])
    expect(addDamage([], null, view)).toEqual([])
  })

  test('holds no rectangle within another, and never loses one, however many there are', () => {
    const small = { x: 5, y: 5, width: 2, height: 2 }
    const large = { x: 4, y: 4, width: 10, height: 10 }
    expect(addDamage(addDamage([], small, view), large, view)).toEqual([large])
    expect(addDamage([large], small, view)).toEqual([large])
    let many: Damage = []
    for (let i = 0; i < 20; i++) many = addDamage(many, { x: i, y: i, width: 1, height: 1 }, view)
    expect(many.length).toBeLessThanOrEqual(8)
    for (let i = 0; i < 20; i++) expect(pixels(many)).toContain(i * view.width + i)
  })

  test.each([
    [7, -4],
    [-12, 0],
    [0, 29],
    [-3, 5],
  ])('moves by %i, %i with the screen, together with what comes into view', (x, y) => {
    const before = { x: 10, y: 10, width: 6, height: 5 }
    const damaged = pixels(moveDamage([before], { x, y }, view))
    for (let row = 0; row < view.height; row++) {
      for (let column = 0; column < view.width; column++) {
        const from = { x: column - x, y: row - y }
        const cameIn = from.x < 0 || from.y < 0 || from.x >= view.width || from.y >= view.height
        const wasOld = from.x >= 10 && from.x < 16 && from.y >= 10 && from.y < 15
        expect(damaged.has(row * view.width + column)).toBe(cameIn || wasOld)
      }
    }
  })
})
