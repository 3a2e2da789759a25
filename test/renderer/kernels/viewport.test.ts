/** The view: what stays where it is, what fits, and which tiles it needs. */
import { describe, expect, test } from 'vitest'
import {
  levelFor,
  regionOfTile,
  visibleTiles,
} from '../../../src-renderer/kernels/picture-tiles.ts'
import {
  fitPicture,
  keepInView,
  MAX_ZOOM,
  toPicture,
  toScreen,
  zoomAbout,
} from '../../../src-renderer/kernels/viewport.ts'

const picture = { id: 'p', width: 6000, height: 4000 }
const view = { zoom: 0.3, x: 1200.5, y: -80, width: 1280, height: 800 }

describe('the view', () => {
  test.each([0.001, 0.1, 1, 7.3, 1000])(
    'zoomed to %s keeps the point under the pointer',
    (zoom) => {
      const pointer = { x: 333, y: 571 }
      const zoomed = zoomAbout(view, pointer, zoom)
      expect(toPicture(zoomed, pointer).x).toBeCloseTo(toPicture(view, pointer).x, 6)
      expect(toPicture(zoomed, pointer).y).toBeCloseTo(toPicture(view, pointer).y, 6)
      expect(zoomed.zoom).toBeLessThanOrEqual(MAX_ZOOM)
    },
  )

  test('that fits shows both corners of the picture, as far from one side as from the other', () => {
    const fitted = fitPicture(view, picture, 40)
    const [first, last] = [toScreen(fitted, { x: 0, y: 0 }), toScreen(fitted, { x: 6000, y: 4000 })]
    expect(Math.min(first.x, first.y)).toBeCloseTo(40)
    expect(first.x).toBeCloseTo(1280 - last.x)
    expect(first.y).toBeCloseTo(800 - last.y)
  })

  test('cannot lose the picture', () => {
    const far = keepInView({ ...view, x: 1e6, y: -1e6 }, picture, 60)
    expect(toScreen(far, { x: 6000, y: 0 }).x).toBeCloseTo(60)
    expect(toScreen(far, { x: 0, y: 0 }).y).toBeCloseTo(740)
  })

  test('is covered by its tiles without overlap', () => {
    const shown = { ...view, zoom: 1, x: 3000, y: 1000 }
    const regions = visibleTiles(picture, shown, 0).map((tile) => regionOfTile(picture, tile))
    for (const [x, y] of [
      [3000, 1000],
      [4279, 1799],
      [3500, 1536],
    ] as const) {
      const holders = regions.filter(
        (r) => x >= r.x && y >= r.y && x < r.x + r.width && y < r.y + r.height,
      )
      expect(holders).toHaveLength(1)
    }
  })

  test.each([
    [1, 0],
    [0.5, 1],
    [0.51, 0],
    [0.2, 2],
    [0.001, 4],
    [20, 0],
  ])('at zoom %s takes level %i', (zoom, level) => expect(levelFor(zoom, picture)).toBe(level))
})
