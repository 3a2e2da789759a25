/**
 * One update of a run as a function from state to state: recipe and step number become the numbers that the
 * training graph wants, the graph does the rest. All randomness comes from the run's seed and the step.
 */
import { dropoutFeeds } from '../onnx/training/dropout.ts'
import { keepMask } from '../tensor/keep-mask.ts'
import { normals, uniforms } from '../tensor/random.ts'
import {
  type Feeds,
  type IntTensor,
  type RunGraph,
  type Tensor,
  type TensorMap,
} from '../tensor/tensor.ts'
import { drawNoise } from './draw-noise.ts'
import { levelFeeds } from './level-feeds.ts'
import { type Levels } from './levels.ts'
import { beginsStage } from './optimizer-progress.ts'
import { hasTargetAverage, type TrainRecipe } from './recipe.ts'
import { updateFeeds } from './update-feeds.ts'

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
  const hasTarget = hasTargetAverage(recipe) || recipe.levels.kind === 'pd'
  return {
    step: 0,
    theta,
    m: new Float32Array(theta.length),
    v: new Float32Array(theta.length),
    target: hasTarget ? theta.slice() : null,
    averages: recipe.averageRates.map(() => theta.slice()),
  }
}

/** The step function of a run. */
export function createTrainStep(options: TrainStepOptions): TrainStep {
  const { recipe, seed, run, update } = options
  return async (before, x0, labels) => {
    const state = beginStage(recipe, before)
    const { step } = state
    const { samples, z, targetRate } = drawNoise(recipe, {
      step,
      uniforms: (count) => uniforms(seed, step * STREAMS + LEVELS, count),
      x0,
      z: normals(seed, step * STREAMS + NOISE, x0.shape),
    })
    const rows = { ...dropoutFeeds(drawMasks(options, step)), x0, z }
    const feeds = {
      part: partFeeds(options, state, { samples, rows, labels }),
      update: { ...optimizerFeeds(state), ...updateFeeds(recipe, step, targetRate) },
    }
    return update
      ? updateInParts({ recipe, run, update }, state, feeds)
      : updateAtOnce(run, state, feeds)
  }
}

/** What an update looks at; the first axis of `rows`, and of the labels [B], is that of the samples. */
interface StepBatch {
  readonly samples: readonly Levels[]
  readonly rows: TensorMap
  readonly labels: IntTensor | undefined
}

interface AllFeeds {
  /** Of part number `part` of the batch. */
  readonly part: (part: number) => Feeds
  readonly update: TensorMap
}

function partFeeds(
  { recipe, teacher }: TrainStepOptions,
  state: TrainState,
  { samples, rows, labels }: StepBatch,
): AllFeeds['part'] {
  const parts = recipe.accumulation
  return (part) => ({
    ...weightFeeds(state),
    ...(teacher ? { teacher: flat(teacher) } : {}),
    ...levelFeeds(recipe, share(samples, part, parts)),
    ...mapValues(rows, (all) => rowsOf(all, part, parts)),
    ...(labels ? { labels: rowsOf(labels, part, parts) } : {}),
  })
}

async function updateAtOnce(
  run: RunGraph,
  state: TrainState,
  feeds: AllFeeds,
): Promise<StepResult> {
  const results = await run({ ...feeds.part(0), ...feeds.update })
  return stepResult(state, results, results.loss.data[0])
}

interface PartRunners {
  readonly recipe: TrainRecipe
  readonly run: RunGraph
  readonly update: RunGraph
}

/** The gradients of all parts are added up before the one update. */
async function updateInParts(
  { recipe, run, update }: PartRunners,
  state: TrainState,
  feeds: AllFeeds,
): Promise<StepResult> {
  const parts = recipe.accumulation
  let sum = flat(new Float32Array(state.theta.length))
  let loss = 0
  for (let part = 0; part < parts; part++) {
    const results = await run({ ...feeds.part(part), sum })
    sum = results['sum.next']
    loss += results.loss.data[0] / parts
  }
  const { theta, target } = weightFeeds(state)
  const weights = target && hasTargetAverage(recipe) ? { theta, target } : { theta }
  return stepResult(state, await update({ ...weights, ...feeds.update, gradient: sum }), loss)
}

const flat = (data: Float32Array): Tensor => ({ shape: [data.length], data })

function weightFeeds({ theta, target }: TrainState) {
  return { theta: flat(theta), ...(target ? { target: flat(target) } : {}) }
}

function optimizerFeeds(state: TrainState): TensorMap {
  return {
    m: flat(state.m),
    v: flat(state.v),
    ...Object.fromEntries(state.averages.map((average, i) => [`average.${i}`, flat(average)])),
  }
}

/** In progressive distillation the student becomes the teacher wherever the number of intervals has halved. */
function beginStage(recipe: TrainRecipe, state: TrainState): TrainState {
  const { step, theta } = state
  if (!beginsStage(recipe, step)) return state
  const zeros = () => new Float32Array(theta.length)
  return { ...state, m: zeros(), v: zeros(), target: theta.slice() }
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
