/**
 * Opens a graph with ONNX Runtime, which only this folder imports, and runs it. A run blocks the calling thread, so long
 * work belongs into a process of its own, and cancelling happens between runs.
 */
import './no-telemetry.ts'
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node'
import type { DeviceId } from '../../src-shared/contract/devices-api.ts'
import { type Feeds, type RunGraph, type Tensor } from '../../src-shared/tensor/tensor.ts'
import { DEVICE_OPTIONS, PREFER_FASTER } from './devices.ts'

/** Where a graph runs. */
export interface GraphPlace {
  /** The processor when absent. Opening fails where the device is missing: nothing else takes its place. */
  readonly device?: DeviceId | undefined
  /** Threads inside one operator; the runtime's own choice when absent. */
  readonly threads?: number | undefined
}

export interface OpenGraphOptions extends GraphPlace {
  /** Absolute path of the folder of files that the graph keeps weights in; of a graph in memory. */
  readonly weightsFolder?: string | undefined
  /** The outputs that are asked for; all of them when absent. */
  readonly outputs?: readonly string[] | undefined
  /** Refuses a graph of which the device cannot run every operator; otherwise the processor runs those. */
  readonly wholly?: boolean | undefined
  /** Writes one JSON profile with this prefix when the graph is released. */
  readonly profile?: string | undefined
}

export interface OpenGraph {
  /** Extents of each input by its name; null where the graph leaves one open. */
  readonly inputShapes: ReadonlyMap<string, readonly (number | null)[]>
  readonly run: RunGraph
  readonly release: () => Promise<void>
}

/**
 * How long a thread that waits for work looks for it before it sleeps: enough for the next operator of a network to come,
 * too little to be in the way of others.
 */
const SPIN_MICROSECONDS = '50'

/** What fails is thrown; the runtime need not say it on standard error as well. */
const FATAL_ONLY = 4

/** As the runtime wants it; whole numbers in as many bits as the input `type` has, 32 if not given. */
export function toOrt({ data, shape }: Feeds[string], type?: string): OrtTensor {
  if (data instanceof Float32Array) return new OrtTensor('float32', data, shape)
  if (type === 'int64') return new OrtTensor('int64', BigInt64Array.from(data, BigInt), shape)
  return new OrtTensor('int32', data, shape)
}

export function fromOrt(name: string, value: OrtTensor): Tensor {
  if (!(value.data instanceof Float32Array))
    throw new TypeError(`output '${name}' is ${value.type}`)
  return { shape: value.dims, data: value.data }
}

function extents(input: InferenceSession.ValueMetadata): readonly (number | null)[] {
  if (!input.isTensor) return []
  return input.shape.map((extent) => (typeof extent === 'number' && extent >= 0 ? extent : null))
}

/** The options of a session, as the runtime wants them. */
export function sessionOptions(options: OpenGraphOptions): InferenceSession.SessionOptions {
  const { device = 'cpu', wholly = false, threads, profile, weightsFolder } = options
  const whole = wholly && device !== 'cpu' ? { disable_cpu_ep_fallback: '1' } : {}
  return {
    ...DEVICE_OPTIONS[device],
    graphOptimizationLevel: 'all',
    extra: {
      session: {
        intra_op: { allow_spinning: '1', spin_duration_us: SPIN_MICROSECONDS },
        ...whole,
        ...(weightsFolder !== undefined && {
          model_external_initializers_file_folder_path: weightsFolder,
        }),
      },
      ...(device === 'webgpu' && { ep: PREFER_FASTER }),
    },
    ...(device !== 'cpu' && { logSeverityLevel: FATAL_ONLY }),
    ...(threads !== undefined && { intraOpNumThreads: threads }),
    ...(profile !== undefined && { enableProfiling: true, profileFilePrefix: profile }),
  }
}

/** Opens an ONNX model from its bytes (which may be dropped afterwards) or its path. */
export async function openGraph(
  model: Uint8Array | string,
  options: OpenGraphOptions = {},
): Promise<OpenGraph> {
  const session = await (typeof model === 'string'
    ? InferenceSession.create(model, sessionOptions(options))
    : InferenceSession.create(model, sessionOptions(options)))
  const inputs = new Map(session.inputMetadata.map((input) => [input.name, input]))
  const typeOf = (name: string) => {
    const input = inputs.get(name)
    return input?.isTensor ? input.type : undefined
  }
  const run: RunGraph = async (feeds) => {
    const entries = Object.entries(feeds).map(
      ([name, value]) => [name, toOrt(value, typeOf(name))] as const,
    )
    const results = await session.run(
      Object.fromEntries(entries),
      options.outputs ?? session.outputNames,
    )
    return Object.fromEntries(
      Object.entries(results).map(([name, value]) => [name, fromOrt(name, value)]),
    )
  }
  const release = async (): Promise<void> => {
    if (options.profile !== undefined) session.endProfiling()
    await session.release()
  }
  return {
    run,
    release,
    inputShapes: new Map([...inputs].map(([name, input]) => [name, extents(input)])),
  }
}
