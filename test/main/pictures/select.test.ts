/** The wand selects what a plain flood fill selects, pixel for pixel. */
import { describe, expect, test } from 'vitest'
import { selectPixels } from '../../../src-main/pictures/select-pixels.ts'
import type { MaskPatch } from '../../../src-shared/contract/pictures-api.ts'
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'
import { at } from '../../support/at.ts'
import { noise } from '../images/pictures.ts'

/** Noise with few levels, so that patches of one colour are connected now and then. */
function patchwork(seed: number, depth: 8 | 16, channels: 1 | 3 | 4): PixelImage {
  const [width, height] = [17 + (seed % 5), 11 + (seed % 7)]
  const image = noise(width, height + seed, { channels, depth })
  const from = seed * width * channels
  const unit = depth === 8 ? 1 : 257
  const coarse = image.data
    .slice(from)
    .map((v) => Math.floor(v / (128 * unit)) * 20 * unit + 100 * unit)
  return { width, height, channels, depth, data: coarse }
}

interface Wand {
  readonly x: number
  readonly y: number
  readonly tolerance: number
  readonly contiguous: boolean
}

/** One pixel at a time, from a queue, as the definition says. */
function bruteForce(image: PixelImage, { x, y, tolerance, contiguous }: Wand): string {
  const { width, height, channels, data } = image
  const unit = image.depth === 8 ? 1 : 257
  const isAlike = (px: number, py: number) =>
    Array.from({ length: channels }, (_, c) => c).every((c) => {
      const there = at(data, (py * width + px) * channels + c)
      return Math.abs(there - at(data, (y * width + x) * channels + c)) <= tolerance * unit
    })
  const selected = new Set<string>()
  if (!contiguous) {
    for (let py = 0; py < height; py++) {
      for (let px = 0; px < width; px++) if (isAlike(px, py)) selected.add(`${px},${py}`)
    }
    return [...selected].sort().join(' ')
  }
  const queue = [[x, y] as const]
  for (const [px, py] of queue) {
    const outside = px < 0 || py < 0 || px >= width || py >= height
    if (outside || selected.has(`${px},${py}`) || !isAlike(px, py)) continue
    selected.add(`${px},${py}`)
    queue.push([px - 1, py], [px + 1, py], [px, py - 1], [px, py + 1])
  }
  return [...selected].sort().join(' ')
}

function pixelsOf({ region, coverage }: MaskPatch): string {
  expect(coverage.length).toBe(region.width * region.height)
  const pixels: string[] = []
  coverage.forEach((value, i) => {
    const x = region.x + (i % region.width)
    const y = region.y + Math.floor(i / region.width)
    if (value === 255) pixels.push(`${x},${y}`)
    else expect(value).toBe(0)
  })
  return pixels.sort().join(' ')
}

describe.each([
  [8, 3],
  [16, 3],
  [8, 1],
  [16, 4],
] as const)('with %i bits and %i channels', (depth, channels) => {
  test.each([true, false])('the same pixels as by brute force, contiguous: %s', (contiguous) => {
    const sizes = new Set<number>()
    for (let seed = 0; seed < 25; seed++) {
      const image = patchwork(seed, depth, channels)
      for (const tolerance of [0, 19, 20]) {
        const wand = {
          x: (seed * 7) % image.width,
          y: (seed * 3) % image.height,
          tolerance,
          contiguous,
        }
        const pixels = pixelsOf(selectPixels(image, wand))
        expect(pixels).toBe(bruteForce(image, wand))
        sizes.add(pixels.length)
      }
    }
    expect(sizes.size).toBeGreaterThan(5)
  })
})

test('the rectangle of the mask is as small as it can be', () => {
  const data = new Uint8Array(10 * 10)
  for (const i of [33, 34, 43, 53]) data[i] = 200
  const image: PixelImage = { width: 10, height: 10, channels: 1, depth: 8, data }
  const patch = selectPixels(image, { x: 3, y: 3, tolerance: 0, contiguous: true })
  expect(patch.region).toEqual({ x: 3, y: 3, width: 2, height: 3 })
})

test('a pixel beyond the picture cannot be asked for', () => {
  const wand = { x: 5, y: 0, tolerance: 0, contiguous: true }
  expect(() => selectPixels(noise(5, 5), wand)).toThrow(RangeError)
})
