/** Runs a graph once and lets it go. */
import { openGraph } from '../../src-main/runtime/onnx-session.ts'
import { encodeModel } from '../../src-shared/onnx/encode-model.ts'
import type { Graph } from '../../src-shared/onnx/graph.ts'
import type { Feeds, TensorMap } from '../../src-shared/tensor/tensor.ts'

export async function runGraph(
  graph: Graph,
  feeds: Feeds,
  options?: { readonly portable: boolean },
): Promise<TensorMap> {
  const { run, release } = await openGraph(encodeModel(graph, options))
  try {
    return await run(feeds)
  } finally {
    await release()
  }
}
