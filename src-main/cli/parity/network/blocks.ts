/**
 * The network module by module, for one sample: golden_blocks.
 */
import { GraphBuilder } from '../../../../src-shared/onnx/graph-builder.ts'
import type { Graph, Value } from '../../../../src-shared/onnx/graph.ts'
import { unet } from '../../../../src-shared/onnx/networks/unet.ts'
import type { Tensor } from '../../../../src-shared/tensor/tensor.ts'
import { openOwnGraph } from '../../../runtime/own-graph.ts'
import { compare, type Comparison, type Finding } from '../finding.ts'
import type { FixtureFolder } from '../fixture-folder.ts'
import { SINUSOID } from '../schedules/level-functions.ts'
import { labelFeed, networkFor, outputOf, weightsIn } from './golden-network.ts'
import type { NetworkFixture } from './golden-network.ts'

const FILE = 'golden_blocks.safetensors'
/** The reference's own tolerance for the output, which is F; inside the network values are not about 1. */
const OUTPUT = { tolerance: 5e-5, byNetwork: true } as const
const MODULE = { ...OUTPUT, measure: 'of the largest' } as const
const OTHERS: Readonly<Record<string, Comparison>> = {
  output: OUTPUT,
  time_proj: { ...SINUSOID, byNetwork: true },
}

/** The output of every module that the file names and the graph shows; others stay unread. */
export async function* checkBlocks(
  folder: FixtureFolder,
  network: NetworkFixture,
): AsyncGenerator<Finding> {
  if (!folder.has(FILE)) return
  const golden = await folder.golden(FILE)
  const sample = golden.tensor('input.sample')
  const timestep = golden.tensor('input.timestep')
  const labels = labelFeed(
    network.config,
    sample.shape[0] ?? 0,
    golden.labels('input.class_labels'),
  )
  const graph = modulesGraph(network, sample, (path) => golden.has(path))
  const { run, release } = await openOwnGraph(graph, { device: network.device })
  try {
    const outputs = await run({ sample, timestep, ...labels })
    for (const path of golden.names.filter((name) => Object.hasOwn(outputs, name))) {
      yield compare(
        `${folder.name}/blocks/${path}`,
        [outputOf(outputs, path).data, golden.tensor(path).data],
        OTHERS[path] ?? MODULE,
      )
    }
  } finally {
    await release()
  }
}

/** The network with the outputs of the modules that are wanted. */
function modulesGraph(
  { config, weights }: NetworkFixture,
  x: Tensor,
  isWanted: (path: string) => boolean,
): Graph {
  const g = new GraphBuilder('modules')
  const batch = x.shape[0] ?? 1
  const modules = new Map<string, Value>()
  const context = {
    g,
    parameters: weightsIn(g, weights),
    onModule: (path: string, output: Value) => {
      if (isWanted(path)) modules.set(path, output)
    },
  }
  unet(context, networkFor(config, x).config, {
    sample: g.input('sample', x.shape),
    timestep: g.input('timestep', [batch]),
    labels: config.numClassEmbeds === null ? undefined : g.input('labels', [batch], 'int32'),
  })
  return g.build(Object.fromEntries(modules))
}
