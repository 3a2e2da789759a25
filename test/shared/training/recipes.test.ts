import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { openGraph } from '../../../src-main/runtime/onnx-session.ts'
import { parseUNetConfig } from '../../../src-shared/importers/unet-config.ts'
import { readSafetensors, tensorOf } from '../../../src-shared/importers/safetensors.ts'
import { encodeModel } from '../../../src-shared/onnx/encode-model.ts'
import { flatten } from '../../../src-shared/onnx/training/flat-parameters.ts'
import { levelsAt, pointsAt, stageAt } from '../../../src-shared/training/levels.ts'
import { learningRateAt, updateFactors } from '../../../src-shared/training/optimizer.ts'
import { defaultRecipe, recipeNames } from '../../../src-shared/training/recipe.ts'
import type { TrainRecipe } from '../../../src-shared/training/recipe.ts'
import { stepGraphs } from '../../../src-shared/training/step-graphs.ts'
import { createTrainStep, initialState } from '../../../src-shared/training/train-step.ts'
import { recipeRateAt } from '../../../src-shared/training/optimizer-progress.ts'
import { normals, uniforms } from '../../../src-shared/tensor/random.ts'
import { at } from '../../support/at.ts'

const folder = new URL('../../fixtures/training/unet/', import.meta.url)
const json: unknown = JSON.parse(await readFile(new URL('config.json', folder), 'utf8'))
const config = parseUNetConfig(json, 'config.json')
const file = readSafetensors(await readFile(new URL('diffusion_pytorch_model.safetensors', folder)))
const weights = new Map([...file.tensors.keys()].map((name) => [name, tensorOf(file, name)]))
const network = { config, folding: 1 } as const
const batch = 4
const recipeOf = (name: (typeof recipeNames)[number], steps = 40) =>
  defaultRecipe(name, { network, steps, batch })

describe.each(recipeNames)('the recipe %s', (name) => {
  it('draws noise levels of the schedule: r below t, positive weights, the same for the same numbers', () => {
    const recipe = recipeOf(name)
    for (const step of [0, 20, 39]) {
      const draws = uniforms(3, step, 2 * batch)
      const { samples, targetRate } = levelsAt(recipe, step, draws)
      for (const { t, r, weight } of samples) {
        expect(t).toBeLessThanOrEqual(80)
        expect(r).toBeLessThan(t)
        expect(r).toBeGreaterThanOrEqual(0)
        expect(weight).toBeGreaterThan(0)
      }
      expect(targetRate).toBeLessThan(1)
      expect(levelsAt(recipe, step, draws)).toEqual({ samples, targetRate })
    }
  })
  it('lowers its own loss on a batch that it sees again and again', async () => {
    const labels = { shape: [batch], data: Int32Array.of(0, 1, 2, 3) }
    const base = recipeOf(name)
    const optimizer = { ...base.optimizer, kind: 'adam', learningRate: 2e-3, warmup: 0 } as const
    // A first student of 4096 intervals already knows what its teacher does in two steps.
    const levels = base.levels.kind === 'pd' ? { ...base.levels, first: 2 } : base.levels
    const recipe = { ...base, optimizer, levels }
    const theta = flatten(config, weights)
    const graphs = stepGraphs(recipe, network)
    const { run, release } = await openGraph(encodeModel(graphs.step))
    const step = createTrainStep({
      recipe,
      seed: 5,
      run,
      masks: graphs.masks,
      teacher: name === 'cd' ? theta : undefined,
    })
    const x0 = {
      shape: [batch, 3, 16, 16],
      data: normals(9, 0, [batch, 3, 16, 16]).data.map((z) => z / 4),
    }
    // The step counter stays, so that every update sees the same noise and levels.
    const start = initialState(recipe, theta)
    let state = start
    const losses: number[] = []
    for (let i = 0; i < 12; i++) {
      const result = await step({ ...state, step: 0 }, x0, labels)
      losses.push(result.loss)
      state = result.state
    }
    const again = await step({ ...start, step: 0 }, x0, labels)
    await release()
    expect(again.loss).toBe(losses[0])
    // Against a target that moves along, the first losses may rise before they fall.
    expect(Math.min(...losses.slice(6))).toBeLessThan(at(losses, 0))
    expect(state.averages[0] ?? state.theta).not.toEqual(theta)
    expect(state.target === null).toBe(!['ct', 'cd', 'pd'].includes(name))
  })
})

describe('a batch that comes in parts', () => {
  const changes: Partial<TrainRecipe>[] = [{}, { dropout: 0.3 }]
  it.each(['ect', 'cd', 'pd'] as const)('moves %s as the whole batch does', async (name) => {
    for (const change of changes) {
      const whole = await oneUpdate({ ...recipeOf(name), ...change })
      const parts = await oneUpdate({ ...recipeOf(name), ...change, accumulation: 4 })
      expect(parts.loss).toBeCloseTo(whole.loss, 4)
      expect(relativeError(parts.gradientNorm, whole.gradientNorm)).toBeLessThan(1e-4)
      expect(distanceOf(parts.state.m, whole.state.m)).toBeLessThan(1e-4)
      expect(parts.state.averages.length).toBe(whole.state.averages.length)
    }
  })
  it('is the same to the last bit when it is done again', async () => {
    const recipe = { ...recipeOf('ect'), accumulation: 2, dropout: 0.2 }
    expect((await oneUpdate(recipe)).state).toEqual((await oneUpdate(recipe)).state)
  })
  it('must divide', () => {
    expect(() => stepGraphs({ ...recipeOf('ect'), accumulation: 3 }, network)).toThrow(
      'A batch of 4 cannot be accumulated in 3 equal parts; choose a divisor.',
    )
  })
})

const relativeError = (a: number, b: number) => Math.abs(a - b) / Math.abs(b)

/** |a - b| / |b|. */
function distanceOf(a: Float32Array, b: Float32Array): number {
  const squares = (x: Float32Array) => x.reduce((sum, value) => sum + value ** 2, 0)
  return Math.sqrt(squares(a.map((value, i) => value - at(b, i))) / squares(b))
}

async function oneUpdate(recipe: TrainRecipe) {
  const theta = flatten(config, weights)
  const graphs = stepGraphs(recipe, network)
  const step = await openGraph(encodeModel(graphs.step))
  const update = graphs.update && (await openGraph(encodeModel(graphs.update)))
  const trainStep = createTrainStep({
    recipe,
    seed: 5,
    run: step.run,
    update: update?.run,
    masks: graphs.masks,
    teacher: recipe.levels.kind === 'cd' ? theta : undefined,
  })
  const labels = { shape: [batch], data: Int32Array.of(0, 1, 2, 3) }
  const x0 = normals(9, 0, [batch, 3, 16, 16])
  const result = await trainStep(initialState(recipe, theta), x0, labels)
  await step.release()
  await update?.release()
  return result
}

describe('progressive distillation', () => {
  const recipe = (() => {
    const base = recipeOf('pd', 60)
    return { ...base, levels: { kind: 'pd', first: 8, last: 1 } as const }
  })()
  it('halves its intervals, and gives the last two students twice the time', () => {
    const stages = Array.from({ length: 60 }, (_, step) => pointsAt(recipe, step))
    const lengths = [8, 4, 2, 1].map((points) => stages.filter((at) => at === points).length)
    expect(lengths).toEqual([10, 10, 20, 20])
  })
  it('lets the learning rate fall to nothing for each student', () => {
    const rates = [0, 9, 10, 20, 39, 40].map((step) => recipeRateAt(recipe, step) / 5e-5)
    expect(rates.map((rate) => Math.round(1000 * rate) / 1000)).toEqual([1, 0.1, 1, 1, 0.05, 1])
  })
  it('makes the student the next teacher, and lets the optimiser begin anew', async () => {
    const graphs = stepGraphs(recipe, network)
    const { run, release } = await openGraph(encodeModel(graphs.step))
    const step = createTrainStep({ recipe, seed: 5, run })
    const labels = { shape: [batch], data: Int32Array.of(0, 1, 2, 3) }
    const x0 = normals(9, 0, [batch, 3, 16, 16])
    const theta = flatten(config, weights)
    const old = { ...initialState(recipe, theta), target: theta.map((value) => value / 2), step: 9 }
    const within = await step(old, x0, labels)
    expect(within.state.target).toEqual(old.target)
    const across = await step(within.state, x0, labels)
    await release()
    expect(across.state.target).toEqual(within.state.theta)
    // The moments of a first update: a tenth of the gradient, and a thousandth of its square.
    const { m, v } = across.state
    m.slice(0, 50).forEach((value, i) => expect(value ** 2 / 10).toBeCloseTo(at(v, i), 6))
  })
})

describe('the schedules of a run', () => {
  it('name the stage, which changes as the curriculum tightens', () => {
    const recipe = recipeOf('ect')
    expect([0, 4, 5, 39].map((step) => stageAt(recipe, step))).toEqual([
      'stage 0',
      'stage 0',
      'stage 1',
      'stage 7',
    ])
    expect(stageAt(recipeOf('ct', 800_000), 0)).toBe('N 2')
    expect(stageAt(recipeOf('ict', 400_000), 0)).toBe('N 11')
  })
  it('raise the learning rate in a straight line, hold it, and let it fall to nothing', () => {
    const optimizer = { ...recipeOf('ect').optimizer, learningRate: 1, warmup: 10, decay: 0.5 }
    const rates = [0, 4, 9, 49, 75, 99].map((step) => learningRateAt(optimizer, step, 100))
    expect(rates).toEqual([0.1, 0.5, 1, 1, 0.5, 0.02])
  })
  it('make the first update of Adam as long as the learning rate, and that of RAdam the gradient times it', () => {
    const settings = { beta1: 0.9, beta2: 0.999 }
    const g = 0.3
    const move = (kind: 'adam' | 'radam') => {
      const { plain, adaptive, rootScale } = updateFactors({ kind, ...settings }, 1, 0.01)
      return 0.1 * g * (plain + adaptive / (Math.sqrt(0.001 * g * g) * rootScale))
    }
    expect(move('adam')).toBeCloseTo(0.01, 12)
    expect(move('radam')).toBeCloseTo(0.01 * g, 12)
  })
})
