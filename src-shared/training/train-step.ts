/**
 * One update of a run as a function from state to state: recipe and step number become the numbers that the
 * training graph wants, the graph does the rest. All randomness comes from the run's seed and the step.
 */
import { progressiveStage } from '../diffusion/curriculum.ts'
import { consistencyScalings, edmScalings, type Scalings } from '../diffusion/preconditioning.ts'
import { dropoutFeeds } from '../onnx/training/dropout.ts'
import { type UpdateScalars, UPDATE_SCALARS } from '../onnx/training/optimizer-graph.ts'
import { keepMask } from '../tensor/keep-mask.ts'
import { normals, uniforms } from '../tensor/random.ts'
import {
  vector,
  type Feeds,
  type IntTensor,
  type RunGraph,
  type Tensor,
  type TensorMap,
} from '../tensor/tensor.ts'
import { GUESS_DRAWS, guessNoise } from './guess-noise.ts'
import { levelsAt, wholeWay, type Levels, type StepLevels } from './levels.ts'
import { learningRateAt, updateFactors } from './optimizer.ts'
import { type TrainRecipe } from './recipe.ts'

/** Everything a run must remember; every array has the length of the flat parameter vector. */
export interface TrainState {
  /** Updates done. */
  readonly step: number
  readonly theta: Float32Array
  readonly m: Float32Array
  readonly v: Float32Array
  /** theta-, where the recipe's target is a running average. */
  readonly target: Float32Array | null
  /** Evaluation averages, in the order of the recipe's rates. */
  readonly averages: readonly Float32Array[]
}

export interface StepResult {
  readonly state: TrainState
  /** Weighted mean over the batch. */
  readonly loss: number
  readonly gradientNorm: number
}

/** One update on a batch [B, 3, S, S] in [-1, 1], with labels [B] where the network has classes. */
export type TrainStep = (
  state: TrainState,
  batch: Tensor,
  labels?: IntTensor,
) => Promise<StepResult>

/** The graphs of a step, opened (step-graphs.ts). */
export interface StepRunners {
  /** `trainingGraph`, or `gradientGraph` where a batch comes in parts. */
  readonly run: RunGraph
  /** `updateGraph`, where a batch comes in parts. */
  readonly update?: RunGraph | undefined
  /** Shapes of the dropout masks of one part. */
  readonly masks?: readonly (readonly number[])[] | undefined
}

export interface TrainStepOptions extends StepRunners {
  readonly recipe: TrainRecipe
  readonly seed: number
  /** Flat parameters of the teacher of consistency distillation. */
  readonly teacher?: Float32Array | undefined
}

/** Random streams of a step. */
const STREAMS = 2
const NOISE = 0
const LEVELS = 1

/** The state before the first update of a run that starts at `theta`. */
export function initialState(recipe: TrainRecipe, theta: Float32Array): TrainState {
  const { kind } = recipe.levels
  return {
    step: 0,
    theta,
    m: new Float32Array(theta.length),
    v: new Float32Array(theta.length),
    target: kind === 'ct' || kind === 'cd' || kind === 'pd' ? theta.slice() : null,
    averages: recipe.averageRates.map(() => theta.slice()),
  }
}

/** [B, 4] rows of cSkip, cOut, cIn, cNoise. */
export function scalingRows(sigmas: readonly number[], scale: (sigma: number) => Scalings): Tensor {
  const rows = sigmas
    .map(scale)
    .flatMap(({ cSkip, cOut, cIn, cNoise }) => [cSkip, cOut, cIn, cNoise])
  return { shape: [sigmas.length, 4], data: Float32Array.from(rows) }
}

/** A young average forgets its start faster than its rate says. */
function averageRateAt(rate: number, step: number): number {
  return Math.min(rate, (1 + step) / (10 + step))
}

/** The `scalars` input of the training graph. */
export function packScalars(scalars: UpdateScalars): Tensor {
  return vector(UPDATE_SCALARS.map((name) => scalars[name]))
}

/** Where the optimiser stands: in progressive distillation every student begins anew. */
function progressAt({ levels, steps }: TrainRecipe, step: number): { step: number; steps: number } {
  if (levels.kind !== 'pd') return { step, steps }
  const { start, length } = progressiveStage(step, { ...levels, iterations: steps })
  return { step: step - start, steps: length }
}

/** The learning rate of update `step` (from 0). */
export function recipeRateAt(recipe: TrainRecipe, step: number): number {
  const progress = progressAt(recipe, step)
  return learningRateAt(recipe.optimizer, progress.step, progress.steps)
}

function updateScalars(recipe: TrainRecipe, step: number, targetRate: number): UpdateScalars {
  const { optimizer } = recipe
  const { step: done } = progressAt(recipe, step)
  return {
    beta1: optimizer.beta1,
    oneMinusBeta1: 1 - optimizer.beta1,
    beta2: optimizer.beta2,
    oneMinusBeta2: 1 - optimizer.beta2,
    epsilon: optimizer.epsilon,
    ...updateFactors(optimizer, done + 1, recipeRateAt(recipe, step)),
    maxNorm: optimizer.maxNorm ?? 1e30,
    targetRate,
  }
}

/** Whether the update after `step` others begins with what the one before has made of the weights. */
export function beginsStage(recipe: TrainRecipe, step: number): boolean {
  return recipe.levels.kind === 'pd' && step > 0 && progressAt(recipe, step).step === 0
}

/** In progressive distillation the student becomes the teacher wherever the number of intervals has halved. */
function beginStage(recipe: TrainRecipe, state: TrainState): TrainState {
  const { step, theta } = state
  if (!beginsStage(recipe, step)) return state
  const zeros = () => new Float32Array(theta.length)
  return { ...state, m: zeros(), v: zeros(), target: theta.slice() }
}

/** The inputs that tell the graph about noise levels; diffusion has no second level. */
export function levelFeeds({ levels }: TrainRecipe, samples: readonly Levels[]): TensorMap {
  const t = samples.map((sample) => sample.t)
  const r = samples.map((sample) => sample.r)
  const weight = vector(samples.map((sample) => sample.weight))
  const diffusion = { t: vector(t), 't.scalings': scalingRows(t, edmScalings), weight }
  if (levels.kind === 'diffusion') return diffusion
  if (levels.kind === 'pd') {
    const middle = samples.map((sample) => sample.middle ?? sample.r)
    return {
      ...diffusion,
      r: vector(r),
      middle: vector(middle),
      'teacher.t': scalingRows(t, edmScalings),
      'teacher.middle': scalingRows(middle, edmScalings),
    }
  }
  const pair = {
    ...diffusion,
    't.scalings': scalingRows(t, consistencyScalings),
    r: vector(r),
    'r.scalings': scalingRows(r, consistencyScalings),
  }
  if (levels.kind !== 'cd') return pair
  const teacher = { ...pair, 'teacher.t': scalingRows(t, edmScalings) }
  return levels.method === 'euler'
    ? teacher
    : { ...teacher, 'teacher.r': scalingRows(r, edmScalings) }
}

const flat = (data: Float32Array): Tensor => ({ shape: [data.length], data })

function optimizerFeeds(state: TrainState): TensorMap {
  return {
    m: flat(state.m),
    v: flat(state.v),
    ...Object.fromEntries(state.averages.map((average, i) => [`average.${i}`, flat(average)])),
  }
}

export interface NoiseDraw {
  readonly step: number
  /** So many uniform numbers of [0, 1); the first ones are the same however many are asked for. */
  readonly uniforms: (count: number) => Float64Array
  /** The pictures [B, 3, S, S]; the batch may be another than the recipe's. */
  readonly x0: Tensor
  /** Unit normals of the same shape. */
  readonly z: Tensor
}

/** The noise of a batch and its levels. */
export function drawNoise(
  recipe: TrainRecipe,
  { step, uniforms: draw, x0, z }: NoiseDraw,
): StepLevels & { readonly z: Tensor } {
  const batch = z.shape[0]
  const draws = draw((2 + (recipe.guessShare > 0 ? GUESS_DRAWS : 0)) * batch)
  const { samples, targetRate } = levelsAt({ ...recipe, batch }, step, draws)
  if (recipe.guessShare === 0) return { samples, targetRate, z }
  const noise = guessNoise({ x0, z }, recipe.guessShare, draws.subarray(2 * batch))
  const asked = samples.map((drawn, i) => {
    const level = noise.levels[i]
    return level === null ? drawn : wholeWay(recipe, level)
  })
  return { samples: asked, targetRate, z: noise.z }
}

/** The step function of a run. */
export function createTrainStep(options: TrainStepOptions): TrainStep {
  const { recipe, seed, run, update, teacher } = options
  const parts = recipe.accumulation
  return async (before, batch, labels) => {
    const state = beginStage(recipe, before)
    const { step } = state
    const { samples, z, targetRate } = drawNoise(recipe, {
      step,
      uniforms: (count) => uniforms(seed, step * STREAMS + LEVELS, count),
      x0: batch,
      z: normals(seed, step * STREAMS + NOISE, batch.shape),
    })
    const masks = dropoutFeeds(drawMasks(options, step))
    const weights = {
      theta: flat(state.theta),
      ...(state.target ? { target: flat(state.target) } : {}),
    }
    const partFeeds = (part: number): Feeds => ({
      ...weights,
      ...(teacher ? { teacher: flat(teacher) } : {}),
      ...levelFeeds(recipe, share(samples, part, parts)),
      ...mapValues({ ...masks, x0: batch, z }, (all) => rowsOf(all, part, parts)),
      ...(labels ? { labels: rowsOf(labels, part, parts) } : {}),
    })
    const updateFeeds = {
      ...optimizerFeeds(state),
      scalars: packScalars(updateScalars(recipe, step, targetRate)),
      ...(recipe.averageRates.length > 0
        ? { rates: vector(recipe.averageRates.map((rate) => averageRateAt(rate, step))) }
        : {}),
    }
    if (!update) {
      const results = await run({ ...partFeeds(0), ...updateFeeds })
      return stepResult(state, results, results.loss.data[0])
    }
    let sum: Tensor = { shape: [state.theta.length], data: new Float32Array(state.theta.length) }
    let loss = 0
    for (let part = 0; part < parts; part++) {
      const results = await run({ ...partFeeds(part), sum })
      sum = results['sum.next']
      loss += results.loss.data[0] / parts
    }
    const averaged = hasTargetAverage(recipe) ? weights : { theta: weights.theta }
    return stepResult(state, await update({ ...averaged, ...updateFeeds, gradient: sum }), loss)
  }
}

/** Whether theta- is an average that moves with every update; elsewhere it stays, or there is none. */
export function hasTargetAverage({ levels: { kind } }: TrainRecipe): boolean {
  return kind === 'ct' || kind === 'cd'
}

function stepResult(state: TrainState, results: TensorMap, loss: number): StepResult {
  const target = 'target.next' in results ? results['target.next'].data : state.target
  return {
    state: {
      step: state.step + 1,
      theta: results['theta.next'].data,
      m: results['m.next'].data,
      v: results['v.next'].data,
      target,
      averages: state.averages.map((_, i) => results[`average.${i}.next`].data),
    },
    loss,
    gradientNorm: results.gradientNorm.data[0],
  }
}

/** One mask for each place that drops, for the whole batch. */
function drawMasks({ recipe, seed, masks = [] }: TrainStepOptions, step: number): Tensor[] {
  return masks.map(([, ...shape], i) => {
    const stream = step * masks.length + i
    return keepMask(seed, stream, { shape: [recipe.batch, ...shape], rate: recipe.dropout })
  })
}

/** Part number `part` of `parts` of a list. */
function share<T>(list: readonly T[], part: number, parts: number): readonly T[] {
  const size = list.length / parts
  return list.slice(part * size, (part + 1) * size)
}

/** The same of a tensor's first axis; a view. */
function rowsOf<T extends Tensor | IntTensor>(all: T, part: number, parts: number): T {
  const [rows, ...rest] = all.shape
  const size = all.data.length / parts
  const data = all.data.subarray(part * size, (part + 1) * size)
  return { ...all, shape: [rows / parts, ...rest], data }
}

function mapValues<T>(record: Readonly<Record<string, T>>, fn: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, fn(value)]))
}
