/** The curve is a valid picture whose points lie where the numbers say. */
import { expect, test } from 'vitest'
import { drawCurve } from '../../../src-main/training/curve.ts'

const log = [
  { step: 100, loss: 10, gradientNorm: 1 },
  { step: 150, stage: 'diffusion', validation: 1 },
  { step: 200, loss: 0.1, gradientNorm: 1 },
  { step: 200, stage: 'q = 2', validation: 0.1 },
]

test('the first and last losses lie at the ends of a logarithmic scale', () => {
  const svg = drawCurve(log, 'A run')
  const points = /points="([^"]+)"/
    .exec(svg)?.[1]
    ?.split(' ')
    .map((p) => p.split(',').map(Number))
  const dots = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map((m) => Number(m[2]))
  expect(points?.map(([x]) => x)).toEqual([384, 704])
  expect(points?.map(([, y]) => y)).toEqual([40, 316])
  expect(dots).toEqual([178, 316])
})

test('marks the step at which the stage changes and escapes what it writes', () => {
  const svg = drawCurve(log, 'loss < 1 & falling')
  expect(svg).toContain('q = 2')
  expect(svg).toContain('loss &lt; 1 &amp; falling')
})

test('a long run is thinned and an empty one says so', () => {
  const long = Array.from({ length: 10_000 }, (_, step) => ({ step, loss: 1, gradientNorm: 1 }))
  expect(drawCurve(long, '').length).toBeLessThan(6000)
  expect(drawCurve([], '')).toContain('no updates yet')
})
