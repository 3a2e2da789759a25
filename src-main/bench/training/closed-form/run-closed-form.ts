/**
 * Trains a small network on Gaussian pictures with each recipe and holds it against the closed form.
 */
import {
  consistencyScalings,
  edmScalings,
} from '../../../../src-shared/diffusion/preconditioning.ts'
import type { Scalings } from '../../../../src-shared/diffusion/preconditioning.ts'
import { ectPartner } from '../../../../src-shared/diffusion/curriculum.ts'
import {
  karrasSigmas,
  sigmasAt,
  SIGMA_MIN,
} from '../../../../src-shared/diffusion/noise-schedule.ts'
import { ectStageAt, pointsAt } from '../../../../src-shared/training/levels.ts'
import { defaultRecipe } from '../../../../src-shared/training/recipe.ts'
import type { RecipeName, TrainRecipe } from '../../../../src-shared/training/recipe.ts'
import type { FieldValues } from '../../../../src-shared/contract/training-api.ts'
import { derivedSeed } from '../../../training/derived-seed.ts'
import { openEvaluator } from '../../../training/evaluator.ts'
import type { Evaluator } from '../../../training/evaluator.ts'
import { initialWeights } from '../../../training/initial-weights.ts'
import { withFields } from '../../../training/recipe-fields.ts'
import { smallNetwork } from '../small-network.ts'
import { runStudy } from '../study.ts'
import type { Measurement, Study, StudyPlace } from '../study.ts'
import {
  exactGain,
  gaussianErrors,
  gaussianSource,
  gaussianTest,
  heunWalk,
  posteriorGain,
  reachedGain,
  straightWalk,
} from './gaussian.ts'
import type { Gain, GaussianTest } from './gaussian.ts'

export const DATA = { mean: 0.3, deviation: 0.5 }
const SIDE = 8
const NETWORK = smallNetwork({ side: SIDE, folding: 2, channels: [16], groups: 1 })
const BATCH = 16
const SEED = 1
/** Levels at which the network is asked: on the grid of 18 points, from 80 down. */
export const LEVELS = sigmasAt([0, 4, 7, 9, 11, 13, 14], 18)

export interface ClosedFormRun {
  readonly name: string
  readonly recipe: RecipeName
  readonly updates: number
  readonly fields: FieldValues
}

/** The optimiser is the same for all, so that the recipes differ by what they teach. */
const OPTIMIZER: FieldValues = {
  'optimizer.kind': 'adam',
  'optimizer.learningRate': 5e-3,
  'optimizer.beta2': 0.99,
  'optimizer.warmup': 50,
  'optimizer.decay': 0.5,
  'optimizer.maxNorm': 1,
  averageRates: [0.99],
}

/** Updates of the teacher and of a recipe. */
const UPDATES = { teacher: 2000, recipe: 6000 }
/**
 * Where N(k) ends: 150 of the paper's 800 000 updates would be far too many, since the target average then lags behind
 * by more updates than a short run has.
 */
const CT_LAST = 40

/** The recipes with the papers' levels but for CT_LAST; the teacher comes first. `scale` is a factor of the updates. */
export function closedFormRuns(scale: number): ClosedFormRun[] {
  const run = (name: string, recipe: RecipeName, fields: FieldValues = {}): ClosedFormRun => {
    const updates = recipe === 'edm' ? UPDATES.teacher : UPDATES.recipe
    return {
      name,
      recipe,
      updates: Math.max(1, Math.round(scale * updates)),
      fields: { ...OPTIMIZER, ...fields },
    }
  }
  return [
    run('edm', 'edm'),
    run('ct', 'ct', { 'levels.last': CT_LAST }),
    run('ict', 'ict', { dropout: 0 }),
    run('ect', 'ect'),
    run('cd', 'cd'),
    run('cd-euler', 'cd', { 'levels.method': 'euler' }),
  ]
}

export interface ClosedFormResult {
  readonly run: ClosedFormRun
  /** Mean over the levels of the error in deviations of the data, while the run went on. */
  readonly measured: readonly Measurement[]
  /** At the end, level by level; what perfect training with its steps would have reached. */
  readonly errors: readonly number[]
  readonly limits: readonly number[]
  readonly cpuSeconds: number
}

/** Trains the runs one after the other; the teacher must come first. */
export async function runClosedForm(
  runs: readonly ClosedFormRun[],
  place: StudyPlace,
): Promise<ClosedFormResult[]> {
  const test = gaussianTest(DATA, LEVELS, { seed: 77, side: SIDE, perLevel: 32 })
  const evaluator = await openEvaluator(NETWORK, { batch: BATCH, threads: place.threads })
  const results: ClosedFormResult[] = []
  let teacher: Float32Array | undefined
  try {
    for (const run of runs) {
      const ask = { test, ...(isTeacher(run) ? DENOISER : CONSISTENCY) }
      const { theta, measured, cpuSeconds } = await runStudy(studyOf(run, teacher, ask), place)
      if (isTeacher(run)) teacher = theta
      const errors = await errorsOf(theta, { ...ask, evaluator })
      results.push({ run, measured, errors, limits: limitsOf(recipeOf(run)), cpuSeconds })
    }
    return results
  } finally {
    await evaluator.release()
  }
}

/** What a network stands for: its factors, and what it should answer on Gaussian data. */
const DENOISER = { scale: edmScalings, gain: posteriorGain(DATA) }
const CONSISTENCY = { scale: consistencyScalings, gain: exactGain(DATA, SIGMA_MIN) }

/** Measurements while a run goes on. */
const MEASURED = 40

function studyOf(
  run: ClosedFormRun,
  teacher: Float32Array | undefined,
  ask: Omit<Asked, 'evaluator'>,
): Study {
  const recipe = recipeOf(run)
  const fromTeacher = run.recipe === 'ect' || run.recipe === 'cd'
  const scratch = initialWeights(NETWORK.config, derivedSeed(SEED, 'weights'))
  return {
    name: run.name,
    recipe,
    network: NETWORK,
    seed: SEED,
    theta: (fromTeacher ? teacher : undefined) ?? scratch,
    teacher: run.recipe === 'cd' ? teacher : undefined,
    patches: gaussianSource(DATA, { seed: 3, batch: BATCH, side: SIDE }),
    measure: async (theta, evaluator) => mean(await errorsOf(theta, { ...ask, evaluator })),
    every: Math.max(1, Math.round(recipe.steps / MEASURED)),
  }
}

const isTeacher = ({ recipe }: ClosedFormRun) => recipe === 'edm'

function recipeOf({ recipe, updates, fields }: ClosedFormRun): TrainRecipe {
  return withFields(
    defaultRecipe(recipe, { network: NETWORK, steps: updates, batch: BATCH }),
    fields,
  )
}

interface Asked {
  readonly test: GaussianTest
  readonly evaluator: Evaluator
  readonly scale: (sigma: number) => Scalings
  readonly gain: Gain
}

async function errorsOf(
  theta: Float32Array,
  { test, evaluator, scale, gain }: Asked,
): Promise<number[]> {
  const estimate = await evaluator.estimate(theta, test.noisy, { sigmas: test.sigmas, scale })
  return gaussianErrors(DATA, test, { estimate, gain })
}

/** How far the last stage of a recipe, perfectly learnt, is from the consistency function. */
function limitsOf(recipe: TrainRecipe): number[] {
  const { levels, steps } = recipe
  if (levels.kind === 'diffusion') return LEVELS.map(() => 0)
  const walk =
    levels.kind === 'cd' && levels.method === 'heun' ? heunWalk(DATA) : straightWalk(DATA)
  const reached = reachedGain(walk, levelBelow(recipe, steps - 1), SIGMA_MIN)
  const exact = exactGain(DATA, SIGMA_MIN)
  const spread = (sigma: number) => Math.sqrt(DATA.deviation ** 2 + sigma ** 2) / DATA.deviation
  return LEVELS.map((sigma) => Math.abs(reached(sigma) - exact(sigma)) * spread(sigma))
}

function levelBelow(recipe: TrainRecipe, step: number): (sigma: number) => number {
  const { levels, steps } = recipe
  if (levels.kind === 'ect') {
    const stage = ectStageAt(levels.stages, step, steps)
    return (t) => Math.max(ectPartner(t, { ...levels, stage }), SIGMA_MIN)
  }
  const grid = karrasSigmas(pointsAt(recipe, step) ?? 2)
  return (t) => grid.find((sigma) => sigma < t * (1 - 1e-9)) ?? SIGMA_MIN
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
