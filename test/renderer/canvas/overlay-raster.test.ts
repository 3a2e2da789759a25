/** What is selected and painted as pixels: their colours worked out by hand. */
import { describe, expect, test } from 'vitest'
import {
  isRasterEmpty,
  pictureToRaster,
  rasterise,
  rasterLevel,
  rasterToPicture,
} from '../../../src-renderer/canvas/overlay-raster.ts'
import { emptyMask, fullMask, maskFromPatch } from '../../../src-renderer/kernels/mask.ts'
import { emptyPaint, paintOver } from '../../../src-renderer/kernels/paint-layer.ts'
import type { Colour } from '../../../src-renderer/kernels/paint-layer.ts'

const size = { width: 600, height: 400 }
const accent: Colour = [240, 166, 58]
const TINTED = [240, 166, 58, 107] // 0.42 x 255
const WHITE = [255, 255, 255, 255]
const box = { x: 250, y: 100, width: 20, height: 10 } // lies across two tiles
const coverage = new Uint8Array(200).fill(255)
const mask = maskFromPatch({ region: box, coverage }, size)
const paint = emptyPaint(600, 400)

const at = (rgba: Uint8ClampedArray, index: number) => [...rgba.subarray(4 * index, 4 * index + 4)]

describe('the raster', () => {
  test.each([
    [1, 0],
    [0.5, 1],
    [0.3, 1],
    [2, -1],
    [64, -3],
  ])('at zoom %d has level %i, a pixel for every one of the screen', (zoom, level) => {
    expect(rasterLevel(zoom)).toBe(level)
  })

  test('covers in the picture what it shows, and what changes there shows in it', () => {
    for (const level of [-2, 0, 3]) {
      const region = { ...pictureToRaster(box, level), level }
      const back = rasterToPicture(region)
      expect(back.x).toBeLessThanOrEqual(box.x)
      expect(back.y).toBeLessThanOrEqual(box.y)
      expect(back.x + back.width).toBeGreaterThanOrEqual(box.x + box.width)
      expect(back.y + back.height).toBeGreaterThanOrEqual(box.y + box.height)
    }
  })

  test('is empty where nothing is selected or painted', () => {
    const far = { level: 0, x: 0, y: 260, width: 256, height: 140 }
    expect(isRasterEmpty({ mask, paint }, far)).toBe(true)
    expect(isRasterEmpty({ mask, paint }, { ...far, y: 0 })).toBe(false)
    const anywhere = { level: 0, x: 0, y: 0, width: 600, height: 400 }
    expect(
      rasterise({ mask: emptyMask(600, 400), paint }, anywhere, accent).every((v) => v === 0),
    ).toBe(true)
  })
})

describe('a selection', () => {
  test('is tinted inside, dashed along its edge and nowhere else', () => {
    const region = { level: 0, x: 240, y: 90, width: 40, height: 30 }
    const rgba = rasterise({ mask, paint }, region, accent)
    let dashes = 0
    for (let y = 0; y < 30; y++) {
      for (let x = 0; x < 40; x++) {
        const pixel = at(rgba, y * 40 + x)
        const depth = Math.min(x - 10, 29 - x, y - 10, 19 - y) // 0 on the edge, -1 just outside
        if (depth > 0) expect(pixel).toEqual(TINTED)
        else if (depth < -1) expect(pixel).toEqual([0, 0, 0, 0])
        else if (pixel.join() === WHITE.join()) dashes++
        else expect(pixel).toEqual(depth === 0 ? TINTED : [0, 0, 0, 0])
      }
    }
    const edge = 2 * (20 + 10) + 2 * (22 + 12) - 4 // both sides of it; the picture's corners count once
    expect(dashes).toBeGreaterThan(0.3 * edge)
    expect(dashes).toBeLessThan(0.7 * edge)
  })

  test.each([-1, 0, 1, 2])('of everything has no edge within the picture at level %i', (level) => {
    const region = { level, x: 8, y: 8, width: 32, height: 32 }
    const rgba = rasterise({ mask: fullMask(600, 400), paint }, region, accent)
    for (let i = 0; i < 32 * 32; i++) expect(at(rgba, i)).toEqual(TINTED)
  })

  test('lies over paint: opaque paint stays opaque and takes on the tint', () => {
    const red: Colour = [200, 0, 0]
    const layers = {
      mask: fullMask(600, 400),
      paint: paintOver(paint, { region: box, coverage }, red),
    }
    const rgba = rasterise(layers, { level: 0, ...box }, accent)
    const [r = 0, g = 0, , alpha] = at(rgba, 50)
    expect(alpha).toBe(255)
    expect(r).toBeCloseTo(0.42 * 240 + 0.58 * 200, -0.5)
    expect(g).toBeCloseTo(0.42 * 166, -0.5)
  })
})
