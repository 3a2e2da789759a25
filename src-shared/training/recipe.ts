/**
 * Training recipes as plain values with the papers' constants as defaults. Everything that changes during a
 * run is a function of the step number (levels.ts, optimizer.ts), so that a recipe can be stored and resumed.
 */
import { huberConstant } from '../diffusion/consistency-loss.ts'
import { CONSISTENCY_LEVELS, EDM_LEVELS, type LogNormal } from '../diffusion/curriculum.ts'
import { imageShape, type Network } from '../onnx/networks/consistency.ts'
import { type Metric } from '../onnx/training/loss.ts'
import { type TrainingGraphSpec } from '../onnx/training/training-graph.ts'
import { sizeOf } from '../tensor/tensor.ts'
import { type OptimizerSettings } from './optimizer.ts'

export type RecipeName = 'edm' | 'ct' | 'ict' | 'ect' | 'cd'

/** How pairs of noise levels t > r are drawn. */
export type LevelSettings =
  /** Diffusion: t alone, against the clean image. */
  | { readonly kind: 'diffusion'; readonly law: LogNormal; readonly lowest: number }
  /** Algorithm 3: neighbours on a grid that grows by N(k), with theta- by mu(k). */
  | {
      readonly kind: 'ct'
      readonly first: number
      readonly last: number
      readonly targetRate: number
      readonly form: 'published' | 'paper'
    }
  /** Improved techniques: neighbours on a grid that doubles, drawn by a discretised lognormal law. */
  | { readonly kind: 'ict'; readonly first: number; readonly last: number; readonly law: LogNormal }
  /** Easy consistency tuning: continuous t, its partner nearer with every stage. */
  | {
      readonly kind: 'ect'
      readonly law: LogNormal
      readonly base: number
      readonly stages: number
      readonly weight: 'cifar10' | 'imagenet'
      readonly lowest: number
    }
  /** Algorithm 2: neighbours on a fixed grid. */
  | {
      readonly kind: 'cd'
      readonly points: number
      readonly targetRate: number
      readonly method: 'euler' | 'heun'
    }

export interface TrainRecipe {
  readonly name: RecipeName
  /** Updates of the whole run: schedules are spread over them. */
  readonly steps: number
  readonly batch: number
  readonly metric: Metric
  readonly levels: LevelSettings
  readonly optimizer: OptimizerSettings
  /** Rates of the evaluation averages; the first one is the result. */
  readonly averageRates: readonly number[]
}

export interface RecipeOptions {
  readonly network: Network
  readonly steps: number
  readonly batch: number
}

const radam: OptimizerSettings = {
  kind: 'radam',
  learningRate: 1e-4,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  warmup: 0,
  decay: 0,
  maxNorm: null,
}

/** What small networks and batches want: larger steps, kept short, ending softly. */
const smallNetworkAdam: OptimizerSettings = {
  ...radam,
  kind: 'adam',
  learningRate: 6e-4,
  beta2: 0.99,
  warmup: 200,
  decay: 0.3,
  maxNorm: 1,
}

/** Levels below this are left out where the weight grows as 1 / sigma^2: it would drown all others. */
const LOWEST_WEIGHTED = 0.006

type RecipeParts = Pick<TrainRecipe, 'metric' | 'levels' | 'optimizer' | 'averageRates'>

const recipes: Readonly<Record<RecipeName, (network: Network) => RecipeParts>> = {
  edm: () => ({
    metric: { kind: 'l2' },
    levels: { kind: 'diffusion', law: EDM_LEVELS, lowest: LOWEST_WEIGHTED },
    optimizer: smallNetworkAdam,
    averageRates: [0.9992],
  }),
  ct: () => ({
    metric: { kind: 'l2' },
    levels: { kind: 'ct', first: 2, last: 150, targetRate: 0.95, form: 'published' },
    optimizer: { ...radam, learningRate: 4e-4 },
    averageRates: [0.9999],
  }),
  ict: (network) => ({
    metric: huber(network),
    levels: { kind: 'ict', first: 10, last: 1280, law: CONSISTENCY_LEVELS },
    optimizer: radam,
    averageRates: [0.9999],
  }),
  ect: (network) => ({
    metric: huber(network),
    levels: {
      kind: 'ect',
      law: CONSISTENCY_LEVELS,
      base: 2,
      stages: 8,
      weight: 'cifar10',
      lowest: LOWEST_WEIGHTED,
    },
    optimizer: { ...smallNetworkAdam, learningRate: 3e-4 },
    averageRates: [0.9995],
  }),
  cd: () => ({
    metric: { kind: 'l2' },
    levels: { kind: 'cd', points: 18, targetRate: 0.95, method: 'heun' },
    optimizer: { ...radam, learningRate: 4e-4 },
    averageRates: [0.9999],
  }),
}

function huber(network: Network): Metric {
  return { kind: 'pseudo-huber', c: huberConstant(sizeOf(imageShape(network, 1))) }
}

export const recipeNames = Object.keys(recipes) as readonly RecipeName[]

/** The recipe of this name with its default constants for `network`. */
export function defaultRecipe(name: RecipeName, options: RecipeOptions): TrainRecipe {
  const { network, steps, batch } = options
  return { name, steps, batch, ...recipes[name](network) }
}

/** The graph that runs the steps of a recipe. */
export function trainingSpec(recipe: TrainRecipe, network: Network): TrainingGraphSpec {
  const { kind } = recipe.levels
  const target = {
    diffusion: 'clean',
    ct: 'average',
    ict: 'online',
    ect: 'online',
    cd: 'average',
  } as const
  return {
    network,
    batch: recipe.batch,
    metric: recipe.metric,
    target: target[kind],
    teacher: recipe.levels.kind === 'cd' ? recipe.levels.method : undefined,
    averages: recipe.averageRates.length,
  }
}
