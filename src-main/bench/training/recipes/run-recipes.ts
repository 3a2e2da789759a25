/**
 * Trains the runs of the comparison one after the other, each from where it was cut off, and judges their samples.
 */
import { normals } from '../../../../src-shared/tensor/random.ts'
import { mapTensor } from '../../../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../../../src-shared/tensor/tensor.ts'
import { openEvaluator } from '../../../training/evaluator.ts'
import type { Evaluator } from '../../../training/evaluator.ts'
import { readFeatureFile, shippedFeatures } from '../../../training/feature-file.ts'
import { initialWeights } from '../../../training/initial-weights.ts'
import { runStudy } from '../study.ts'
import type { Studied, StudyPlace } from '../study.ts'
import { createJudge, samplesOf, SAMPLES } from './judge.ts'
import type { Judge, Judged } from './judge.ts'
import { blurred, pictureSource } from './pictures.ts'
import type { Pictures } from './pictures.ts'
import { ablationRuns, BATCH, MAIN_RUNS, NETWORK, recipeOf } from './runs.ts'
import type { ComparedRun } from './runs.ts'
import { consistencySampler, eulerSampler, heunSampler } from './samplers.ts'

const SEED = 1
/** Pictures that go through the network at a time when samples are drawn. */
const DRAWN_AT_ONCE = 64

export interface RunResult {
  readonly run: ComparedRun
  readonly updates: number
  readonly cpuSeconds: number
  readonly oneStep: Judged
  readonly twoSteps: Judged
  /** The level between the two steps, for consistency models. */
  readonly middle: number | null
}

export interface RecipesResult {
  readonly runs: readonly RunResult[]
  /** The teacher's samples by Heun's method, by the calls of the network that they take. */
  readonly teacher: readonly { readonly calls: number; readonly judged: Judged }[]
  /** Real pictures that the judge has not seen, and the same with grain and blurred: what the distance thinks of those. */
  readonly real: Judged
  readonly grainy: Judged
  readonly blurred: Judged
}

export interface RunsOptions extends StudyPlace {
  /** Factor of all numbers of updates. */
  readonly scale: number
}

/** The recipes against each other, with what the distance thinks of other pictures. */
export async function runRecipes(pictures: Pictures, options: RunsOptions): Promise<RecipesResult> {
  return withJudge(pictures, options, async (judge, evaluator) => {
    const studied = await trainRuns(MAIN_RUNS, pictures, options)
    const runs = await judgeRuns(studied, { judge, evaluator, options })
    const model = { evaluator, theta: studied.get('edm')?.studied.theta ?? new Float32Array(0) }
    const teacher = []
    for (const points of [5, 18]) {
      options.onStep?.('samples of the teacher', points, 18)
      teacher.push({ calls: 2 * points - 1, judged: await judge.judge(heunSampler(points), model) })
    }
    return { runs, teacher, ...(await judgeReal(judge, pictures.training)) }
  })
}

/** The runs of the ablations; they start from the same teacher. */
export async function runAblations(
  pictures: Pictures,
  options: RunsOptions,
): Promise<readonly RunResult[]> {
  return withJudge(pictures, options, async (judge, evaluator) => {
    const studied = await trainRuns(ablationRuns(), pictures, options)
    studied.delete('edm')
    return judgeRuns(studied, { judge, evaluator, options })
  })
}

async function withJudge<Result>(
  pictures: Pictures,
  { threads }: RunsOptions,
  work: (judge: Judge, evaluator: Evaluator) => Promise<Result>,
): Promise<Result> {
  const evaluator = await openEvaluator(NETWORK, { batch: DRAWN_AT_ONCE, threads })
  try {
    return await work(await createJudge(pictures), evaluator)
  } finally {
    await evaluator.release()
  }
}

interface Judging {
  readonly judge: Judge
  readonly evaluator: Evaluator
  readonly options: RunsOptions
}

async function judgeRuns(
  studied: ReadonlyMap<string, TrainedRun>,
  { judge, evaluator, options }: Judging,
): Promise<RunResult[]> {
  const results: RunResult[] = []
  for (const [name, one] of studied) {
    options.signal.throwIfAborted()
    options.onStep?.(`samples of ${name}`, results.length, studied.size)
    results.push(await judgeRun(judge, one, evaluator))
  }
  return results
}

interface TrainedRun {
  readonly run: ComparedRun
  readonly studied: Studied
}

/** Trains every run; the teacher must come first. */
export async function trainRuns(
  runs: readonly ComparedRun[],
  { training }: Pick<Pictures, 'training'>,
  { scale, ...place }: RunsOptions,
): Promise<Map<string, TrainedRun>> {
  const patches = pictureSource(training, { seed: SEED, batch: BATCH })
  const scratch = initialWeights(NETWORK.config, SEED)
  const { network: features } = await readFeatureFile(shippedFeatures)
  const done = new Map<string, TrainedRun>()
  for (const run of runs) {
    const teacher = done.get('edm')?.studied.theta
    const study = {
      name: run.name,
      recipe: recipeOf(run, scale),
      network: NETWORK,
      seed: SEED,
      theta: (run.fromTeacher ? teacher : undefined) ?? scratch,
      teacher: run.recipe === 'cd' ? teacher : undefined,
      features: run.fields['metric.kind'] === 'features' ? features : undefined,
      patches,
    }
    done.set(run.name, { run, studied: await runStudy(study, place) })
  }
  return done
}

/** One step and two steps, as the recipe's model takes them. */
async function judgeRun(
  judge: Judge,
  { run, studied }: TrainedRun,
  evaluator: Evaluator,
): Promise<RunResult> {
  const { theta, state, cpuSeconds } = studied
  const model = { evaluator, theta }
  const facts = { run, updates: state.step, cpuSeconds }
  if (run.recipe === 'edm' || run.recipe === 'pd') {
    // The last student of progressive distillation still has the one of two steps as its teacher.
    const before = run.recipe === 'pd' && state.target ? { evaluator, theta: state.target } : model
    const oneStep = await judge.judge(eulerSampler(1), model)
    return { ...facts, oneStep, twoSteps: await judge.judge(eulerSampler(2), before), middle: null }
  }
  const middle = await judge.chooseMiddle(model)
  const oneStep = await judge.judge(consistencySampler([80]), model)
  return {
    ...facts,
    oneStep,
    twoSteps: await judge.judge(consistencySampler([80, middle]), model),
    middle,
  }
}

/** Deviation of the grain that is added to real pictures. */
export const GRAIN = 0.2

/** Training pictures other than those that the levels are chosen by. */
async function judgeReal(
  judge: Judge,
  training: Tensor,
): Promise<Pick<RecipesResult, 'real' | 'grainy' | 'blurred'>> {
  const real = samplesOf(training, SAMPLES, SAMPLES)
  const { data: noise } = normals(SEED, 0, real.shape)
  const grainy = mapTensor(real, (x, i) => Math.min(Math.max(x + GRAIN * (noise[i] ?? 0), -1), 1))
  const judged = async (pictures: Tensor): Promise<Judged> => ({
    distance: await judge.distance(pictures),
    pictures,
  })
  return {
    real: await judged(real),
    grainy: await judged(grainy),
    blurred: await judged(blurred(real)),
  }
}
