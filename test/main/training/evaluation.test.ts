/** Measurements agree with closed forms where the network is replaced by something that can be computed by hand. */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decodeRgb8 } from '../../../src-main/images/decode-rgb8.ts'
import { drawSampleSheet } from '../../../src-main/training/evaluation.ts'
import { measureDenoising, validationLoss } from '../../../src-main/training/evaluation.ts'
import type { Evaluator } from '../../../src-main/training/evaluator.ts'
import { initialWeights } from '../../../src-main/training/initial-weights.ts'
import { DEFAULT_NETWORK } from '../../../src-main/training/default-network.ts'
import { unflatten } from '../../../src-shared/onnx/training/flat-parameters.ts'
import { uniforms } from '../../../src-shared/tensor/random.ts'
import { mapTensor } from '../../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../../src-shared/tensor/tensor.ts'
import { defaultRecipe } from '../../../src-shared/training/recipe.ts'
import type { TrainRecipe } from '../../../src-shared/training/recipe.ts'
import { temporaryFolder } from '../../support/drawn-photographs.ts'
import { toyState } from '../../support/toy-step.ts'

let folder = ''
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(async () => rm(folder, { recursive: true }))

const side = 16
const shape = [6, 3, side, side]
const values = uniforms(1, 0, 6 * 3 * side * side)
const patches: Tensor = { shape, data: Float32Array.from(values, (u) => 2 * u - 1) }

/** An evaluator that answers with a function of the noisy samples. */
function answering(answer: (noisy: Tensor, sigmas: readonly number[]) => Tensor): Evaluator {
  const estimate: Evaluator['estimate'] = (_, noisy, { sigmas }) =>
    Promise.resolve(answer(noisy, sigmas))
  return { batch: 8, estimate, release: () => Promise.resolve() }
}

const perfect = answering((noisy) => ({ ...patches, shape: noisy.shape }))
const idle = answering((noisy) => noisy)
const tiny = { ...DEFAULT_NETWORK, config: { ...DEFAULT_NETWORK.config, sampleSize: side / 2 } }

function options(evaluator: Evaluator, recipe: TrainRecipe) {
  return { evaluator, recipe, seed: 4, patches }
}

const recipeOf = (name: 'edm' | 'ect' | 'ct') =>
  defaultRecipe(name, { network: tiny, steps: 100, batch: 2 })

describe('validationLoss', () => {
  test.each(['edm', 'ect', 'ct'] as const)('is 0 by %s for a perfect denoiser', async (name) => {
    expect(await validationLoss(toyState(), options(perfect, recipeOf(name)))).toBe(0)
  })

  test('of a diffusion run that gives back its input is the mean of weight times sigma^2', async () => {
    // weight = 1 / sigma^2 + 1 / 0.5^2 and E z^2 = 1, so the loss is 1 + 4 sigma^2 on average over z.
    const seen: number[] = []
    const evaluator = answering((noisy, sigmas) => {
      seen.push(...sigmas)
      return noisy
    })
    const loss = await validationLoss(toyState(), options(evaluator, recipeOf('edm')))
    const expected = seen.reduce((sum, sigma) => sum + (1 + 4 * sigma ** 2) / seen.length, 0)
    expect(seen).toHaveLength(6)
    expect(loss / expected).toBeGreaterThan(0.85)
    expect(loss / expected).toBeLessThan(1.15)
  })

  test('uses the levels of the stage that the state is in', async () => {
    const levels = async (step: number) => {
      const seen: number[] = []
      const evaluator = answering((noisy, sigmas) => {
        seen.push(...sigmas)
        return noisy
      })
      await validationLoss({ ...toyState(), step }, options(evaluator, recipeOf('ect')))
      return { t: seen.slice(0, 6), r: seen.slice(6) }
    }
    const [early, late] = [await levels(1), await levels(100)]
    expect(late.t).toEqual(early.t)
    expect(late.r.every((r, i) => r > (early.r[i] ?? 0) || r === early.r[i])).toBe(true)
    expect(late.r).not.toEqual(early.r)
  })
})

describe('measureDenoising', () => {
  test('of noise that is left in place is 20 log10(2 / sigma) before', async () => {
    const results = await measureDenoising(new Float32Array(1), options(idle, recipeOf('ect')))
    for (const { sigma, before, after } of results) {
      expect(before).toBeCloseTo(20 * Math.log10(2 / sigma), 0)
      expect(after).toBeGreaterThanOrEqual(before)
    }
  })
})

test('the sample sheet shows the clean patches in its first row', async () => {
  const path = join(folder, 'sheet.png')
  const dim = { ...options(idle, recipeOf('ect')), patches: mapTensor(patches, () => -0.5) }
  await drawSampleSheet(toyState(), path, dim)
  const sheet = await decodeRgb8(path, { maxSide: 4096 })
  expect([sheet.width, sheet.height]).toEqual([8 * side, 7 * side])
  expect(new Set(sheet.data.subarray(0, 3 * 8 * side * side))).toEqual(new Set([64]))
  expect(new Set(sheet.data.subarray(3 * 8 * side * side)).size).toBeGreaterThan(100)
})

test('the sample sheet has the same noise at every step of a run, and another one in another run', async () => {
  const sheetOf = async (step: number, seed: number) => {
    const path = join(folder, `sheet-${step}-${seed}.png`)
    await drawSampleSheet({ ...toyState(), step }, path, {
      ...options(idle, recipeOf('ect')),
      seed,
    })
    return readFile(path)
  }
  const first = await sheetOf(1, 4)
  expect((await sheetOf(90, 4)).equals(first)).toBe(true)
  expect((await sheetOf(1, 5)).equals(first)).toBe(false)
})

describe('initialWeights', () => {
  const { config } = DEFAULT_NETWORK
  const weights = unflatten(config, initialWeights(config, 9))
  const data = (name: string) => weights.get(name)?.data ?? new Float32Array()

  test('start norms at 1 and 0, the last layers at 0', () => {
    expect(new Set(data('conv_norm_out.weight'))).toEqual(new Set([1]))
    expect(new Set(data('mid_block.resnets.0.norm1.bias'))).toEqual(new Set([0]))
    expect(new Set(data('conv_out.weight'))).toEqual(new Set([0]))
    expect(new Set(data('down_blocks.1.resnets.0.conv2.weight'))).toEqual(new Set([0]))
  })

  test('let Skip blocks draw nothing at first', () => {
    const skips = {
      ...config,
      outChannels: 3,
      upBlockTypes: config.upBlockTypes.map(() => 'SkipUpBlock2D' as const),
    }
    const drawing = unflatten(skips, initialWeights(skips, 9)).get('up_blocks.0.skip_conv.weight')
    expect(drawing?.shape).toEqual([3, 96, 3, 3])
    expect(new Set(drawing?.data)).toEqual(new Set([0]))
  })

  test('draw the others uniformly below 1 / sqrt(fan in)', () => {
    const bound = 1 / Math.sqrt(12 * 9)
    const conv = data('conv_in.weight')
    const deviation = Math.sqrt(conv.reduce((sum, w) => sum + w * w, 0) / conv.length)
    expect(Math.max(...conv.map(Math.abs))).toBeLessThanOrEqual(bound)
    expect(deviation / bound).toBeCloseTo(1 / Math.sqrt(3), 1)
    expect(data('conv_in.bias').some((bias) => bias !== 0)).toBe(true)
  })

  test('are the same for the same seed only', () => {
    const bytes = (seed: number) => Buffer.from(initialWeights(config, seed).buffer)
    expect(bytes(9).equals(bytes(9))).toBe(true)
    expect(bytes(10).equals(bytes(9))).toBe(false)
  })
})
