/**
 * Opens a graph whose weights are inputs, as training has them, in the layout that is fastest where it runs.
 */
import { encodeModel } from '../../src-shared/onnx/encode-model.ts'
import type { Graph } from '../../src-shared/onnx/graph.ts'
import { channelBlock } from '../runtime/channel-block.ts'
import { openGraph } from '../runtime/onnx-session.ts'
import type { GraphPlace, OpenGraph } from '../runtime/onnx-session.ts'

export async function openTrainingGraph(graph: Graph, place: GraphPlace = {}): Promise<OpenGraph> {
  const { device = 'cpu' } = place
  const block = device === 'cpu' ? await channelBlock() : undefined
  return openGraph(encodeModel(graph, { portable: false, channelBlock: block }), place)
}
