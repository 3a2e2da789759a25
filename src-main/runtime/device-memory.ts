/**
 * Graphs whose large arrays stay in the memory of a device between runs: what a run gives is fed to the next one without
 * leaving the device. Arrays are known by their identity; the one in this process is filled when fetch() asks for it.
 */
import './no-telemetry.ts'
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node'
import { encodeModel } from '../../src-shared/onnx/encode-model.ts'
import { GraphBuilder } from '../../src-shared/onnx/graph-builder.ts'
import { sizeOf, type Feeds, type TensorMap } from '../../src-shared/tensor/tensor.ts'
import { fromOrt, sessionOptions, toOrt } from './onnx-session.ts'
import type { OpenGraph, OpenGraphOptions } from './onnx-session.ts'

export interface ResidentOptions extends OpenGraphOptions {
  /** Inputs that are kept on the device. One whose name with '.next' is an output is spent by the run. */
  readonly inputs: readonly string[]
  /** Inputs that the run spends besides. */
  readonly spent?: readonly string[]
  /** Outputs that stay on the device. */
  readonly outputs: readonly string[]
}

export interface DeviceMemory {
  /** Opens a graph over this memory. */
  readonly open: (
    model: Uint8Array,
    options: ResidentOptions,
  ) => Promise<Pick<OpenGraph, 'run' | 'release'>>
  /** Fills the arrays that lie on the device with what they hold there; others are left alone. */
  readonly fetch: (arrays: readonly Float32Array[]) => Promise<void>
  /** Frees the device; graphs are released by whoever opened them. */
  readonly release: () => Promise<void>
}

const ON_DEVICE = 'gpu-buffer'

/** Memory of a device whose buffers the runtime can hand on: WebGPU. */
export function createDeviceMemory(place: OpenGraphOptions): DeviceMemory {
  const held = new Map<Float32Array, OrtTensor>()
  const carriers = createCarriers(place)
  const forget = (array: Float32Array) => {
    held.get(array)?.dispose()
    held.delete(array)
  }
  const hold = async (array: Float32Array): Promise<OrtTensor> => {
    const known = held.get(array)
    if (known) return known
    const tensor = await carriers.carry(flat(array), ON_DEVICE)
    held.set(array, tensor)
    return tensor
  }
  /** What stays on the device, as an array of this process that is not filled yet. */
  const keep = (tensor: OrtTensor) => {
    const data = new Float32Array(sizeOf(tensor.dims))
    held.set(data, tensor)
    return { shape: tensor.dims, data }
  }
  return {
    open: async (model, options) => {
      const { inputs, outputs, spent = [] } = options
      const session = await InferenceSession.create(model, {
        ...sessionOptions(options),
        preferredOutputLocation: Object.fromEntries(outputs.map((name) => [name, ON_DEVICE])),
      })
      const isSpent = (name: string) => spent.includes(name) || outputs.includes(`${name}.next`)
      const run = async (feeds: Feeds): Promise<TensorMap> => {
        const given: Record<string, OrtTensor> = {}
        for (const [name, value] of Object.entries(feeds)) {
          const stays = inputs.includes(name) && value.data instanceof Float32Array
          given[name] = stays ? await hold(value.data) : toOrt(value)
        }
        const results = await session.run(given)
        for (const [name, { data }] of Object.entries(feeds))
          if (isSpent(name) && data instanceof Float32Array) forget(data)
        return Object.fromEntries(
          Object.entries(results).map(([name, value]) => [
            name,
            value.location === ON_DEVICE ? keep(value) : fromOrt(name, value),
          ]),
        )
      }
      return { run, release: () => session.release() }
    },
    fetch: async (arrays) => {
      for (const array of arrays) {
        const tensor = held.get(array)
        if (!tensor) continue
        const { data } = fromOrt('carried', await carriers.carry(tensor, 'cpu'))
        array.set(data)
      }
    },
    release: async () => {
      for (const array of [...held.keys()]) forget(array)
      await carriers.release()
    },
  }
}

const flat = (data: Float32Array) => new OrtTensor('float32', data, [data.length])

/**
 * Graphs of one node that carry an array to the device or back: the runtime's own way back ends the process (getData() on
 * a buffer of a device, onnxruntime-node 1.30).
 */
function createCarriers(place: OpenGraphOptions) {
  const sessions = new Map<string, Promise<InferenceSession>>()
  const sessionFor = (length: number, to: 'cpu' | typeof ON_DEVICE) => {
    const key = `${length} ${to}`
    const known = sessions.get(key)
    if (known) return known
    const g = new GraphBuilder('carry')
    const model = encodeModel(g.build({ carried: g.identity(g.input('array', [length])) }))
    const opening = InferenceSession.create(model, {
      ...sessionOptions(place),
      preferredOutputLocation: to,
    })
    sessions.set(key, opening)
    return opening
  }
  return {
    carry: async (array: OrtTensor, to: 'cpu' | typeof ON_DEVICE): Promise<OrtTensor> => {
      const session = await sessionFor(sizeOf(array.dims), to)
      const { carried } = await session.run({ array })
      if (!carried) throw new TypeError('the array was not carried')
      return carried
    },
    release: async () => {
      for (const session of sessions.values()) await (await session).release()
    },
  }
}
