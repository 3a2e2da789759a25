import { describe, expect, it } from 'vitest'
import { GraphBuilder } from '../../../../src-shared/onnx/graph-builder.ts'
import { distance } from '../../../../src-shared/onnx/training/loss.ts'
import { clipByNorm } from '../../../../src-shared/onnx/training/optimizer-graph.ts'
import { teacherStep, twoStepTarget } from '../../../../src-shared/onnx/training/teacher-step.ts'
import { pseudoHuber, l1, l2 } from '../../../../src-shared/diffusion/consistency-loss.ts'
import { normals } from '../../../../src-shared/tensor/random.ts'
import { vector } from '../../../../src-shared/tensor/tensor.ts'
import { at, named } from '../../../support/at.ts'
import { runGraph } from '../../../support/run-graph.ts'

describe('the parts of the training step', () => {
  it.each([
    ['l1', { kind: 'l1' } as const, l1],
    ['l2', { kind: 'l2' } as const, l2],
    ['pseudo-Huber', { kind: 'pseudo-huber', c: 0.3 } as const, (a, b) => pseudoHuber(a, b, 0.3)],
  ] satisfies [string, Parameters<typeof distance>[1], typeof l1][])(
    'measure %s as the plain mathematics does',
    async (_, metric, expected) => {
      const [a, b] = [normals(1, 0, [2, 3, 4, 4]), normals(1, 1, [2, 3, 4, 4])]
      const g = new GraphBuilder('distance')
      const graph = g.build({
        d: distance(g, metric, [g.input('a', a.shape), g.input('b', b.shape)]),
      })
      const d = named(await runGraph(graph, { a, b }), 'd')
      expected(a, b).forEach((value, i) => expect(d.data[i]).toBeCloseTo(value, 4))
    },
  )
  it('shorten a gradient to the longest allowed and leave shorter ones alone', async () => {
    const g = new GraphBuilder('clip')
    const { clipped, norm } = clipByNorm(g, g.input('gradient', [2]), g.input('longest', [1]))
    const graph = g.build({ clipped, norm })
    const gradient = vector([3, 4])
    const short = await runGraph(graph, { gradient, longest: vector([10]) })
    expect([...named(short, 'clipped').data]).toEqual([3, 4])
    const long = await runGraph(graph, { gradient, longest: vector([1]) })
    expect(named(long, 'norm').data[0]).toBe(5)
    expect(named(long, 'clipped').data[0]).toBeCloseTo(0.6, 5)
    expect(named(long, 'clipped').data[1]).toBeCloseTo(0.8, 5)
  })
  it('aim one step at where two steps of a teacher end', async () => {
    const g = new GraphBuilder('two-steps')
    const x = g.input('x', [1, 1, 1, 1])
    const [t, middle, r] = ['t', 'middle', 'r'].map((name) => g.input(name, [1]))
    if (!t || !middle || !r) throw new RangeError('three levels')
    const y = twoStepTarget(g, { x, t, middle, r, denoise: (at) => g.mul(at, g.scalar(0.5)) })
    // D(x) = x / 2: the slope at x, t is x / 2t. From x = 8: 8 - 2 * 8/8 = 6 at 2, and 6 - 6/4 = 4.5 at 1.
    const feeds = { t: vector([4]), middle: vector([2]), r: vector([1]) }
    const noisy = { shape: [1, 1, 1, 1], data: Float32Array.of(8) }
    const target = at(named(await runGraph(g.build({ y }), { x: noisy, ...feeds }), 'y').data, 0)
    expect(8 + ((1 - 4) * (8 - target)) / 4).toBeCloseTo(4.5, 5)
  })
  it('step along the exact ODE of Gaussian data to second order with Heun, to first with Euler', async () => {
    // Data N(0, s^2): D(x, t) = x s^2 / (s^2 + t^2) and x(r) = x(t) sqrt((s^2 + r^2) / (s^2 + t^2)).
    const s = 0.5
    const errorOf = async (method: 'euler' | 'heun', gap: number): Promise<number> => {
      const [t, r] = [1, 1 - gap]
      const g = new GraphBuilder('teacher')
      const levels = { t: g.input('t', [1]), r: g.input('r', [1]) }
      const x = g.input('x', [1, 1, 1, 1])
      const share = (level: 't' | 'r') => g.scalar(s ** 2 / (s ** 2 + (level === 't' ? t : r) ** 2))
      const y = teacherStep(g, method, {
        x,
        ...levels,
        denoise: (at, level) => g.mul(at, share(level)),
      })
      const feeds = {
        x: { shape: [1, 1, 1, 1], data: Float32Array.of(1) },
        t: vector([t]),
        r: vector([r]),
      }
      const exact = Math.sqrt((s ** 2 + r ** 2) / (s ** 2 + t ** 2))
      const reached = named(await runGraph(g.build({ y }), feeds), 'y')
      return Math.abs(at(reached.data, 0) - exact)
    }
    const ratio = async (method: 'euler' | 'heun') =>
      (await errorOf(method, 0.4)) / (await errorOf(method, 0.2))
    expect(await ratio('euler')).toBeGreaterThan(3) // local error of order 2: about 4
    expect(await ratio('euler')).toBeLessThan(6)
    expect(await ratio('heun')).toBeGreaterThan(6.5) // local error of order 3: about 8
  })
})
