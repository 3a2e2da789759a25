/** Stroke-guided editing under a mask: pixels beside the strokes are not touched. */
import { expect, test } from 'vitest'
import { drawMask, drawPicture, edit } from '../../support/editing.ts'

const image = drawPicture(120, 90)
const hole = { x: 30, y: 20, width: 24, height: 16 }
const mask = drawMask(120, 90, [hole])

test('changes what is under the mask and not one sample beside it', async () => {
  const result = await edit({ operator: 'stroke', image, mask, strength: 0.6, seed: 2 })
  let inside = 0
  result.image.data.forEach((value, i) => {
    const pixel = Math.floor(i / 3)
    if (mask.data[pixel] === 0) expect(value).toBe(image.data[i])
    else if (value !== image.data[i]) inside++
  })
  expect(inside).toBeGreaterThan(hole.width * hole.height)
  expect(result.changedOutsideMask).toBe(0)
})

test('computes fewer windows than the whole picture takes', async () => {
  const part = await edit({ operator: 'stroke', image, mask, seed: 2 })
  const whole = await edit({ operator: 'stroke', image, seed: 2 })
  expect(part.windows).toBeLessThan(whole.windows / 2)
})

test('a mask over everything draws everything again', async () => {
  const all = drawMask(120, 90, [{ x: 0, y: 0, width: 120, height: 90 }])
  const result = await edit({ operator: 'stroke', image, mask: all, strength: 0.6, seed: 2 })
  expect(result.changedOutsideMask).toBe(0)
  expect(result.image.data).not.toEqual(image.data)
})
