/** Strokes of paint as fields: what covers what, and what is left of it at smaller scales. */
import { expect, test } from 'vitest'
import { readPaint } from '../../../src-shared/field/paint.ts'

/** One colour over a rectangle. */
function stroke(x: number, y: number, width: number, height: number, colour: readonly number[]) {
  const rgba = new Uint8Array(4 * width * height)
  rgba.forEach((_, i) => (rgba[i] = colour[i % 4] ?? 0))
  return { region: { x, y, width, height }, rgba }
}

const red = [255, 0, 0, 255]
const blue = [0, 0, 255, 255]

test('paint lies where it was put, and nowhere else', () => {
  const { colours, coverage } = readPaint([stroke(2, 1, 2, 1, red)], {
    x: 1,
    y: 1,
    width: 3,
    height: 2,
  })
  expect([...coverage.data]).toEqual([0, 1, 1, 0, 0, 0])
  expect([...colours.data.slice(0, 6)]).toEqual([0, 1, 1, 0, 0, 0])
  expect([...colours.data.slice(6, 12)]).toEqual([0, -1, -1, 0, 0, 0])
})

test('a later stroke lies on top, as far as it is opaque', () => {
  const region = { x: 0, y: 0, width: 1, height: 1 }
  const over = (opacity: number) =>
    readPaint([stroke(0, 0, 1, 1, red), stroke(0, 0, 1, 1, [0, 0, 255, opacity])], region)
  expect([...over(255).colours.data]).toEqual([-1, -1, 1])
  const half = over(51) // a fifth: 0.8 of red and 0.2 of blue
  expect(half.colours.data[0]).toBeCloseTo(0.8 - 0.2, 6)
  expect(half.colours.data[2]).toBeCloseTo(-0.8 + 0.2, 6)
  expect(half.coverage.data[0]).toBeCloseTo(1, 6)
})

test('a reduced field has the mean colour of the paint, whatever is beside it', () => {
  const region = { x: 0, y: 0, width: 1, height: 1 }
  const paints = [stroke(0, 0, 1, 1, red), stroke(1, 0, 1, 1, blue)]
  const { colours, coverage } = readPaint(paints, region, 2)
  expect([...coverage.data]).toEqual([0.5])
  expect([...colours.data]).toEqual([0, -1, 0])
})

test('no paint is a field without coverage', () => {
  const { coverage } = readPaint([], { x: -5, y: 3, width: 2, height: 2 }, 8)
  expect([...coverage.data]).toEqual([0, 0, 0, 0])
})
