/** Splits into more parts than a WebGPU shader can write. */
import { expect, test } from 'vitest'
import { GraphBuilder } from '../../../src-shared/onnx/graph-builder.ts'
import { runGraph } from '../../support/run-graph.ts'

test('twenty parts are the twenty parts, in their order, with an eye on the axis', async () => {
  const g = new GraphBuilder('split')
  const sizes = Array.from({ length: 20 }, (_, i) => 1 + (i % 3))
  const width = sizes.reduce((a, b) => a + b)
  const parts = g.split(g.input('x', [2, width]), 1, sizes)
  const outputs = Object.fromEntries(parts.map((part, i) => [`part${i}`, part]))
  const data = Float32Array.from({ length: 2 * width }, (_, i) => i)
  const found = await runGraph(g.build(outputs), { x: { shape: [2, width], data } })
  let start = 0
  for (const [i, size] of sizes.entries()) {
    const row = data.subarray(start, start + size)
    const next = data.subarray(width + start, width + start + size)
    expect(found[`part${i}`]).toEqual({ shape: [2, size], data: Float32Array.of(...row, ...next) })
    start += size
  }
})
