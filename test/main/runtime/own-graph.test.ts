/** Graphs with weights as inputs, opened in the runtime's own layout, against the ordinary operators. */
import { describe, expect, test } from 'vitest'
import { channelBlock } from '../../../src-main/runtime/channel-block.ts'
import { openOwnGraph } from '../../../src-main/runtime/own-graph.ts'
import { GraphBuilder } from '../../../src-shared/onnx/graph-builder.ts'
import { encodeModel } from '../../../src-shared/onnx/encode-model.ts'
import { normals } from '../../../src-shared/tensor/random.ts'
import { largestError } from '../../support/golden.ts'
import { runGraph } from '../../support/run-graph.ts'

type Sizes = readonly [number, number, number, number, number, number]

/** Batch, channels in and out, side, kernel, stride. */
const CASES: readonly Sizes[] = [
  [1, 32, 32, 64, 3, 1],
  [2, 96, 32, 64, 3, 1],
  [1, 32, 96, 64, 3, 1],
  [1, 32, 64, 128, 3, 2],
  [1, 12, 32, 64, 3, 1],
  [1, 32, 32, 64, 1, 1],
  [1, 32, 32, 16, 3, 1],
]

function convolution([batch, from, to, side, kernel, stride]: Sizes) {
  const g = new GraphBuilder('convolution')
  const feeds = {
    x: normals(1, 0, [batch, from, side, side]),
    w: normals(1, 1, [to, from, kernel, kernel]),
    bias: normals(1, 2, [to]),
  }
  const [x, w, bias] = Object.entries(feeds).map(([name, { shape }]) => g.input(name, shape))
  if (!x || !w || !bias) throw new Error('three inputs')
  const pad = (kernel - 1) / 2
  const y = g.conv([x, w, bias], { strides: [stride, stride], pads: [pad, pad, pad, pad] })
  return { graph: g.build({ y }), feeds }
}

describe('a graph whose weights are inputs', () => {
  test.each(CASES)('convolves as the ordinary operator: %j', async (...sizes) => {
    const { graph, feeds } = convolution(sizes)
    const { y: expected } = await runGraph(graph, feeds)
    const { run, release } = await openOwnGraph(graph)
    const { y } = await run(feeds)
    await release()
    expect(y?.shape).toEqual(expected?.shape)
    const worst = y?.data.reduce(
      (max, v, i) => Math.max(max, Math.abs(v - (expected?.data[i] ?? NaN))),
      0,
    )
    expect(worst).toBeLessThan(1e-3)
  })

  test('filters each channel by itself, after a convolution and before one', async () => {
    const g = new GraphBuilder('filter')
    const feeds = {
      x: normals(1, 0, [2, 32, 64, 64]),
      w: normals(1, 1, [48, 32, 3, 3]),
      filter: normals(1, 2, [48, 1, 3, 2]),
    }
    const [x, w, filter] = Object.entries(feeds).map(([name, { shape }]) => g.input(name, shape))
    if (!x || !w || !filter) throw new Error('three inputs')
    const h = g.conv([x, w], { strides: [1, 1], pads: [1, 1, 1, 1] })
    const filtered = g.conv([h, filter], { strides: [2, 1], pads: [1, 0, 0, 1], groups: 48 })
    const graph = g.build({ y: g.silu(filtered) })
    const expected = await runGraph(graph, feeds)
    const { run, release } = await openOwnGraph(graph)
    const found = await run(feeds)
    await release()
    expect(found['y']?.shape).toEqual([2, 48, 32, 64])
    expect(largestError(found['y']?.data ?? [], expected['y']?.data ?? [])).toBeLessThan(1e-3)
    const bytes = encodeModel(graph, { portable: false, channelBlock: 16 })
    expect(Buffer.from(bytes).toString('latin1').split('ReorderOutput')).toHaveLength(2)
  })

  test('finds a size of block that the runtime confirms, and always the same', async () => {
    const block = await channelBlock()
    expect([undefined, 8, 16]).toContain(block)
    expect(await channelBlock()).toBe(block)
  })

  test('is written with the runtime’s operators only where they fit and pay', () => {
    const uses = (sizes: Sizes, channelBlock?: number) => {
      const { graph } = convolution(sizes)
      const bytes = encodeModel(graph, { portable: false, channelBlock })
      return Buffer.from(bytes).includes('ReorderInput')
    }
    expect(CASES.map((sizes) => uses(sizes, 16))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
    ])
    expect(CASES.map((sizes) => uses(sizes))).not.toContain(true)
  })
})
