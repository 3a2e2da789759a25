/** What has to be drawn anew, held against a screen of single pixels. */
import { describe, expect, test } from 'vitest'
import { addDamage } from '../../../src-renderer/canvas/damage.ts'
import type { Damage } from '../../../src-renderer/canvas/damage.ts'

const canvas = { width: 40, height: 30 }

function pixels(damage: Damage): Set<number> {
  const all = new Set<number>()
  for (const { x, y, width, height } of damage) {
    for (let row = y; row < y + height; row++) {
      for (let column = x; column < x + width; column++) all.add(row * canvas.width + column)
    }
  }
  return all
}

describe('damage', () => {
  test('is kept in whole pixels of the canvas', () => {
    const damage = addDamage([], { x: -3.5, y: 2.2, width: 6, height: 1.1 }, canvas)
    expect(damage).toEqual([{ x: 0, y: 2, width: 3, height: 2 }])
    expect(addDamage([], { x: 41, y: 0, width: 5, height: 5 }, canvas)).toEqual([])
    expect(addDamage([], null, canvas)).toEqual([])
  })

  test('holds no rectangle within another, and never loses one, however many there are', () => {
    const small = { x: 5, y: 5, width: 2, height: 2 }
    const large = { x: 4, y: 4, width: 10, height: 10 }
    expect(addDamage(addDamage([], small, canvas), large, canvas)).toEqual([large])
    expect(addDamage([large], small, canvas)).toEqual([large])
    let many: Damage = []
    for (let i = 0; i < 20; i++) many = addDamage(many, { x: i, y: i, width: 1, height: 1 }, canvas)
    expect(many.length).toBeLessThanOrEqual(8)
    for (let i = 0; i < 20; i++) expect(pixels(many)).toContain(i * canvas.width + i)
  })
})
