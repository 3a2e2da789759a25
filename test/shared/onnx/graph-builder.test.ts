import { describe, expect, it } from 'vitest'
import { graphFlops } from '../../../src-shared/onnx/flops.ts'
import { gradients } from '../../../src-shared/onnx/gradient/reverse.ts'
import { GraphBuilder } from '../../../src-shared/onnx/graph-builder.ts'
import { normals } from '../../../src-shared/tensor/random.ts'
import { at, named } from '../../support/at.ts'
import { runGraph } from '../../support/run-graph.ts'

describe('the graph builder', () => {
  it('names the node and both shapes when operands do not fit', () => {
    const g = new GraphBuilder('wrong')
    const [a, b] = [g.input('a', [2, 3]), g.input('b', [4, 5])]
    const build = () => g.scope('encoder', () => g.scope('head', () => g.matMul(a, b)))
    expect(build).toThrow(
      "node 'encoder/head/MatMul' (MatMul): the inner sizes of [2, 3] and [4, 5] differ",
    )
  })
  it.each([
    [
      'channels that do not match',
      () => conv([1, 3, 8, 8], [4, 2, 3, 3]),
      /input channels 3 and weight channels 2/,
    ],
    [
      'a reshape that loses values',
      () => builder().reshape(builder().input('x', [2, 3]), [5]),
      /\[2, 3\] cannot be read as \[5\]/,
    ],
    [
      'pooling that leaves a rest',
      () => builder().averagePool(builder().input('x', [1, 1, 5, 4]), 2),
      /does not divide/,
    ],
    [
      'an axis permuted twice',
      () => builder().transpose(builder().input('x', [2, 3]), [0, 0]),
      /does not permute/,
    ],
    [
      'parts that do not add up',
      () => builder().split(builder().input('x', [4]), 0, [1, 2]),
      /do not add up/,
    ],
    [
      'constants of another size',
      () => builder().constant('c', [3], new Float32Array(2)),
      /holds 2 values/,
    ],
  ])('refuses %s while building', (_, build, message) => {
    expect(build).toThrow(message)
  })
  it('counts two operations for each multiply-add of convolutions and products', () => {
    const g = builder()
    const w = g.input('w', [4, 3, 3, 3])
    const y = g.conv([g.input('x', [2, 3, 8, 8]), w], { strides: [1, 1], pads: [1, 1, 1, 1] })
    g.matMul(g.reshape(y, [8, 64]), g.input('m', [64, 5]))
    // 2 * (2 pictures * 4 channels * 64 pixels * 27 weights) + 2 * (8 * 64 * 5)
    expect(graphFlops(g)).toBe(2 * 2 * 4 * 64 * 27 + 2 * 8 * 64 * 5)
  })
  it('writes the same function with and without the operators of one runtime', async () => {
    const g = builder()
    const x = g.input('x', [2, 4, 3, 3])
    const factor = g.constant('factor', [1, 4, 1, 1], Float32Array.of(1, 2, 3, 4))
    const normed = g.groupNorm([x, factor, factor], { groups: 2, epsilon: 1e-5 })
    const graph = g.build({ y: g.silu(normed) })
    const feeds = { x: normals(1, 0, x.shape) }
    const fused = named(await runGraph(graph, feeds), 'y')
    const portable = named(await runGraph(graph, feeds, { portable: true }), 'y')
    fused.data.forEach((value, i) => expect(value).toBeCloseTo(at(portable.data, i), 5))
  })
})

describe('differentiation', () => {
  it('adds up the contributions of a value that is used twice', async () => {
    const g = builder()
    const x = g.input('x', [3])
    const y = g.add(g.mul(x, x), g.mul(x, g.scalar(3)))
    const [dx] = gradients(g, y, { sources: [x] })
    const results = await runGraph(g.build({ result: dx ?? x }), {
      x: { shape: [3], data: Float32Array.of(1, 2, 3) },
    })
    expect([...named(results, 'result').data]).toEqual([5, 7, 9]) // 2x + 3
  })
  it('leaves out sources that the result does not depend on', () => {
    const g = builder()
    const [x, other] = [g.input('x', [3]), g.input('other', [3])]
    const [dx, dOther] = gradients(g, g.mul(x, x), { sources: [x, other] })
    expect(dx).toBeDefined()
    expect(dOther).toBeUndefined()
  })
  it('treats a path that passes by the sources as constant', async () => {
    const g = builder()
    const whole = g.input('whole', [2])
    const copy = g.identity(whole)
    const [d] = gradients(g, g.mul(copy, whole), { sources: [copy] })
    const feeds = { whole: { shape: [2], data: Float32Array.of(4, 5) } }
    const results = await runGraph(g.build({ result: d ?? whole }), feeds)
    expect([...named(results, 'result').data]).toEqual([4, 5]) // not 2 * whole
  })
  it('refuses an operator without a derivative only when a gradient reaches it', () => {
    const g = builder()
    const [x, bound] = [g.input('x', [2]), g.input('bound', [2])]
    const bounded = g.slice(g.mul(x, bound), { axes: [0], starts: [0], ends: [2], steps: [2] })
    expect(() => gradients(g, g.mul(bound, bound), { sources: [bound] })).not.toThrow()
    expect(() => gradients(g, bounded, { sources: [x] })).toThrow(
      /node 'Slice' \(Slice\) skips values/,
    )
  })
})

function builder(): GraphBuilder {
  return new GraphBuilder('test')
}

function conv(x: readonly number[], w: readonly number[]) {
  const g = builder()
  return g.conv([g.input('x', x), g.input('w', w)], { strides: [1, 1], pads: [0, 0, 0, 0] })
}
