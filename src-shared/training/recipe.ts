/**
 * Training recipes as plain values with the papers' constants as defaults. Everything that changes during a
 * run is a function of the step number (levels.ts, optimizer.ts), so that a recipe can be stored and resumed.
 */
import { UsageError } from '../contract/user-error.ts'
import { huberConstant, type SNR_WEIGHTS } from '../diffusion/consistency-loss.ts'
import {
  CONSISTENCY_LEVELS,
  CT_CIFAR10,
  ECT_SLOPE,
  ECT_WIDENING,
  EDM_LEVELS,
  ICT_CIFAR10,
  type LogNormal,
} from '../diffusion/curriculum.ts'
import { RHO, SIGMA_MAX, SIGMA_MIN } from '../diffusion/noise-schedule.ts'
import { imageShape, type Network } from '../onnx/networks/consistency.ts'
import { type TeacherMethod } from '../onnx/training/teacher-step.ts'
import { sizeOf } from '../tensor/tensor.ts'
import { type OptimizerSettings } from './optimizer.ts'

/** `adapt` is `ect` at the one narrow gap where a consistency model has ended, for such a model on other pictures. */
export type RecipeName = 'edm' | 'ct' | 'ict' | 'ect' | 'adapt' | 'cd' | 'pd'

/** How pairs of noise levels t > r are drawn. */
export type LevelSettings =
  /** Diffusion: t alone, against the clean image. */
  | { readonly kind: 'diffusion'; readonly law: LogNormal }
  /** Algorithm 3: neighbours on a grid that grows by N(k), with theta- by mu(k); or both fixed at their ends. */
  | {
      readonly kind: 'ct'
      /** s0 and s1: intervals at the start and at the end; a fixed grid has `last` points. */
      readonly first: number
      readonly last: number
      /** mu0, 0 to 1: what theta- keeps of itself in an update at the start. */
      readonly targetRate: number
      /** What mu(k) divides by (ctTargetRate). */
      readonly form: 'published' | 'paper'
      readonly schedule: 'adaptive' | 'fixed'
    }
  /** Improved techniques: neighbours on a grid that doubles, drawn by a discretised lognormal law. */
  | {
      readonly kind: 'ict'
      /** s0 and s1: intervals at the start and at the end. */
      readonly first: number
      readonly last: number
      readonly law: LogNormal
    }
  /** Easy consistency tuning: continuous t, its partner nearer with every stage. */
  | {
      readonly kind: 'ect'
      readonly law: LogNormal
      /** q: each stage divides the gap by it. */
      readonly base: number
      /** k and b of 1 + k sigmoid(-b t), which widens the gap at low noise. */
      readonly widening: number
      readonly slope: number
      /** How many the run is divided into, evenly. */
      readonly stages: number
    }
  /** Algorithm 2: neighbours on a fixed grid, the lower one reached by a step of the teacher. */
  | {
      readonly kind: 'cd'
      /** N: noise levels of the grid. */
      readonly points: number
      /** mu, 0 to 1: what theta- keeps of itself in an update. */
      readonly targetRate: number
      readonly method: TeacherMethod
    }
  /** Progressive distillation: one step learns two of the teacher, and the intervals halve from `first` to `last`. */
  | { readonly kind: 'pd'; readonly first: number; readonly last: number }

/** Weight of a pair: by the signal-to-noise ratio of t, or 1 / (t - r). */
export type Weighting = keyof typeof SNR_WEIGHTS | 'gap'

export interface MetricSettings {
  readonly kind: 'l1' | 'l2' | 'pseudo-huber' | 'features'
  /** Of pseudo-huber: the distance below which it is a square (Song and Dhariwal 2023, section 3.3). */
  readonly c: number
  /** Of features: pixels to which a side of the pictures is resized; 0 leaves them at their size. */
  readonly side: number
}

/** The levels that are trained on, in the units of data of [-1, 1], and how grids bend (Karras et al. 2022, equation 5). */
export interface LevelRange {
  readonly sigmaMin: number
  readonly sigmaMax: number
  readonly rho: number
}

export interface TrainRecipe {
  readonly name: RecipeName
  /** Updates of the whole run: schedules are spread over them. */
  readonly steps: number
  /** Patches of an update. */
  readonly batch: number
  /** Parts of a batch that go through the network one after another; the gradients are added up. */
  readonly accumulation: number
  readonly metric: MetricSettings
  readonly weighting: Weighting
  readonly range: LevelRange
  readonly levels: LevelSettings
  readonly optimizer: OptimizerSettings
  /** Rates of the evaluation averages; the first one is the result. */
  readonly averageRates: readonly number[]
  /** Share of the activations before each resnet's last convolution that are dropped. */
  readonly dropout: number
  /** Share of the patches whose noise is the error of an enlargement (guess-noise.ts). */
  readonly guessShare: number
  /** Share of the patches whose noise is the error of a colouring (colour-noise.ts). */
  readonly colourShare: number
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

/** Pairs reach down to 0 up to sigma 1 or so, where edits begin: few updates then keep the one-step estimate. */
const ADAPT_WIDENING = 64

const wholeRange: LevelRange = { sigmaMin: SIGMA_MIN, sigmaMax: SIGMA_MAX, rho: RHO }
const weightedRange: LevelRange = { ...wholeRange, sigmaMin: LOWEST_WEIGHTED }

type RecipeParts = Omit<TrainRecipe, 'name' | 'steps' | 'batch' | 'accumulation' | 'metric'> & {
  readonly metric: MetricSettings['kind']
}

/** The papers' constants for CIFAR-10; where small networks want others, the table of fields says so. */
const recipes: Readonly<Record<RecipeName, RecipeParts>> = {
  edm: {
    metric: 'l2',
    weighting: 'karras',
    range: weightedRange,
    levels: { kind: 'diffusion', law: EDM_LEVELS },
    optimizer: smallNetworkAdam,
    averageRates: [0.9992],
    dropout: 0,
    guessShare: 0,
    colourShare: 0,
  },
  ct: {
    metric: 'l2',
    weighting: 'uniform',
    range: wholeRange,
    levels: {
      kind: 'ct',
      first: CT_CIFAR10.first,
      last: CT_CIFAR10.last,
      targetRate: CT_CIFAR10.targetRate,
      form: 'published',
      schedule: 'adaptive',
    },
    optimizer: { ...radam, learningRate: 4e-4 },
    averageRates: [0.9999],
    dropout: 0,
    guessShare: 0,
    colourShare: 0,
  },
  ict: {
    metric: 'pseudo-huber',
    weighting: 'gap',
    range: wholeRange,
    levels: {
      kind: 'ict',
      first: ICT_CIFAR10.first,
      last: ICT_CIFAR10.last,
      law: CONSISTENCY_LEVELS,
    },
    optimizer: radam,
    averageRates: [0.99993],
    dropout: 0.3,
    guessShare: 0,
    colourShare: 0,
  },
  ect: {
    metric: 'pseudo-huber',
    weighting: 'gap',
    range: weightedRange,
    levels: {
      kind: 'ect',
      law: CONSISTENCY_LEVELS,
      base: 2,
      widening: ECT_WIDENING,
      slope: ECT_SLOPE,
      stages: 8,
    },
    optimizer: { ...smallNetworkAdam, learningRate: 3e-4 },
    averageRates: [0.9995],
    dropout: 0,
    guessShare: 0,
    colourShare: 0,
  },
  adapt: {
    metric: 'pseudo-huber',
    weighting: 'gap',
    range: weightedRange,
    levels: {
      kind: 'ect',
      law: CONSISTENCY_LEVELS,
      base: 16,
      widening: ADAPT_WIDENING,
      slope: ECT_SLOPE,
      stages: 1,
    },
    optimizer: { ...smallNetworkAdam, learningRate: 1e-4, warmup: 20, decay: 0.5 },
    averageRates: [0.9995],
    dropout: 0,
    guessShare: 0.4,
    colourShare: 0.2,
  },
  cd: {
    metric: 'l2',
    weighting: 'uniform',
    range: wholeRange,
    levels: { kind: 'cd', points: 18, targetRate: 0, method: 'heun' },
    optimizer: { ...radam, learningRate: 4e-4 },
    averageRates: [0.9999],
    dropout: 0,
    guessShare: 0,
    colourShare: 0,
  },
  pd: {
    metric: 'l2',
    weighting: 'truncated-snr',
    range: wholeRange,
    levels: { kind: 'pd', first: 4096, last: 1 },
    optimizer: { ...radam, kind: 'adam', learningRate: 5e-5, decay: 1 },
    averageRates: [],
    dropout: 0,
    guessShare: 0,
    colourShare: 0,
  },
}

export const recipeNames = Object.keys(recipes) as readonly RecipeName[]

/** The recipe of this name with its default constants for `network`. */
export function defaultRecipe(name: RecipeName, options: RecipeOptions): TrainRecipe {
  const { network, steps, batch } = options
  const { metric, ...parts } = recipes[name]
  const c = huberConstant(sizeOf(imageShape(network, 1)))
  return { name, steps, batch, accumulation: 1, metric: { kind: metric, c, side: 0 }, ...parts }
}

/** Whether a recipe starts from a diffusion model that it learns from. */
export function hasTeacher({ levels }: Pick<TrainRecipe, 'levels'>): boolean {
  return levels.kind === 'cd' || levels.kind === 'pd'
}

/** Whether a recipe trains a diffusion model D rather than a consistency model f. */
export function isDiffusion({ levels }: Pick<TrainRecipe, 'levels'>): boolean {
  return levels.kind === 'diffusion' || levels.kind === 'pd'
}

/** Whether theta- is an average that moves with every update; elsewhere it stays, or there is none. */
export function hasTargetAverage({ levels }: Pick<TrainRecipe, 'levels'>): boolean {
  return levels.kind === 'ct' || levels.kind === 'cd'
}

/** Patches that go through the network at once. UsageError where the batch does not divide. */
export function partSize({ batch, accumulation }: TrainRecipe): number {
  if (batch % accumulation === 0) return batch / accumulation
  throw new UsageError(
    `A batch of ${batch} cannot be accumulated in ${accumulation} equal parts; choose a divisor.`,
  )
}
