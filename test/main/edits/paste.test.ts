/** Parts of a result that lie partly or wholly beyond the picture. */
import { expect, test } from 'vitest'
import { pasteInside } from '../../../src-main/edits/paste.ts'
import { emptyImage } from '../../../src-shared/tensor/pixels.ts'

const part = { shape: [1, 3, 4, 4], data: new Float32Array(48).fill(1) }

test.each([
  [6, 5, 2 * 1],
  [-3, -3, 1],
  [0, 6, 0],
  [8, 0, 0],
  [40, 50, 0],
])('of a part at (%i, %i) only what lies inside is written: %i pixels', (x, y, pixels) => {
  const image = emptyImage({ width: 8, height: 6 }, 3, 8)
  const { width, height } = pasteInside(image, part, { x, y })
  expect(width * height).toBe(pixels)
  expect(image.data.filter((sample) => sample === 255).length).toBe(3 * pixels)
})
