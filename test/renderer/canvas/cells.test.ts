/** The cells of a view, held against single points of the plane. */
import { expect, test } from 'vitest'
import { cellSizeFor, cellsUnder } from '../../../src-renderer/canvas/cells.ts'

const VIEWS = [
  { width: 1280, height: 800 },
  { width: 2483, height: 1291 },
  { width: 97, height: 41 },
  { width: 1, height: 1 },
]

test.each(VIEWS)('a whole number of cells covers a view of $width x $height closely', (view) => {
  const cell = cellSizeFor(view)
  for (const side of ['width', 'height'] as const) {
    const count = Math.ceil(view[side] / cell[side])
    expect(count * cell[side] - view[side]).toBeLessThan(count)
    expect(cell[side]).toBeLessThan(700)
  }
})

test('the cells under a rectangle are those that one of its pixels lies in, each once', () => {
  const cell = { width: 30, height: 20 }
  const region = { x: -47, y: 19, width: 100, height: 42 }
  const expected = new Set<string>()
  for (let y = region.y; y < region.y + region.height; y++)
    for (let x = region.x; x < region.x + region.width; x++)
      expected.add(`${Math.floor(x / cell.width)}, ${Math.floor(y / cell.height)}`)
  const found = cellsUnder(region, cell).map(({ column, row }) => `${column}, ${row}`)
  expect(found).toHaveLength(expected.size)
  expect(new Set(found)).toEqual(expected)
})
