/**
 * The runs of the comparison as plain values: which recipe, with which constants, from where, and for how many updates.
 * Equal compute is an equal number of passes through the network.
 */
import type { FieldValues } from '../../../../src-shared/contract/training-api.ts'
import type { Network } from '../../../../src-shared/onnx/networks/consistency.ts'
import { defaultRecipe } from '../../../../src-shared/training/recipe.ts'
import type { RecipeName, TrainRecipe } from '../../../../src-shared/training/recipe.ts'
import { withFields } from '../../../training/recipe-fields.ts'
import { smallNetwork } from '../small-network.ts'
import { SIDE } from './pictures.ts'

export const NETWORK: Network = smallNetwork({ side: SIDE, folding: 2, channels: [32], groups: 4 })
export const BATCH = 16

/** Passes through the network that the teacher and a student may take, in batches of BATCH. */
export const PASSES = { teacher: 9_000, student: 4_500 }

export interface ComparedRun {
  /** Name of its folder and of its row. */
  readonly name: string
  readonly recipe: RecipeName
  /** Whether it starts from the teacher; the others get the teacher's passes on top of their own. */
  readonly fromTeacher: boolean
  /** What differs from the recipe's defaults. */
  readonly fields: FieldValues
}

/** The same optimiser for all, so that they differ by what they teach. */
const OPTIMIZER: FieldValues = {
  'optimizer.kind': 'adam',
  'optimizer.learningRate': 1e-3,
  'optimizer.beta2': 0.99,
  'optimizer.warmup': 50,
  'optimizer.decay': 0.5,
  'optimizer.maxNorm': 1,
}
const AVERAGE: FieldValues = { averageRates: [0.995] }

/** The grid that short runs end at: with more points a target that lags never arrives (see the ablation). */
const CT_LAST = 20

const ct = { 'levels.last': CT_LAST }
/** Pictures of 14 pixels as large as the first blocks of a network for photographs want them. */
const features = { 'metric.kind': 'features', 'metric.side': 56 }
const fixed = { 'levels.schedule': 'fixed' }
const teacher = run('edm', 'edm', {})
const cd = run('cd', 'cd', {})
/** Training that goes on from the teacher, as the published program does it, so that an ablation costs a student's passes. */
const tuned = tunedRun('ct-tuned', ct)

/** The recipes of section 6 of the paper, and those that came after it. */
export const MAIN_RUNS: readonly ComparedRun[] = [
  teacher,
  run('pd', 'pd', { 'levels.first': 32 }),
  cd,
  run('ct', 'ct', ct),
  run('ict', 'ict', { dropout: 0 }),
  run('ect', 'ect', {}),
]

/** What one table of the ablations holds against each other. */
export interface Ablation {
  readonly title: string
  readonly runs: readonly ComparedRun[]
}

export const ABLATIONS: readonly Ablation[] = [
  {
    title: 'Metric, consistency distillation',
    runs: [
      run('cd-l1', 'cd', { 'metric.kind': 'l1' }),
      cd,
      run('cd-huber', 'cd', { 'metric.kind': 'pseudo-huber' }),
      run('cd-features', 'cd', features),
    ],
  },
  {
    title: 'Solver and number of points, consistency distillation',
    runs: [
      run('cd-euler-9', 'cd', { 'levels.method': 'euler', 'levels.points': 9 }),
      run('cd-heun-9', 'cd', { 'levels.points': 9 }),
      run('cd-euler-18', 'cd', { 'levels.method': 'euler' }),
      cd,
    ],
  },
  {
    title: 'Metric, consistency training',
    runs: [
      tunedRun('ct-l1', { ...ct, 'metric.kind': 'l1' }),
      tuned,
      tunedRun('ct-huber', { ...ct, 'metric.kind': 'pseudo-huber' }),
      tunedRun('ct-features', { ...ct, ...features }),
    ],
  },
  {
    title: 'Schedules N(k) and mu(k), consistency training',
    runs: [
      tunedRun('ct-fixed-10', { ...fixed, 'levels.last': 10, 'levels.targetRate': 0.9 }),
      tunedRun('ct-fixed-120', { ...fixed, 'levels.last': 120, 'levels.targetRate': 0.99 }),
      tuned,
      tunedRun('ct-adaptive-150', {}),
    ],
  },
]

function tunedRun(name: string, fields: FieldValues): ComparedRun {
  return { ...run(name, 'ct', fields), fromTeacher: true }
}

function run(name: string, recipe: RecipeName, fields: FieldValues): ComparedRun {
  const average = recipe === 'pd' ? {} : AVERAGE
  const fromTeacher = recipe === 'cd' || recipe === 'pd' || recipe === 'ect'
  return { name, recipe, fromTeacher, fields: { ...OPTIMIZER, ...average, ...fields } }
}

/** Passes of one update: forward and back count three, and each call of a target or a teacher one. */
export function passesPerUpdate({ levels }: Pick<TrainRecipe, 'levels'>): number {
  switch (levels.kind) {
    case 'diffusion':
      return 3
    case 'ct':
    case 'ict':
    case 'ect':
      return 4
    case 'cd':
      return levels.method === 'heun' ? 6 : 5
    case 'pd':
      return 5
  }
}

/** The recipe of a run with as many updates as its passes allow. */
export function recipeOf({ recipe, fromTeacher, fields }: ComparedRun, scale = 1): TrainRecipe {
  const one = withFields(
    defaultRecipe(recipe, { network: NETWORK, steps: 1, batch: BATCH }),
    fields,
  )
  const passes =
    recipe === 'edm' ? PASSES.teacher : PASSES.student + (fromTeacher ? 0 : PASSES.teacher)
  return { ...one, steps: Math.max(1, Math.round((scale * passes) / passesPerUpdate(one))) }
}

/** The runs of the ablations, each once, and the teacher before them. */
export function ablationRuns(): ComparedRun[] {
  const all = [teacher, ...ABLATIONS.flatMap(({ runs }) => runs)]
  return all.filter(({ name }, i) => all.findIndex((other) => other.name === name) === i)
}
