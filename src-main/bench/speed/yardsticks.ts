/**
 * What this machine can do at best through the runtime: matrix products and 3x3 convolutions of
 * several shapes with constant weights. The network's own figures are held against them.
 */
import { encodeModel } from '../../../src-shared/onnx/encode-model.ts'
import { graphFlops } from '../../../src-shared/onnx/flops.ts'
import { GraphBuilder } from '../../../src-shared/onnx/graph-builder.ts'
import type { Graph } from '../../../src-shared/onnx/graph.ts'
import { normals } from '../../../src-shared/tensor/random.ts'
import { openGraph } from '../../runtime/onnx-session.ts'
import type { GraphPlace } from '../../runtime/onnx-session.ts'
import type { OpenProbes } from './measure.ts'

/** Rows, inner size and columns of matrix products. */
const PRODUCTS = [
  [512, 512, 512],
  [1024, 1024, 1024],
  [4096, 512, 512],
  [2048, 256, 1024],
] as const

/** Batch, channels (in and out) and side of 3x3 convolutions; the sizes that such networks have, and larger. */
const CONVOLUTIONS = [
  [8, 32, 64],
  [16, 64, 32],
  [8, 64, 64],
  [16, 96, 16],
  [8, 128, 32],
  [8, 256, 16],
  [1, 64, 128],
] as const

/** Matrix products, one probe a shape. */
export function openProducts(how: GraphPlace): Promise<OpenProbes> {
  return openProbes(PRODUCTS.map(productGraph), how)
}

/** Convolutions, one probe a shape. */
export function openConvolutions(how: GraphPlace): Promise<OpenProbes> {
  return openProbes(CONVOLUTIONS.map(convolutionGraph), how)
}

function productGraph([rows, inner, columns]: (typeof PRODUCTS)[number]): Graph {
  const g = new GraphBuilder(`gemm ${rows}x${inner}x${columns}`)
  const weights = g.constant('weights', [inner, columns], noise([inner, columns]))
  return g.build({ y: g.matMul(g.input('x', [rows, inner]), weights) })
}

function convolutionGraph([batch, channels, side]: (typeof CONVOLUTIONS)[number]): Graph {
  const g = new GraphBuilder(`conv ${batch}x${channels}x${side}x${side}`)
  const shape = [channels, channels, 3, 3]
  const weights = g.constant('weights', shape, noise(shape))
  const bias = g.constant('bias', [channels], noise([channels]))
  const x = g.input('x', [batch, channels, side, side])
  return g.build({ y: g.conv([x, weights, bias], { strides: [1, 1], pads: [1, 1, 1, 1] }) })
}

function noise(shape: readonly number[]): Float32Array {
  return normals(1, 0, shape).data
}

async function openProbes(graphs: readonly Graph[], how: GraphPlace): Promise<OpenProbes> {
  const opened = await Promise.all(
    graphs.map(async (graph) => {
      const { run, release } = await openGraph(encodeModel(graph), how)
      const x = normals(2, 0, graph.inputs[0]?.shape ?? [])
      const probe = { name: graph.name, flops: graphFlops(graph), run: () => run({ x }) }
      return { probe, release }
    }),
  )
  return {
    probes: opened.map(({ probe }) => probe),
    release: async () => {
      for (const { release } of opened) await release()
    },
  }
}
