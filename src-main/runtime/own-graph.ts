/**
 * Opens a graph that is built here in the layout that is fastest where it runs.
 */
import { encodeModel } from '../../src-shared/onnx/encode-model.ts'
import type { Graph } from '../../src-shared/onnx/graph.ts'
import { channelBlock } from './channel-block.ts'
import { openGraph } from './onnx-session.ts'
import type { OpenGraph, OpenGraphOptions } from './onnx-session.ts'

export async function openOwnGraph(
  graph: Graph,
  options: OpenGraphOptions = {},
): Promise<OpenGraph> {
  const { device = 'cpu' } = options
  const block = device === 'cpu' ? await channelBlock() : undefined
  return openGraph(encodeModel(graph, { portable: false, channelBlock: block }), options)
}
