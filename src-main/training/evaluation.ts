/**
 * Measures a run on held-back patches and draws what its model makes.
 * Everything random here is fixed for the whole run, so that two measurements differ by the weights alone.
 */
import { l1, l2, pseudoHuber, weightedMean } from '../../src-shared/diffusion/consistency-loss.ts'
import {
  freeGeneration,
  renoiseBy,
  sampleMultistep,
} from '../../src-shared/diffusion/multistep-sampler.ts'
import { consistencyScalings, edmScalings } from '../../src-shared/diffusion/preconditioning.ts'
import { tensorToPixels } from '../../src-shared/tensor/pixels.ts'
import { normals, uniforms } from '../../src-shared/tensor/random.ts'
import { mapTensor } from '../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import { isDiffusion } from '../../src-shared/training/recipe.ts'
import type { TrainRecipe } from '../../src-shared/training/recipe.ts'
import { drawNoise } from '../../src-shared/training/draw-noise.ts'
import type { TrainState } from '../../src-shared/training/train-step.ts'
import { encodeImage } from '../images/encode.ts'
import { derivedSeed } from './derived-seed.ts'
import type { Evaluator } from './evaluator.ts'
import { cycled, stack } from './patch-source.ts'
import { twoStepTarget } from './two-step-target.ts'

export interface EvaluationOptions {
  readonly evaluator: Evaluator
  readonly recipe: TrainRecipe
  readonly seed: number
  /** Held-back patches [B, 3, S, S]. */
  readonly patches: Tensor
  /** Their classes, for a network that has classes. */
  readonly labels?: readonly number[] | undefined
}

/** The weights that a run is judged by and ends as: its first evaluation average. */
export function resultOf({ theta, averages }: TrainState): Float32Array {
  return averages[0] ?? theta
}

/**
 * The recipe's own loss on the patches, at the levels of the state's stage, with the evaluation average
 * on both sides. Consistency distillation is measured along the known noise, without its teacher; a feature distance
 * as L2.
 */
export async function validationLoss(
  state: TrainState,
  options: EvaluationOptions,
): Promise<number> {
  const { evaluator, recipe, patches, labels } = options
  const seed = derivedSeed(options.seed, 'validation')
  const step = Math.max(state.step - 1, 0)
  const { samples, z: noise } = drawNoise(recipe, {
    step,
    uniforms: (length) => uniforms(seed, 1, length),
    x0: patches,
    z: normals(seed, 0, patches.shape),
  })
  const scale = isDiffusion(recipe) ? edmScalings : consistencyScalings
  const noisyAt = (sigmas: readonly number[]) => addNoise(patches, noise, sigmas)
  const estimateOf = (theta: Float32Array) => (noisy: Tensor, sigmas: readonly number[]) =>
    evaluator.estimate(theta, noisy, { sigmas, labels, scale })
  const result = estimateOf(resultOf(state))
  const [t, r] = [samples.map((sample) => sample.t), samples.map((sample) => sample.r)]
  const answer = () => {
    if (recipe.levels.kind === 'diffusion') return patches
    if (recipe.levels.kind !== 'pd') return result(noisyAt(r), r)
    return twoStepTarget(noisyAt(t), samples, estimateOf(state.target ?? state.theta))
  }
  const guess = await result(noisyAt(t), t)
  const weights = samples.map(({ weight }) => weight)
  return weightedMean(distances(recipe, guess, await answer()), weights)
}

function distances({ metric }: TrainRecipe, a: Tensor, b: Tensor): Float64Array {
  if (metric.kind === 'l1') return l1(a, b)
  return metric.kind === 'pseudo-huber' ? pseudoHuber(a, b, metric.c) : l2(a, b)
}

/** x + sigma z, with one sigma for each sample. */
function addNoise(clean: Tensor, noise: Tensor, sigmas: readonly number[]): Tensor {
  const size = clean.data.length / sigmas.length
  return mapTensor(clean, (x, i) => x + (sigmas[Math.floor(i / size)] ?? 0) * (noise.data[i] ?? 0))
}

/** How much cleaner one noise level becomes, in decibels of PSNR over [-1, 1]. */
export interface DenoisingResult {
  readonly sigma: number
  readonly before: number
  readonly after: number
}

const MEASURED_LEVELS = [0.05, 0.1, 0.25, 0.5, 1, 2]

/** One-step denoising of the held-back patches, estimates clamped to [-1, 1]. */
export async function measureDenoising(
  theta: Float32Array,
  { evaluator, patches, labels, seed }: EvaluationOptions,
): Promise<DenoisingResult[]> {
  const noise = normals(derivedSeed(seed, 'validation'), 0, patches.shape)
  const results: DenoisingResult[] = []
  for (const sigma of MEASURED_LEVELS) {
    const sigmas = repeat(sigma, patches.shape[0] ?? 0)
    const noisy = addNoise(patches, noise, sigmas)
    const estimate = await evaluator.estimate(theta, noisy, { sigmas, labels })
    const clamped = mapTensor(estimate, (x) => Math.min(Math.max(x, -1), 1))
    results.push({ sigma, before: psnr(noisy, patches), after: psnr(clamped, patches) })
  }
  return results
}

/** 10 log10(2^2 / mean squared error). */
function psnr(a: Tensor, b: Tensor): number {
  const sum = a.data.reduce((total, value, i) => total + (value - (b.data[i] ?? 0)) ** 2, 0)
  return 10 * Math.log10((4 * a.data.length) / sum)
}

const COLUMNS = 8
/** Levels at which the sheet shows a noisy patch and its one-step estimate. */
const SHOWN_LEVELS = [0.5, 2]
/** Levels of the sheet's row of generated patches. */
const GENERATION_LEVELS = [80, 20, 8, 4, 2, 1, 0.5, 0.2]

/**
 * A contact sheet as PNG: clean patches, noisy ones with their estimates, and patches generated in one step
 * and in eight.
 */
export async function drawSampleSheet(
  state: TrainState,
  path: string,
  options: EvaluationOptions,
): Promise<void> {
  const theta = resultOf(state)
  const seed = derivedSeed(options.seed, 'samples')
  const clean = firstPatches(options.patches, COLUMNS)
  const noise = (step: number) => normals(seed, step, clean.shape)
  const labels = options.labels && cycled(options.labels, COLUMNS)
  const denoise = (noisy: Tensor, sigma: number) =>
    options.evaluator.estimate(theta, noisy, { sigmas: repeat(sigma, COLUMNS), labels })
  const rows = [clean]
  for (const sigma of SHOWN_LEVELS) {
    const noisy = addNoise(clean, noise(0), repeat(sigma, COLUMNS))
    rows.push(noisy, await denoise(noisy, sigma))
  }
  const start = mapTensor(noise(0), (z) => 80 * z)
  const sigmas = GENERATION_LEVELS
  for await (const estimate of sampleMultistep({
    denoise,
    known: freeGeneration,
    start,
    sigmas,
    renoise: renoiseBy(noise),
  })) {
    if (estimate.step === 1 || estimate.step === estimate.steps) rows.push(estimate.image)
  }
  await encodeImage(tensorToPixels(tile(rows)), path, { force: true })
}

const repeat = (value: number, count: number) => Array.from({ length: count }, () => value)

/** The first `count` samples, from the start again where there are fewer. */
function firstPatches({ shape, data }: Tensor, count: number): Tensor {
  const samples = shape[0] ?? 1
  const size = data.length / samples
  const patches = Array.from({ length: samples }, (_, i) => ({
    shape: [1, ...shape.slice(1)],
    data: data.subarray(i * size, (i + 1) * size),
  }))
  return stack(cycled(patches, count))
}

/** Batches [COLUMNS, 3, S, S] as the rows of one picture [1, 3, rows S, COLUMNS S]. */
function tile(rows: readonly Tensor[]): Tensor {
  const side = rows[0]?.shape[3] ?? 0
  const width = COLUMNS * side
  const height = rows.length * side
  const data = new Float32Array(3 * width * height)
  for (const [row, batch] of rows.entries()) {
    for (let line = 0; line < COLUMNS * 3 * side; line++) {
      const [y, channel, column] = [
        line % side,
        Math.floor(line / side) % 3,
        Math.floor(line / side / 3),
      ]
      const to = (channel * height + row * side + y) * width + column * side
      data.set(batch.data.subarray(line * side, (line + 1) * side), to)
    }
  }
  return { shape: [1, 3, height, width], data }
}
