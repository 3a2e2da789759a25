import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { openGraph } from '../../../src-main/runtime/onnx-session.ts'
import { parseUNetConfig } from '../../../src-shared/importers/unet-config.ts'
import { readSafetensors, tensorOf } from '../../../src-shared/importers/safetensors.ts'
import { encodeModel } from '../../../src-shared/onnx/encode-model.ts'
import { flatten } from '../../../src-shared/onnx/training/flat-parameters.ts'
import { trainingGraph } from '../../../src-shared/onnx/training/training-graph.ts'
import { levelsAt, stageAt } from '../../../src-shared/training/levels.ts'
import { learningRateAt, updateFactors } from '../../../src-shared/training/optimizer.ts'
import { defaultRecipe, recipeNames, trainingSpec } from '../../../src-shared/training/recipe.ts'
import { createTrainStep, initialState } from '../../../src-shared/training/train-step.ts'
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
    const recipe = { ...base, optimizer }
    const theta = flatten(config, weights)
    const { run, release } = await openGraph(
      encodeModel(trainingGraph(trainingSpec(recipe, network))),
    )
    const step = createTrainStep({
      recipe,
      seed: 5,
      run,
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
    expect(state.averages[0]).not.toEqual(theta)
    expect(state.target === null).toBe(!['ct', 'cd'].includes(name))
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
