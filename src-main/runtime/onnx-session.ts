/**
 * The only importer of ONNX Runtime: opens a graph and runs it. A run blocks the calling thread, so long
 * work belongs into a process of its own, and cancelling happens between runs.
 */
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node'
import { type Feeds, type RunGraph, type Tensor } from '../../src-shared/tensor/tensor.ts'

export interface OpenGraphOptions {
  /** Threads inside one operator; the runtime's own choice when absent. */
  readonly threads?: number | undefined
  /** Writes one JSON profile with this prefix when the graph is released. */
  readonly profile?: string | undefined
}

export interface OpenGraph {
  readonly run: RunGraph
  readonly release: () => Promise<void>
}

function toOrt(value: Feeds[string]): OrtTensor {
  return value.data instanceof Float32Array
    ? new OrtTensor('float32', value.data, value.shape)
    : new OrtTensor('int32', value.data, value.shape)
}

function fromOrt(name: string, value: OrtTensor): Tensor {
  if (!(value.data instanceof Float32Array))
    throw new TypeError(`output '${name}' is ${value.type}`)
  return { shape: value.dims, data: value.data }
}

/** Opens an ONNX model from its bytes (which may be dropped afterwards). */
export async function openGraph(
  model: Uint8Array,
  options: OpenGraphOptions = {},
): Promise<OpenGraph> {
  const session = await InferenceSession.create(model, {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    extra: { session: { intra_op: { allow_spinning: '0' } } },
    ...(options.threads === undefined ? {} : { intraOpNumThreads: options.threads }),
    ...(options.profile === undefined
      ? {}
      : { enableProfiling: true, profileFilePrefix: options.profile }),
  })
  const run: RunGraph = async (feeds) => {
    const entries = Object.entries(feeds).map(([name, value]) => [name, toOrt(value)] as const)
    const results = await session.run(Object.fromEntries(entries))
    return Object.fromEntries(
      Object.entries(results).map(([name, value]) => [name, fromOrt(name, value)]),
    )
  }
  const release = async (): Promise<void> => {
    if (options.profile !== undefined) session.endProfiling()
    await session.release()
  }
  return { run, release }
}
