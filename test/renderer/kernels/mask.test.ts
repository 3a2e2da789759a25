/** Masks: round trips, combining, growing against distances looked up one by one, areas of shapes. */
import { describe, expect, test } from 'vitest'
import { strokeSegment } from '../../../src-renderer/kernels/brush.ts'
import {
  combineMasks,
  emptyMask,
  invertMask,
  isEmptyMask,
  maskFromPatch,
  maskToPatch,
  readMask,
} from '../../../src-renderer/kernels/mask.ts'
import { featherMask, growMask } from '../../../src-renderer/kernels/morphology.ts'
import { wholeRegion } from '../../../src-renderer/kernels/region.ts'
import { ellipseCoverage, polygonCoverage } from '../../../src-renderer/kernels/shapes.ts'
import { at } from '../../support/at.ts'

const size = { width: 600, height: 300 }
const patch = {
  region: { x: 200, y: 240, width: 130, height: 50 },
  coverage: Uint8Array.from({ length: 130 * 50 }, (_, i) => 1 + (i % 255)),
}
const sum = (coverage: Uint8Array) => coverage.reduce((total, value) => total + value / 255, 0)

describe('a mask', () => {
  test('gives back the patch that it was made of, across tiles', () => {
    expect(maskToPatch(maskFromPatch(patch, size))).toEqual(patch)
  })

  test('that is empty has no patch, and inverted twice is itself', () => {
    expect(maskToPatch(emptyMask(600, 300))).toBeNull()
    const mask = maskFromPatch(patch, size)
    expect(readMask(invertMask(invertMask(mask)), wholeRegion(size))).toEqual(
      readMask(mask, wholeRegion(size)),
    )
  })

  test('from which it is taken away itself is empty where it was full', () => {
    const full = { ...patch, coverage: patch.coverage.map(() => 255) }
    const mask = maskFromPatch(full, size)
    expect(isEmptyMask(combineMasks(mask, mask, 'subtract'))).toBe(true)
    expect(isEmptyMask(combineMasks(mask, full, 'subtract'))).toBe(true)
  })

  test('shares the tiles that a change does not touch', () => {
    const noise = Uint8Array.from({ length: 600 * 300 }, (_, i) => i % 251)
    const mask = maskFromPatch({ region: wholeRegion(size), coverage: noise }, size)
    const next = combineMasks(
      mask,
      { region: { x: 0, y: 0, width: 9, height: 9 }, coverage: new Uint8Array(81).fill(255) },
      'add',
    )
    const same = next.tiles.map((tile, i) => tile === mask.tiles[i])
    expect(same).toEqual([false, true, true, true, true, true])
  })
})

describe('growing', () => {
  test.each([1, 3, 7.5])('by %s reaches exactly the pixels within that distance', (px) => {
    const small = { width: 40, height: 30 }
    const seeds = [
      [5, 5],
      [20, 14],
      [39, 29],
    ] as const
    const coverage = new Uint8Array(1200)
    for (const [x, y] of seeds) coverage[y * 40 + x] = 255
    const mask = maskFromPatch({ region: wholeRegion(small), coverage }, small)
    const grown = readMask(growMask(mask, px), wholeRegion(small))
    for (const [i, value] of grown.entries()) {
      const distance = Math.min(
        ...seeds.map(([x, y]) => Math.hypot((i % 40) - x, Math.floor(i / 40) - y)),
      )
      if (distance <= px) expect(value).toBe(255)
      if (distance >= px + 1) expect(value).toBe(0)
    }
  })

  test('and shrinking a rectangle by the same number gives the rectangle back', () => {
    const full = { ...patch, coverage: patch.coverage.map(() => 255) }
    const mask = maskFromPatch(full, { width: 600, height: 400 })
    const closed = readMask(growMask(growMask(mask, 5), -5), full.region)
    expect(closed.every((value) => value >= 128)).toBe(true) // half a pixel may be lost at a corner
    expect(sum(readMask(growMask(growMask(mask, 5), -5), wholeRegion(mask)))).toBeCloseTo(6500, -1)
  })

  test('does not pull a full mask away from the border of the picture when it shrinks', () => {
    expect(growMask(invertMask(emptyMask(300, 20)), -4)).toEqual(invertMask(emptyMask(300, 20)))
  })
})

describe('coverage', () => {
  test('of a feathered mask keeps its sum and falls to half at the edge', () => {
    const full = {
      region: { x: 100, y: 100, width: 80, height: 60 },
      coverage: new Uint8Array(4800).fill(255),
    }
    const soft = readMask(featherMask(maskFromPatch(full, size), 10), wholeRegion(size))
    expect(sum(soft)).toBeCloseTo(4800, -2)
    const edge = (at(soft, 130 * 600 + 99) + at(soft, 130 * 600 + 100)) / 2
    expect(edge).toBeGreaterThan(120)
    expect(edge).toBeLessThan(135)
  })

  test('of an ellipse is pi a b, that of a triangle half of base times height', () => {
    const ellipse = ellipseCoverage({ x: 50, y: 40, width: 121, height: 80 }, size)
    expect(sum(ellipse?.coverage ?? new Uint8Array())).toBeCloseTo(Math.PI * 60.5 * 40, -2)
    const corners = [
      { x: 10.5, y: 20 },
      { x: 110.5, y: 20 },
      { x: 60, y: 70 },
    ]
    expect(sum(polygonCoverage(corners, size)?.coverage ?? new Uint8Array())).toBeCloseTo(2500, -1)
  })

  test('of a hard stroke is its length times its width and a disc', () => {
    const [from, to] = [
      { x: 100, y: 100, pressure: 1 },
      { x: 300, y: 200, pressure: 1 },
    ]
    const stroke = strokeSegment(from, to, { brush: { size: 40, hardness: 1 }, picture: size })
    const expected = 40 * Math.hypot(200, 100) + Math.PI * 400
    expect(Math.abs(sum(stroke?.coverage ?? new Uint8Array()) - expected) / expected).toBeLessThan(
      0.01,
    )
  })
})
