import { describe, expect, test } from 'vitest'
import { GraphBuilder } from '../../../../src-shared/onnx/graph-builder.ts'
import { resample } from '../../../../src-shared/onnx/networks/resampling.ts'
import { normals } from '../../../../src-shared/tensor/random.ts'
import type { Tensor } from '../../../../src-shared/tensor/tensor.ts'
import { named } from '../../../support/at.ts'
import { largestError } from '../../../support/golden.ts'
import { runGraph } from '../../../support/run-graph.ts'

const TAPS = [1, 3, 3, 1]

/** Upsample by zeros, filter, take every so many: the textbook's three steps, pixel by pixel and without them as operators. */
function filtered(
  { shape: [b = 0, c = 0, h = 0, w = 0], data }: Tensor,
  { up, down, before, gain }: { up: number; down: number; before: number; gain: number },
): number[] {
  const pixel = (plane: number, y: number, x: number): number => {
    const isThere = y % up === 0 && x % up === 0 && y >= 0 && x >= 0 && y < h * up && x < w * up
    return isThere ? (data[(plane * h + y / up) * w + x / up] ?? NaN) : 0
  }
  const [height, width] = [(h * up) / down, (w * up) / down]
  return Array.from({ length: b * c * height * width }, (_, i) => {
    const [plane, y, x] = [
      Math.floor(i / (height * width)),
      Math.floor(i / width) % height,
      i % width,
    ]
    let sum = 0
    TAPS.forEach((a, dy) => {
      TAPS.forEach((z, dx) => {
        sum += a * z * pixel(plane, y * down - before + dy, x * down - before + dx)
      })
    })
    return (sum * gain) / 64
  })
}

async function resampled(x: Tensor, direction: 'up' | 'down', filter: 'box' | 'fir') {
  const g = new GraphBuilder('resample')
  const y = resample(g, g.input('x', x.shape), { direction, filter })
  return named(await runGraph(g.build({ y }), { x }), 'y')
}

describe('the filter 1 3 3 1', () => {
  const x = normals(5, 0, [2, 3, 6, 4])

  test('halves a picture as the three steps do', async () => {
    const y = await resampled(x, 'down', 'fir')
    expect(y.shape).toEqual([2, 3, 3, 2])
    const expected = filtered(x, { up: 1, down: 2, before: 1, gain: 1 })
    expect(largestError(y.data, expected)).toBeLessThan(1e-6)
  })

  test('doubles a picture as the three steps do', async () => {
    const y = await resampled(x, 'up', 'fir')
    expect(y.shape).toEqual([2, 3, 12, 8])
    const expected = filtered(x, { up: 2, down: 1, before: 2, gain: 4 })
    expect(largestError(y.data, expected)).toBeLessThan(1e-6)
  })
})

test('without a filter a block of pixels becomes its mean, and a pixel a block', async () => {
  const x = { shape: [1, 1, 2, 2], data: Float32Array.of(1, 2, 3, 6) }
  expect([...(await resampled(x, 'down', 'box')).data]).toEqual([3])
  const doubled = await resampled(x, 'up', 'box')
  expect([...doubled.data]).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 6, 6, 3, 3, 6, 6])
})
