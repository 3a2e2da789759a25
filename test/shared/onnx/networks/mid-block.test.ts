/** Networks without a middle block, held against those whose middle block changes nothing. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { float32, readSafetensors } from '../../../../src-shared/importers/safetensors.ts'
import { parseUNetConfig } from '../../../../src-shared/importers/unet-config.ts'
import { GraphBuilder } from '../../../../src-shared/onnx/graph-builder.ts'
import {
  constantParameters,
  inferenceGraph,
} from '../../../../src-shared/onnx/networks/consistency.ts'
import { unetParameters } from '../../../../src-shared/onnx/networks/unet-parameters.ts'
import { normals } from '../../../../src-shared/tensor/random.ts'
import { mapTensor } from '../../../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../../../src-shared/tensor/tensor.ts'
import { named } from '../../../support/at.ts'
import { largestError } from '../../../support/golden.ts'
import { runGraph } from '../../../support/run-graph.ts'

const folder = new URL('../../../fixtures/tiny_skip_mixed/unet/', import.meta.url)
const json = JSON.parse(readFileSync(new URL('config.json', folder), 'utf8')) as object
const { tensors } = readSafetensors(
  readFileSync(new URL('diffusion_pytorch_model.safetensors', folder)),
)
const without = { ...json, mid_block_type: null }

function stored(name: string): Tensor {
  const entry = tensors.get(name)
  if (!entry) throw new Error(`no ${name}`)
  return { shape: entry.shape, data: float32(entry) }
}

async function estimate(settings: object, parameter = stored): Promise<Float32Array> {
  const config = parseUNetConfig(settings, 'config.json')
  const g = new GraphBuilder('network')
  const parameters = constantParameters(g, parameter)
  const graph = inferenceGraph(g, { config, folding: 1 }, { parameters, batch: 1 })
  const side = config.sampleSize
  const scalings = { shape: [1, 4], data: Float32Array.of(0, 1, 1, -30) }
  return named(
    await runGraph(graph, { x: normals(1, 0, [1, 3, side, side]), scalings }),
    'estimate',
  ).data
}

test('a network without a middle block has no tensors of one', () => {
  const names = (settings: object) =>
    unetParameters(parseUNetConfig(settings, 'config.json')).map(({ name }) => name)
  expect(names(without)).toEqual(names(json).filter((name) => !name.startsWith('mid_block.')))
  expect(names(without).length).toBeLessThan(names(json).length)
})

test('it draws what it draws with a middle block that only adds zeros', async () => {
  const last = /^mid_block\.(resnets\.\d+\.conv2|attentions\.0\.to_out\.0)\./
  const silenced = await estimate({ ...json, mid_block_scale_factor: 1 }, (name) =>
    last.test(name) ? mapTensor(stored(name), () => 0) : stored(name),
  )
  expect(largestError(await estimate(without), silenced)).toBeLessThan(1e-5)
  expect(largestError(await estimate(json), silenced)).toBeGreaterThan(1e-3)
})
