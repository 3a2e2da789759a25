/**
 * One update of a run as a function from state to state: recipe and step number become the numbers that the
 * training graph wants, the graph does the rest. All randomness comes from the run's seed and the step.
 */
import { consistencyScalings, edmScalings, type Scalings } from '../diffusion/preconditioning.ts'
import { type UpdateScalars, UPDATE_SCALARS } from '../onnx/training/optimizer-graph.ts'
import { normals, uniforms } from '../tensor/random.ts'
import { vector, type IntTensor, type RunGraph, type Tensor } from '../tensor/tensor.ts'
import { levelsAt, type Levels } from './levels.ts'
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

export interface TrainStepOptions {
  readonly recipe: TrainRecipe
  readonly seed: number
  /** Runs `trainingGraph(trainingSpec(recipe, network))`. */
  readonly run: RunGraph
  /** Flat parameters of the teacher, for distillation. */
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
    target: kind === 'ct' || kind === 'cd' ? theta.slice() : null,
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

function updateScalars(recipe: TrainRecipe, step: number, targetRate: number): UpdateScalars {
  const { optimizer } = recipe
  const learningRate = learningRateAt(optimizer, step, recipe.steps)
  return {
    beta1: optimizer.beta1,
    oneMinusBeta1: 1 - optimizer.beta1,
    beta2: optimizer.beta2,
    oneMinusBeta2: 1 - optimizer.beta2,
    epsilon: optimizer.epsilon,
    ...updateFactors(optimizer, step + 1, learningRate),
    maxNorm: optimizer.maxNorm ?? 1e30,
    targetRate,
  }
}

/** The inputs that tell the graph about noise levels; diffusion has no second level. */
export function levelFeeds(
  samples: readonly Levels[],
  { pair, teacher }: { readonly pair: boolean; readonly teacher: 'euler' | 'heun' | undefined },
): Record<string, Tensor> {
  const t = samples.map((sample) => sample.t)
  const r = samples.map((sample) => sample.r)
  return {
    t: vector(t),
    't.scalings': scalingRows(t, consistencyScalings),
    weight: vector(samples.map((sample) => sample.weight)),
    ...(pair ? { r: vector(r), 'r.scalings': scalingRows(r, consistencyScalings) } : {}),
    ...(teacher ? { 'teacher.t': scalingRows(t, edmScalings) } : {}),
    ...(teacher === 'heun' ? { 'teacher.r': scalingRows(r, edmScalings) } : {}),
  }
}

function stateFeeds(state: TrainState, teacher: Float32Array | undefined): Record<string, Tensor> {
  const flat = (data: Float32Array): Tensor => ({ shape: [data.length], data })
  return {
    theta: flat(state.theta),
    m: flat(state.m),
    v: flat(state.v),
    ...(state.target ? { target: flat(state.target) } : {}),
    ...(teacher ? { teacher: flat(teacher) } : {}),
    ...Object.fromEntries(state.averages.map((average, i) => [`average.${i}`, flat(average)])),
  }
}

/** The step function of a run. */
export function createTrainStep({ recipe, seed, run, teacher }: TrainStepOptions): TrainStep {
  const { levels } = recipe
  const kinds = {
    pair: levels.kind !== 'diffusion',
    teacher: levels.kind === 'cd' ? levels.method : undefined,
  }
  return async (state, batch, labels) => {
    const { step } = state
    const draws = uniforms(seed, step * STREAMS + LEVELS, 2 * recipe.batch)
    const { samples, targetRate } = levelsAt(recipe, step, draws)
    const results = await run({
      ...stateFeeds(state, teacher),
      ...levelFeeds(samples, kinds),
      x0: batch,
      z: normals(seed, step * STREAMS + NOISE, batch.shape),
      ...(labels ? { labels } : {}),
      scalars: packScalars(updateScalars(recipe, step, targetRate)),
      ...(recipe.averageRates.length > 0
        ? { rates: vector(recipe.averageRates.map((rate) => averageRateAt(rate, step))) }
        : {}),
    })
    return {
      state: {
        step: step + 1,
        theta: results['theta.next'].data,
        m: results['m.next'].data,
        v: results['v.next'].data,
        target: state.target && results['target.next'].data,
        averages: state.averages.map((_, i) => results[`average.${i}.next`].data),
      },
      loss: results.loss.data[0],
      gradientNorm: results.gradientNorm.data[0],
    }
  }
}
