/**
 * Trains on WebGPU and on the processor and prints how far they end apart, whether the arrays stayed on the device in
 * between, and how many as long as the parameters went there and back with every update, counted where the runtime is
 * given and gives arrays: `webgpu-train.ts FOLDER` with a folder for the model.
 */
import { join } from 'node:path'
import { InferenceSession } from 'onnxruntime-node'
import { readBaseModel } from '../../src-main/training/base-model.ts'
import { openTrainee } from '../../src-main/training/open-trainee.ts'
import type { DeviceId } from '../../src-shared/contract/devices-api.ts'
import { parameterCount } from '../../src-shared/onnx/training/flat-parameters.ts'
import { imageShape } from '../../src-shared/onnx/networks/consistency.ts'
import { normals } from '../../src-shared/tensor/random.ts'
import { defaultRecipe } from '../../src-shared/training/recipe.ts'
import type { RecipeName } from '../../src-shared/training/recipe.ts'
import { initialState } from '../../src-shared/training/train-step.ts'
import type { TrainState } from '../../src-shared/training/train-step.ts'
import { largestError } from './golden.ts'
import { writeTinyModel } from './tiny-model.ts'

const folder = join(process.argv[2] ?? '', 'tiny')
await writeTinyModel(folder, (count) => normals(1, 0, [count]).data.map((value) => 0.2 * value))
const { network, theta } = await readBaseModel(folder)

/** Arrays as long as the parameters that were given to the runtime from this process, and by it. */
const crossed = { to: 0, from: 0 }
const countLong = (values: InferenceSession.OnnxValueMapType) =>
  Object.values(values).filter(({ location, size }) => location === 'cpu' && size >= theta.length)
    .length
const create = InferenceSession.create.bind(InferenceSession)
Object.assign(InferenceSession, {
  create: async (model: Uint8Array, options?: InferenceSession.SessionOptions) => {
    const session = await create(model, options)
    const run = session.run.bind(session)
    return Object.assign(session, {
      run: async (feeds: InferenceSession.FeedsType) => {
        const results = await run(feeds)
        crossed.to += countLong(feeds)
        crossed.from += countLong(results)
        return results
      },
    })
  },
})

const STEPS = 4
/** Progressive distillation halves its intervals once on the way. */
const CHANGES: Readonly<Partial<Record<RecipeName, object>>> = {
  ct: { accumulation: 2 },
  pd: { levels: { kind: 'pd', first: 2, last: 1 } },
}

async function train(name: RecipeName, device: DeviceId) {
  const recipe = {
    ...defaultRecipe(name, { network, steps: STEPS, batch: 2 }),
    ...CHANGES[name],
  }
  const teacher = name === 'cd' ? theta : null
  const trainee = await openTrainee({ recipe, network, seed: 3, teacher, device })
  const step = trainee.stepFor(STEPS)
  const losses: number[] = []
  const crossings: (readonly [to: number, from: number])[] = []
  let state = initialState(recipe, theta.slice())
  for (let update = 0; update < STEPS; update++) {
    Object.assign(crossed, { to: 0, from: 0 })
    const result = await step(state, normals(7, update, imageShape(network, 2)))
    state = result.state
    losses.push(result.loss)
    crossings.push([crossed.to, crossed.from])
  }
  const stayed = state.theta.every((value) => value === 0) && state.m.every((value) => value === 0)
  await trainee.fetch(state)
  await trainee.release()
  return { state, losses, crossings, stayed }
}

const longArrays = ({ theta: own, m, v, target, averages }: TrainState) =>
  [own, m, v, ...averages, ...(target ? [target] : [])] as const
const largest = (values: Float32Array) => values.reduce((a, b) => Math.max(a, Math.abs(b)), 0)

const found: Record<string, unknown> = { parameters: parameterCount(network.config) }
for (const name of ['ct', 'pd'] as const) {
  const [cpu, webgpu] = [await train(name, 'cpu'), await train(name, 'webgpu')]
  const ours = longArrays(webgpu.state)
  const apart = longArrays(cpu.state).map((array, i) => {
    const other = ours[i] ?? new Float32Array()
    return largestError(other, array) / Math.max(largest(array), 1e-30)
  })
  found[name] = {
    stayed: [cpu.stayed, webgpu.stayed],
    losses: [webgpu.losses, cpu.losses],
    crossings: webgpu.crossings,
    moved: largestError(cpu.state.theta, theta),
    apart: Math.max(...apart),
  }
}
console.log(JSON.stringify(found))
