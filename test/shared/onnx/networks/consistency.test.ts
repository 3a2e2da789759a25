import { describe, expect, it } from 'vitest'
import { GraphBuilder } from '../../../../src-shared/onnx/graph-builder.ts'
import { fold, unfold } from '../../../../src-shared/onnx/networks/consistency.ts'
import { at, named } from '../../../support/at.ts'
import { runGraph } from '../../../support/run-graph.ts'

const counting = (shape: readonly number[]) => {
  const size = shape.reduce((a, b) => a * b, 1)
  return { shape, data: Float32Array.from({ length: size }, (_, i) => i) }
}

describe('patch folding', () => {
  it('puts pixel (2y + dy, 2x + dx) of channel c into channel 4c + 2dy + dx', async () => {
    const g = new GraphBuilder('fold')
    const x = counting([2, 3, 4, 6])
    const graph = g.build({ y: fold(g, g.input('x', x.shape), 2) })
    const y = named(await runGraph(graph, { x }), 'y')
    expect(y.shape).toEqual([2, 12, 2, 3])
    const pixel = (b: number, c: number, row: number, column: number) =>
      at(x.data, ((b * 3 + c) * 4 + row) * 6 + column)
    for (const [b, c, dy, dx, row, column] of [
      [0, 0, 0, 0, 0, 0],
      [0, 1, 0, 1, 1, 2],
      [1, 2, 1, 0, 1, 1],
      [1, 2, 1, 1, 0, 2],
    ] as const) {
      const folded = y.data[((b * 12 + 4 * c + 2 * dy + dx) * 2 + row) * 3 + column]
      expect(folded).toBe(pixel(b, c, 2 * row + dy, 2 * column + dx))
    }
  })
  it('is undone by unfolding', async () => {
    const g = new GraphBuilder('round_trip')
    const x = counting([1, 3, 4, 4])
    const graph = g.build({ y: unfold(g, fold(g, g.input('x', x.shape), 2), 2) })
    expect((await runGraph(graph, { x })).y).toEqual(x)
  })
})
