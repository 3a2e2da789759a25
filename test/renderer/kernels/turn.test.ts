/** Masks and paint that come along with a picture, against the pixel that each place of the result is made of. */
import { describe, expect, test } from 'vitest'
import {
  fullMask,
  isEmptyMask,
  maskFromPatch,
  readMask,
} from '../../../src-renderer/kernels/mask.ts'
import type { Mask } from '../../../src-renderer/kernels/mask.ts'
import { paintFromPatches, paintToPatches } from '../../../src-renderer/kernels/paint-layer.ts'
import type { PaintLayer } from '../../../src-renderer/kernels/paint-layer.ts'
import { finished } from '../../../src-renderer/kernels/piecewise.ts'
import { wholeRegion } from '../../../src-renderer/kernels/region.ts'
import * as turning from '../../../src-renderer/kernels/turn.ts'
import type { Transform } from '../../../src-shared/contract/pictures-api.ts'

const turnMask = (of: Mask, how: Transform) => finished(turning.turnMask(of, how))
const turnPaint = (of: PaintLayer, how: Transform) => finished(turning.turnPaint(of, how))

const [W, H] = [300, 270]
const size = { width: W, height: H }
const region = { x: 250, y: 20, width: 30, height: 40 }
const patch = { region, coverage: Uint8Array.from({ length: 1200 }, (_, i) => 1 + (i % 255)) }
const mask = maskFromPatch(patch, size)
const before = readMask(mask, wholeRegion(size))

const CROP = { x: 260, y: 30, width: 40, height: 100 }
const HALF = { kind: 'resize', width: W / 2, height: H / 2 } as const
const LARGER = { kind: 'resize', width: 2 * W, height: 3 * H } as const

type Place = (x: number, y: number) => readonly [number, number]

/** Each with the size of the result, and the pixel of the picture that a place of the result shows. */
const TURNS: readonly (readonly [Transform, number, number, Place])[] = [
  [{ kind: 'flip', axis: 'horizontal' }, W, H, (x, y) => [W - 1 - x, y]],
  [{ kind: 'flip', axis: 'vertical' }, W, H, (x, y) => [x, H - 1 - y]],
  [{ kind: 'rotate', degrees: 90 }, H, W, (x, y) => [y, H - 1 - x]],
  [{ kind: 'rotate', degrees: 180 }, W, H, (x, y) => [W - 1 - x, H - 1 - y]],
  [{ kind: 'rotate', degrees: 270 }, H, W, (x, y) => [W - 1 - y, x]],
  [{ kind: 'crop', region: CROP }, CROP.width, CROP.height, (x, y) => [x + CROP.x, y + CROP.y]],
  [LARGER, LARGER.width, LARGER.height, (x, y) => [Math.floor(x / 2), Math.floor(y / 3)]],
  [HALF, HALF.width, HALF.height, (x, y) => [2 * x + 1, 2 * y + 1]],
]

describe.each(TURNS)('after %o', (transform, width, height, source) => {
  test('the selection lies over what it lay over', () => {
    const turned = turnMask(mask, transform)
    expect(turned).toMatchObject({ width, height })
    const expected = Uint8Array.from({ length: width * height }, (_, i) => {
      const [x, y] = source(i % width, Math.floor(i / width))
      return before[y * W + x] ?? 0
    })
    expect(readMask(turned, wholeRegion(turned))).toEqual(expected)
  })

  test('so does a stroke, in its colour', () => {
    const rgba = patch.coverage.slice(0, 4)
    const dot = { region: { x: 263, y: 51, width: 1, height: 1 }, rgba }
    const turned = paintToPatches(turnPaint(paintFromPatches([dot], size), transform))
    const pixels = turned.flatMap(({ region: { x, y, ...part }, rgba: colours }) =>
      Array.from({ length: part.width * part.height }, (_, i) => ({
        from: source(x + (i % part.width), y + Math.floor(i / part.width)),
        rgba: colours.slice(4 * i, 4 * i + 4),
      })),
    )
    expect(pixels.length).toBeGreaterThan(0)
    for (const pixel of pixels) expect(pixel).toEqual({ from: [263, 51], rgba })
  })
})

test('a crop that leaves nothing of the selection leaves an empty one', () => {
  const crop = { x: 0, y: 0, width: 50, height: 50 }
  expect(isEmptyMask(turnMask(mask, { kind: 'crop', region: crop }))).toBe(true)
})

test('what is selected whole stays so', () => {
  const larger = { kind: 'resize', width: 8000, height: 5000 } as const
  expect(turnMask(fullMask(W, H), larger)).toEqual(fullMask(8000, 5000))
})

test('turned and turned back, a selection is what it was', () => {
  const there = turnMask(mask, { kind: 'rotate', degrees: 90 })
  expect(turnMask(there, { kind: 'rotate', degrees: 270 })).toEqual(mask)
})

/** Every pixel another than its neighbours, so that no tile is the same everywhere. */
function detailedMask(width: number, height: number): Mask {
  const coverage = Uint8Array.from({ length: width * height }, (_, i) => 1 + (i % 251))
  return maskFromPatch({ region: { x: 0, y: 0, width, height }, coverage }, { width, height })
}

test.each([
  [{ kind: 'resize', width: 2048, height: 1536 }, 8 * 6],
  [{ kind: 'resize', width: 300, height: 200 }, 2],
  [{ kind: 'rotate', degrees: 90 }, 5 * 4],
] as const)('%o is in pieces of one tile of the result, however detailed it is', (how, tiles) => {
  const detailed = detailedMask(1024, 1200)
  expect([...turning.turnMask(detailed, how)]).toHaveLength(tiles)
  const rgba = Uint8Array.from({ length: 4 * 1024 * 1200 }, (_, i) => 1 + (i % 255))
  const paint = paintFromPatches([{ region: wholeRegion(detailed), rgba }], detailed)
  expect([...turning.turnPaint(paint, how)]).toHaveLength(tiles)
})
