/**
 * Where the graphs of a step run: on the processor, whose memory is this process's own, or on a device that keeps weights,
 * moments and averages for itself between updates.
 */
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { encodeModel } from '../../src-shared/onnx/encode-model.ts'
import type { Graph } from '../../src-shared/onnx/graph.ts'
import type { TrainState } from '../../src-shared/training/train-step.ts'
import { faultOf } from '../runtime/device-error.ts'
import { createDeviceMemory } from '../runtime/device-memory.ts'
import type { GraphPlace, OpenGraph } from '../runtime/onnx-session.ts'
import { openOwnGraph } from '../runtime/own-graph.ts'

export interface TrainingPlace {
  readonly open: (graph: Graph) => Promise<Pick<OpenGraph, 'run' | 'release'>>
  readonly fetch: (state: TrainState) => Promise<void>
  readonly release: () => Promise<void>
}

/** Inputs that are as long as the parameters. */
const IS_LONG = /^(theta|m|v|target|teacher|sum|gradient|average\.\d+)$/

export function openPlace(place: GraphPlace): TrainingPlace {
  const { open, ...rest } = place.device === 'webgpu' ? onDevice(place) : inMemory(place)
  return {
    ...rest,
    open: (graph) =>
      open(graph).catch((cause: unknown) => {
        if (place.device === undefined || place.device === 'cpu') throw cause
        const told = { device: place.device, fault: faultOf(cause) }
        throw new UserError(sentence('trainingDevice', told), { cause })
      }),
  }
}

function inMemory(place: GraphPlace): TrainingPlace {
  const nothing = () => Promise.resolve()
  return { open: (graph) => openOwnGraph(graph, place), fetch: nothing, release: nothing }
}

function onDevice(place: GraphPlace): TrainingPlace {
  const memory = createDeviceMemory(place)
  let fetched: TrainState | null = null
  return {
    open: (graph) => {
      const names = ({ name }: { readonly name: string }) => name
      return memory.open(encodeModel(graph), {
        ...place,
        inputs: graph.inputs.map(names).filter((name) => IS_LONG.test(name)),
        spent: ['gradient'],
        outputs: graph.outputs.map(names).filter((name) => name.endsWith('.next')),
      })
    },
    fetch: async (state) => {
      if (state === fetched) return
      const { theta, m, v, target, averages } = state
      await memory.fetch([theta, m, v, ...averages, ...(target ? [target] : [])])
      fetched = state
    },
    release: memory.release,
  }
}
