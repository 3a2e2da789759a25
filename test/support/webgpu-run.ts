/**
 * Runs an edit and an update on WebGPU and on the processor, refusing whatever would fall back from the one to the
 * other, and prints how far they are apart: `webgpu-run.ts FOLDER` with a folder for the model.
 */
import { join } from 'node:path'
import { runEdit } from '../../src-main/edits/run-edit.ts'
import { asNetwork } from '../../src-main/models/model-record.ts'
import { openModel } from '../../src-main/models/open-model.ts'
import { openGraph } from '../../src-main/runtime/onnx-session.ts'
import type { DeviceId } from '../../src-shared/contract/devices-api.ts'
import { encodeModel } from '../../src-shared/onnx/encode-model.ts'
import { parameterCount } from '../../src-shared/onnx/training/flat-parameters.ts'
import { trainingGraph } from '../../src-shared/onnx/training/training-graph.ts'
import { normals } from '../../src-shared/tensor/random.ts'
import { defaultRecipe } from '../../src-shared/training/recipe.ts'
import { trainingSpec } from '../../src-shared/training/step-graphs.ts'
import { createTrainStep, initialState } from '../../src-shared/training/train-step.ts'
import { foreignOnnx } from './foreign-onnx.ts'
import { largestError } from './golden.ts'
import { writeTinyModel } from './tiny-model.ts'

const folder = join(process.argv[2] ?? '', 'tiny')
/** Every weight, the last ones too: a network that begins at zero would agree with anything. */
const weightsOf = (count: number) => normals(1, 0, [count]).data.map((value) => 0.2 * value)
await writeTinyModel(folder, weightsOf)

const size = { width: 24, height: 16, depth: 8 } as const
const image = {
  ...size,
  channels: 3,
  data: new Uint8Array(24 * 16 * 3).map((_, i) => i * 7),
} as const
const hole = new Uint8Array(24 * 16).map((_, i) => (i % 24 > 8 && i % 24 < 14 ? 255 : 0))
const mask = { ...size, channels: 1, data: hole } as const

async function edit(device: DeviceId) {
  const model = await openModel(folder, { device, wholly: true, windowBatch: 2 })
  const request = { operator: 'inpaint', image, mask, seed: 3, steps: 1 } as const
  for await (const { result } of runEdit(request, { model })) {
    if (result) return { device: model.device, record: model.record, data: result.image.data }
  }
  throw new Error('no result')
}

const largest = (values: Float32Array) => values.reduce((a, b) => Math.max(a, Math.abs(b)), 0)

const edited = { cpu: await edit('cpu'), webgpu: await edit('webgpu') }

const { config } = asNetwork(edited.cpu.record, 'this')
const network = { config, folding: 1 } as const
const recipe = defaultRecipe('ect', { network, steps: 100, batch: 1 })
const theta = weightsOf(parameterCount(network.config))
const model = encodeModel(trainingGraph(trainingSpec(recipe, network)))

async function update(device: DeviceId) {
  const { run, release } = await openGraph(model, { device, wholly: true })
  const trainStep = createTrainStep({ recipe, seed: 4, run })
  const batch = normals(2, 0, [1, 3, 16, 16])
  const result = await trainStep(initialState(recipe, theta), batch)
  await release()
  return result
}

/** What is said of an operator that this device has no kernel for. */
async function fallenBack(): Promise<string> {
  const node = { op: 'Sign', inputs: ['x'], output: 'y' }
  const bytes = foreignOnnx({ inputs: { x: [4] }, outputs: ['y'], nodes: [node] })
  const opening = openGraph(bytes, { device: 'webgpu', wholly: true })
  return opening.then(() => 'it opened', String)
}

const updated = { cpu: await update('cpu'), webgpu: await update('webgpu') }
const { state } = updated.webgpu

console.log(
  JSON.stringify({
    refused: await fallenBack(),
    device: edited.webgpu.device,
    painted: largestError(edited.cpu.data, image.data),
    levels: largestError(edited.webgpu.data, edited.cpu.data),
    loss: [updated.webgpu.loss, updated.cpu.loss],
    gradientNorm: [updated.webgpu.gradientNorm, updated.cpu.gradientNorm],
    moved: largestError(state.theta, theta),
    gradient: largestError(state.m, updated.cpu.state.m) / largest(updated.cpu.state.m),
  }),
)
