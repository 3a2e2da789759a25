/** What half precision changes of a graph, and how little of its result. */
import { expect, test } from 'vitest'
import { GraphBuilder } from '../../../src-shared/onnx/graph-builder.ts'
import type { Graph } from '../../../src-shared/onnx/graph.ts'
import { halfPrecision } from '../../../src-shared/onnx/half-precision.ts'
import { normals } from '../../../src-shared/tensor/random.ts'
import { at, named } from '../../support/at.ts'
import { largestError } from '../../support/golden.ts'
import { runGraph } from '../../support/run-graph.ts'

const isWeight = (name: string) => name.startsWith('weight')

/** 1000 sin(x) W1 W2 + 1000 x: a network of two weights between sums that need their bits. */
function graph(): Graph {
  const g = new GraphBuilder('two_layers')
  const x = g.input('x', [4, 8])
  const weight = (stream: number) => {
    const { shape, data } = normals(1, stream, [8, 8])
    return g.constant(`weight.${stream}`, shape, data)
  }
  const inner = g.mul(g.matMul(g.sin(g.mul(x, g.scalar(1000))), weight(0)), g.scalar(0.5))
  const raw = g.matMul(inner, weight(1))
  return g.build({ y: g.add(g.mul(raw, g.scalar(0.01)), g.mul(x, g.scalar(1000))) })
}

const types = ({ nodes }: Graph) =>
  Object.fromEntries(nodes.map(({ name, outputs }) => [name, at(outputs, 0).type]))

test('between the weights everything has sixteen bits, before and after them thirty-two', () => {
  expect(types(halfPrecision(graph(), isWeight))).toMatchObject({
    Mul: 'float32',
    Sin: 'float32',
    'Sin.float16': 'float16',
    MatMul: 'float16',
    Mul_1: 'float16',
    MatMul_1: 'float16',
    'MatMul_1.float32': 'float32',
    Mul_2: 'float32',
    Add: 'float32',
    y: 'float32',
  })
})

test('constants are stored in the precision that they are used in, and once', () => {
  const stored = halfPrecision(graph(), isWeight).constants.map(({ value }) => value.type)
  expect(stored.filter((type) => type === 'float16')).toHaveLength(3)
  expect(stored.filter((type) => type === 'float32')).toHaveLength(3)
})

test('the result differs by the rounding of the network alone', async () => {
  const x = normals(2, 0, [4, 8])
  const exact = named(await runGraph(graph(), { x }), 'y').data
  const half = named(await runGraph(halfPrecision(graph(), isWeight), { x }), 'y').data
  // The network's part is about 0.05 in a sum of a thousand, whose own halves would be half a unit apart.
  const error = largestError(half, exact)
  expect(error).toBeGreaterThan(0)
  expect(error).toBeLessThan(1e-3)
})
