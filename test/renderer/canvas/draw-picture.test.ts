import { expect, test } from 'vitest'
import { wholePixels } from '../../../src-renderer/canvas/draw-picture.ts'

const view = { zoom: 0.06, x: 0, y: 0, width: 1000, height: 700 }

test('a picture that is much wider than high is seen, if only as a line', () => {
  const { width, height } = wholePixels(view, { x: 0, y: 0, width: 9000, height: 6 })
  expect([width, height]).toEqual([540, 1])
})

test('what lies side by side meets without a gap', () => {
  for (let x = 0; x < 9000; x += 512) {
    const here = wholePixels(view, { x, y: 0, width: 512, height: 512 })
    const next = wholePixels(view, { x: x + 512, y: 0, width: 512, height: 512 })
    expect(next.x).toBe(here.x + here.width)
  }
})
