/** Networks and their derivatives in the runtime's own layout, against the ordinary operators. */
import { describe, expect, test } from 'vitest'
import { openOwnGraph } from '../../../src-main/runtime/own-graph.ts'
import { initialWeights } from '../../../src-main/training/initial-weights.ts'
import { parseUNetConfig } from '../../../src-shared/importers/unet-config.ts'
import { gradients } from '../../../src-shared/onnx/gradient/reverse.ts'
import { GraphBuilder } from '../../../src-shared/onnx/graph-builder.ts'
import type { Graph } from '../../../src-shared/onnx/graph.ts'
import { unet } from '../../../src-shared/onnx/networks/unet.ts'
import type { UNetConfig } from '../../../src-shared/onnx/networks/unet-config.ts'
import {
  parameterCount,
  splitParameters,
} from '../../../src-shared/onnx/training/flat-parameters.ts'
import { normals } from '../../../src-shared/tensor/random.ts'
import type { Feeds, TensorMap } from '../../../src-shared/tensor/tensor.ts'
import { runGraph } from '../../support/run-graph.ts'

const BATCH = 2

function network(more: object): UNetConfig {
  const json = {
    sample_size: 32,
    in_channels: 12,
    out_channels: 12,
    layers_per_block: 1,
    block_out_channels: [32, 64],
    down_block_types: ['DownBlock2D', 'DownBlock2D'],
    up_block_types: ['UpBlock2D', 'UpBlock2D'],
    norm_num_groups: 8,
    add_attention: false,
    attention_head_dim: 16,
    resnet_time_scale_shift: 'scale_shift',
  }
  return parseUNetConfig({ ...json, ...more }, 'config.json')
}

/** What is not folded, resampled, attended to or divided into whole blocks. */
const NETWORKS: readonly (readonly [string, UNetConfig])[] = [
  ['convolutions alone', network({})],
  [
    'added time and attention',
    network({ resnet_time_scale_shift: 'default', add_attention: true }),
  ],
  [
    'residual resampling',
    network({
      down_block_types: ['ResnetDownsampleBlock2D', 'AttnDownBlock2D'],
      up_block_types: ['AttnUpBlock2D', 'ResnetUpsampleBlock2D'],
    }),
  ],
  ['channels that fill no block', network({ block_out_channels: [24, 40] })],
  [
    'a picture beside the features',
    network({
      ...{ in_channels: 3, out_channels: 3 },
      down_block_types: ['AttnSkipDownBlock2D', 'SkipDownBlock2D'],
      up_block_types: ['SkipUpBlock2D', 'AttnSkipUpBlock2D'],
    }),
  ],
]

/** The network, and what a picture of weights for its output pulls its parameters to. */
function pulled(config: UNetConfig): { readonly graph: Graph; readonly feeds: Feeds } {
  const shape = [BATCH, config.inChannels, 32, 32]
  const flat = initialWeights(config, 3)
  const other = normals(4, 0, [flat.length]).data
  const feeds = {
    sample: normals(4, 1, shape),
    timestep: { shape: [BATCH], data: Float32Array.of(3, -200) },
    pull: normals(4, 2, shape),
    // Nothing may start at zero, as the last layers of a new network do.
    flat: { shape: [flat.length], data: flat.map((value, i) => value + 0.02 * (other[i] ?? 0)) },
  }
  const g = new GraphBuilder('pulled')
  const [sample, timestep, pull] = [
    g.input('sample', shape),
    g.input('timestep', [BATCH]),
    g.input('pull', shape),
  ]
  const all = g.input('flat', [parameterCount(config)])
  const { parameters } = splitParameters(g, config, all)
  const output = unet({ g, parameters }, config, { sample, timestep })
  const [byFlat, bySample] = gradients(g, output, { sources: [all, sample], seed: pull })
  if (!byFlat || !bySample) throw new Error('both have a gradient')
  return { graph: g.build({ output, byFlat, bySample }), feeds }
}

/** Largest difference as a share of the largest value. */
function difference(a: TensorMap, b: TensorMap, name: string): number {
  const [expected, found] = [a[name]?.data ?? [], b[name]?.data ?? []]
  let [worst, largest] = [0, 0]
  expected.forEach((value, i) => {
    worst = Math.max(worst, Math.abs(value - (found[i] ?? NaN)))
    largest = Math.max(largest, Math.abs(value))
  })
  return worst / largest
}

describe('a network in the layout of this processor', () => {
  test.each(NETWORKS)('computes and learns as elsewhere: %s', async (_, config) => {
    const { graph, feeds } = pulled(config)
    const expected = await runGraph(graph, feeds)
    const { run, release } = await openOwnGraph(graph)
    const found = await run(feeds)
    await release()
    for (const name of ['output', 'byFlat', 'bySample'])
      expect(difference(expected, found, name), name).toBeLessThan(2e-5)
  })
})
