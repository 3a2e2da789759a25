/** Holes of a mask: grouping, width, smooth filling, against shapes whose answers are known. */
import { describe, expect, test } from 'vitest'
import { groupHoles, halvingsToFit, holeRadius } from '../../../src-shared/field/holes.ts'
import { smoothFill } from '../../../src-shared/field/smooth-fill.ts'
import { emptyImage } from '../../../src-shared/tensor/pixels.ts'
import type { PixelImage, Region } from '../../../src-shared/tensor/pixels.ts'
import { zeros } from '../../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../../src-shared/tensor/tensor.ts'
import { at } from '../../support/at.ts'

function maskOf(width: number, height: number, holes: readonly Region[]): PixelImage {
  const mask = emptyImage({ width, height }, 1, 8)
  for (const hole of holes) {
    for (let y = hole.y; y < hole.y + hole.height; y++) {
      mask.data.fill(255, y * width + hole.x, y * width + hole.x + hole.width)
    }
  }
  return mask
}

const toHole = ({ width, height, data }: PixelImage): Tensor => ({
  shape: [1, 1, height, width],
  data: Float32Array.from(data, (value) => value / 255),
})

const near = { x: 10, y: 10, width: 20, height: 8 }
const beside = { x: 50, y: 30, width: 4, height: 4 }
const far = { x: 400, y: 250, width: 30, height: 30 }

describe('holes', () => {
  test('that lie together are one group, far ones another', () => {
    const groups = groupHoles(maskOf(500, 300, [near, beside, far]), 64)
    expect(groups).toEqual([{ x: 10, y: 10, width: 44, height: 24 }, far])
  })

  test('none, no group', () => {
    expect(groupHoles(maskOf(100, 100, []), 64)).toEqual([])
  })

  test('that bend over many cells stay one group', () => {
    const steps = Array.from({ length: 40 }, (_, i) => ({
      x: 7 * i,
      y: 5 * i,
      width: 8,
      height: 6,
    }))
    expect(groupHoles(maskOf(300, 210, steps), 16)).toHaveLength(1)
  })

  test('are as deep as half their smaller side', () => {
    expect(holeRadius(toHole(maskOf(80, 60, [near])))).toBe(4)
    expect(holeRadius(toHole(maskOf(80, 60, [{ ...near, x: 0, width: 9, height: 41 }])))).toBe(9)
    expect(holeRadius(toHole(maskOf(80, 60, [])))).toBe(0)
    expect(holeRadius(toHole(maskOf(8, 6, [{ x: 0, y: 0, width: 8, height: 6 }])))).toBe(Infinity)
  })

  test('fit after as many halvings as are needed', () => {
    expect([16, 32, 33, 64, 65, 300].map((width) => halvingsToFit(width, 32))).toEqual([
      0, 0, 1, 1, 2, 4,
    ])
  })
})

describe('a smooth fill', () => {
  const hole = toHole(maskOf(96, 80, [{ x: 20, y: 15, width: 50, height: 45 }]))
  const harmonic = (x: number, y: number) => 0.01 * x - 0.004 * y + 0.0001 * (x * x - y * y)
  const field = {
    shape: [1, 1, 80, 96],
    data: Float32Array.from({ length: 96 * 80 }, (_, i) => harmonic(i % 96, Math.floor(i / 96))),
  }

  test('continues a harmonic function as itself', () => {
    const broken = { ...field, data: field.data.map((v, i) => (at(hole.data, i) > 0 ? 9 : v)) }
    const filled = smoothFill(broken, hole)
    const worst = filled.data.reduce((m, v, i) => Math.max(m, Math.abs(v - at(field.data, i))), 0)
    expect(worst).toBeLessThan(0.01)
  })

  test('stays between the values around it and touches nothing else', () => {
    const broken = { ...field, data: field.data.map((v, i) => (at(hole.data, i) > 0 ? -50 : v)) }
    const filled = smoothFill(broken, hole)
    const known = field.data.filter((_, i) => hole.data[i] === 0)
    expect(Math.min(...filled.data)).toBeGreaterThanOrEqual(Math.min(...known) - 0.02)
    expect(Math.max(...filled.data)).toBeLessThanOrEqual(Math.max(...known) + 0.02)
    expect(filled.data.filter((_, i) => hole.data[i] === 0)).toEqual(known)
  })

  test('of nothing known is mid grey', () => {
    const all = { shape: [1, 1, 4, 4], data: new Float32Array(16).fill(1) }
    expect(smoothFill({ shape: [1, 1, 4, 4], data: new Float32Array(16).fill(0.7) }, all)).toEqual(
      zeros([1, 1, 4, 4]),
    )
  })
})
