/** Networks of Skip blocks where numbers of a reference do not reach: other sizes, half precision, the finest drawing. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { float32, readSafetensors } from '../../../../src-shared/importers/safetensors.ts'
import { parseUNetConfig } from '../../../../src-shared/importers/unet-config.ts'
import { GraphBuilder } from '../../../../src-shared/onnx/graph-builder.ts'
import type { Graph } from '../../../../src-shared/onnx/graph.ts'
import { halfPrecision } from '../../../../src-shared/onnx/half-precision.ts'
import {
  constantParameters,
  inferenceGraph,
} from '../../../../src-shared/onnx/networks/consistency.ts'
import { normals } from '../../../../src-shared/tensor/random.ts'
import { named } from '../../../support/at.ts'
import { largestError } from '../../../support/golden.ts'
import { runGraph } from '../../../support/run-graph.ts'

const folder = new URL('../../../fixtures/tiny_skip_mixed/unet/', import.meta.url)
const json = JSON.parse(readFileSync(new URL('config.json', folder), 'utf8')) as object
const bytes = readFileSync(new URL('diffusion_pytorch_model.safetensors', folder))
const { tensors } = readSafetensors(bytes)

function raw(sampleSize: number): Graph {
  const config = parseUNetConfig({ ...json, sample_size: sampleSize }, 'config.json')
  const g = new GraphBuilder('network')
  const parameters = constantParameters(g, (name) => {
    const entry = tensors.get(name)
    if (!entry) throw new Error(`no ${name}`)
    return { shape: entry.shape, data: float32(entry) }
  })
  return inferenceGraph(g, { config, folding: 1 }, { parameters, batch: 1 })
}

const feeds = (side: number) => ({
  x: normals(1, 0, [1, 3, side, side]),
  scalings: { shape: [1, 4], data: Float32Array.of(0, 1, 1, -30) },
})

test('half precision changes the result by its rounding alone', async () => {
  const exact = named(await runGraph(raw(16), feeds(16)), 'estimate').data
  const halved = halfPrecision(raw(16), (name) => tensors.has(name))
  const half = named(await runGraph(halved, feeds(16)), 'estimate').data
  const error = largestError(half, exact)
  expect(error).toBeGreaterThan(1e-5)
  expect(error / Math.max(...exact.map(Math.abs))).toBeLessThan(5e-3)
})

test('windows may be as small as leaves two by two pixels at the coarsest level', async () => {
  const { shape, data } = named(await runGraph(raw(8), feeds(8)), 'estimate')
  expect(shape).toEqual([1, 3, 8, 8])
  expect(data.every(Number.isFinite)).toBe(true)
})
