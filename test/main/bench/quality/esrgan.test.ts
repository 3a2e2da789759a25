/** Networks stored by TensorFlow.js, run as our graphs, on a network small enough to follow by hand. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kerasGraph } from '../../../../src-main/bench/quality/esrgan/keras-graph.ts'
import { readKerasModel } from '../../../../src-main/bench/quality/esrgan/keras-model.ts'
import { openGraph } from '../../../../src-main/runtime/onnx-session.ts'
import { encodeModel } from '../../../../src-shared/onnx/encode-model.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keras-'))
})
afterAll(() => rm(folder, { recursive: true }))

const convolution = (name: string, input: string, side: number) => ({
  class_name: 'Conv2D',
  name,
  config: {
    ...{ kernel_size: [side, side], strides: [1, 1], padding: 'same' },
    ...{ activation: 'linear', use_bias: true },
  },
  inbound_nodes: [[[input, 0, 0, {}]]],
})
const simple = (class_name: string, name: string, inputs: string[], config = {}) => ({
  ...{ class_name, name, config },
  inbound_nodes: [inputs.map((input) => [input, 0, 0, {}])],
})

async function store(layers: object[], weights: Record<string, [number[], number[]]>) {
  const entries = Object.entries(weights)
  const manifest = entries.map(([name, [shape]]) => ({ name, shape, dtype: 'float32' }))
  const model = {
    modelTopology: { model_config: { config: { layers } } },
    weightsManifest: [{ paths: ['w.bin'], weights: manifest }],
  }
  await writeFile(join(folder, 'model.json'), JSON.stringify(model))
  await writeFile(join(folder, 'w.bin'), Float32Array.from(entries.flatMap(([, [, data]]) => data)))
}

async function run(input: number[], size: { width: number; height: number }) {
  const graph = await openGraph(encodeModel(kerasGraph(await readKerasModel(folder), size)))
  const data = Float32Array.from(input)
  const { output } = await graph.run({ input: { shape: [1, 3, size.height, size.width], data } })
  await graph.release()
  return output
}

describe('a stored network', () => {
  test('has its kernels turned to our order: inputs, outputs and places are not mixed up', async () => {
    // Output o is the sum over inputs c of (10 o + c) times the pixel to the left; the bias is 100 o.
    const kernel = Array.from({ length: 9 * 3 * 2 }, (_, i) => {
      const [o, c, place] = [i % 2, Math.floor(i / 2) % 3, Math.floor(i / 6)]
      return place === 3 ? 10 * o + c : 0
    })
    await store([{ class_name: 'InputLayer', name: 'in' }, convolution('c', 'in', 3)], {
      'c/kernel': [[3, 3, 3, 2], kernel],
      'c/bias': [[2], [0, 100]],
    })
    const output = await run([1, 2, 3, 4, 5, 6], { width: 2, height: 1 })
    expect(Array.from(output?.data ?? [])).toEqual([0, 3 + 2 * 5, 100, 100 + 10 + 33 + 60])
  })

  test('rectifies, joins, adds and enlarges', async () => {
    await store(
      [
        { class_name: 'InputLayer', name: 'in' },
        simple('Activation', 'relu', ['in'], { activation: 'relu' }),
        simple('Add', 'sum', ['in', 'relu']),
        simple('Concatenate', 'both', ['in', 'sum'], { axis: 3 }),
        simple('UpSampling2D', 'up', ['both'], { size: [2, 2], interpolation: 'nearest' }),
      ],
      {},
    )
    const output = await run([-1, 2, 3], { width: 1, height: 1 })
    expect(output?.shape).toEqual([1, 6, 2, 2])
    const firsts = Array.from({ length: 6 }, (_, c) => output?.data[4 * c])
    expect(firsts).toEqual([-1, 2, 3, -1, 4, 6])
  })

  test('with a layer of another kind is refused', async () => {
    await store([simple('Dropout', 'd', ['in'])], {})
    await expect(readKerasModel(folder)).rejects.toThrow(/class_name/)
  })
})
