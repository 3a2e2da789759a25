/** What is told of the surroundings of a hole: how far is looked, and how little of what is large. */
import { expect, test } from 'vitest'
import { liesInTexture } from '../../../src-main/edits/surroundings.ts'
import type { PixelImage, Region } from '../../../src-shared/tensor/pixels.ts'
import { randomWords } from '../../../src-shared/tensor/random.ts'
import { at } from '../../support/at.ts'
import { drawMask } from '../../support/editing.ts'

/** Grain that is the same everywhere, on `shade` of 255. */
function drawGrain(width: number, height: number, shade: (x: number, y: number) => number) {
  const grain = randomWords(7, 0, width * height)
  const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    const pixel = Math.floor(i / 3)
    return shade(pixel % width, Math.floor(pixel / width)) + (at(grain, pixel) % 60)
  })
  return { width, height, channels: 3, depth: 8, data } as const
}

function inTexture(image: PixelImage, hole: Region): boolean {
  const mask = drawMask(image.width, image.height, [hole])
  return liesInTexture({ operator: 'inpaint', image, mask, seed: 0 }, hole)
}

const hole = { x: 60, y: 60, width: 40, height: 40 }

test('a hole lies in a texture whatever begins 48 pixels away from it', () => {
  const nearBy = drawGrain(160, 160, (x) => (x < 120 ? 0 : 190))
  const farther = drawGrain(300, 160, (x) => (x < 148 ? 0 : 190))
  expect(inTexture(nearBy, hole)).toBe(false)
  expect(inTexture(farther, hole)).toBe(true)
})

test('of a large hole all sides are seen, though not every pixel', () => {
  const [width, height] = [1200, 1200]
  const large = { x: 100, y: 100, width: 1000, height: 1000 }
  const same = drawGrain(width, height, () => 100)
  const darkBelow = drawGrain(width, height, (_, y) => (y < 900 ? 190 : 0))
  expect(inTexture(same, large)).toBe(true)
  expect(inTexture(darkBelow, large)).toBe(false)
})

test('where a picture has no samples nothing is told', () => {
  const image = drawGrain(160, 160, () => 100)
  expect(inTexture(image, hole)).toBe(true)
  expect(inTexture({ ...image, data: new Uint8Array(0) }, hole)).toBe(false)
})
