/**
 * Consistency training (Algorithm 3) with L2 and a target average: ct and ct_l2, update after update on one batch.
 */
import { ctPointCount, ctTargetRate } from '../../../../src-shared/diffusion/curriculum.ts'
import { karrasSigmas } from '../../../../src-shared/diffusion/noise-schedule.ts'
import type { JsonFields } from '../../../../src-shared/importers/json-fields.ts'
import { vector, type TensorMap } from '../../../../src-shared/tensor/tensor.ts'
import { compare, skip, type Finding } from '../finding.ts'
import { outputOf } from '../network/golden-network.ts'
import { ctSchedule } from '../schedules/curricula.ts'
import { RADAM, radamScalars } from './radam-scalars.ts'
import {
  EQUAL,
  EXACT,
  GRADIENT,
  LATER_PARAMETERS,
  LEVELS,
  LOSSES,
  PARAMETERS,
  SUMS,
} from './tolerances.ts'
import { compareFlat, flat, freshState, levelFeeds, openStep, pick } from './training-fixture.ts'
import type { TrainingFixture } from './training-fixture.ts'

const CASE = 'ct_l2'

/** Levels, then as many updates as the files tell of. */
export async function* checkConsistencyTraining(fixture: TrainingFixture): AsyncGenerator<Finding> {
  const { golden, constants, item, target } = fixture
  if (!golden.has('ct.t')) return
  const fields = constants.case(CASE)
  if (!fields) yield skip(`${item}/${CASE}`, 'its constants are missing')
  else if (!target) yield skip(`${item}/${CASE}`, 'the weights of its target are missing')
  else {
    yield* checkLevels(fixture, fields)
    yield* checkUpdates(fixture, { fields, target })
  }
}

function* checkLevels({ golden, item }: TrainingFixture, fields: JsonFields): Generator<Finding> {
  const schedule = ctSchedule(fields)
  const k = fields.integer('k', { min: 0 })
  const points = ctPointCount(k, schedule)
  const rate = ctTargetRate(k, schedule, 'published')
  yield compare(`${item}/${CASE}/N`, [[points], [fields.integer('N')]], EQUAL)
  yield compare(`${item}/${CASE}/mu`, [[rate], [fields.number('mu')]], EXACT)
  const sigmas = karrasSigmas(points)
  const indices = golden.values('ct.indices')
  yield compare(`${item}/ct/t`, [pick(sigmas, indices), golden.values('ct.t')], LEVELS)
  yield compare(`${item}/ct/t_next`, [pick(sigmas, indices, 1), golden.values('ct.t_next')], LEVELS)
}

async function* checkUpdates(
  fixture: TrainingFixture,
  { fields, target }: { fields: JsonFields; target: Float32Array },
): AsyncGenerator<Finding> {
  const { golden, theta } = fixture
  const learningRate = fields.number('lr')
  const targetRate = fields.number('mu')
  const levels = levelFeeds(fixture, { t: golden.tensor('ct.t'), r: golden.tensor('ct.t_next') })
  const rates = vector([fields.number('eval_ema_rate')])
  const step = await openStep(fixture, {
    metric: { kind: 'l2' },
    target: 'average',
    averages: 1,
    withGradient: true,
  })
  const losses: number[] = []
  let state: TensorMap = { ...freshState(theta), target: flat(target), 'average.0': flat(theta) }
  try {
    for (let n = 1; n <= updatesOf(fixture, fields); n++) {
      const scalars = radamScalars({ ...RADAM, learningRate }, n, targetRate)
      const results = await step.run({ ...state, ...levels, rates, scalars })
      losses.push(...outputOf(results, 'loss').data)
      if (n === 1) yield* checkFirst(fixture, fields, results)
      state = stateAfter(results, Object.keys(state))
      yield* checkState(fixture, n, state)
    }
  } finally {
    await step.release()
  }
  yield* checkLosses(fixture, fields, losses)
}

/** Lists of losses by name, and how many updates they tell of. */
const LISTS = /^(?:ct\.)?losses_(\d+)_steps$/
/** Files of parameters after some updates. */
const AFTER = /^ct_l2_(?:params|target)_after(\d+)\.safetensors$/

function updatesOf({ folder, golden }: TrainingFixture, fields: JsonFields): number {
  const counts = (names: readonly string[], pattern: RegExp) =>
    names.map((name) => Number(pattern.exec(name)?.[1] ?? 1))
  return Math.max(
    ...counts(golden.names, LISTS),
    ...counts(fields.keys, LISTS),
    ...counts(folder.files, AFTER),
  )
}

/** The inputs of the next update among the results of this one. */
function stateAfter(results: TensorMap, names: readonly string[]): TensorMap {
  return Object.fromEntries(names.map((name) => [name, outputOf(results, `${name}.next`)]))
}

/** The first update in detail: distances, loss, gradient, and the sums of the evaluation average. */
async function* checkFirst(
  fixture: TrainingFixture,
  fields: JsonFields,
  results: TensorMap,
): AsyncGenerator<Finding> {
  const { golden, folder } = fixture
  const item = `${fixture.item}/${CASE}`
  const distances = outputOf(results, 'distances').data
  yield compare(`${item}/loss_per_sample`, [distances, golden.values('ct.loss_per_sample')], LOSSES)
  yield compare(`${item}/loss`, [outputOf(results, 'loss').data, [fields.number('loss')]], LOSSES)
  if (folder.has('ct_l2_grad.safetensors')) {
    const gradient = outputOf(results, 'gradient').data
    yield await compareFlat(fixture, [`${CASE}_grad`, gradient], GRADIENT)
  }
  const average = outputOf(results, 'average.0.next').data
  const sums = {
    eval_ema_sum_after1: average.reduce((sum, value) => sum + value, 0),
    eval_ema_abs_sum_after1: average.reduce((sum, value) => sum + Math.abs(value), 0),
  }
  const known = Object.entries(sums).filter(([key]) => fields.has(key))
  const expected = known.map(([key]) => fields.number(key))
  if (known.length === 0) return
  yield compare(`${item}/eval_ema_sums_after1`, [known.map(([, sum]) => sum), expected], SUMS)
}

/** Parameters and target after update `n`, where there is a file of them. */
async function* checkState(
  fixture: TrainingFixture,
  n: number,
  state: TensorMap,
): AsyncGenerator<Finding> {
  const tolerance = n === 1 ? PARAMETERS : LATER_PARAMETERS
  for (const [kind, name] of [
    ['params', 'theta'],
    ['target', 'target'],
  ] as const) {
    const file = `${CASE}_${kind}_after${n}`
    if (!fixture.folder.has(`${file}.safetensors`)) continue
    yield await compareFlat(fixture, [file, outputOf(state, name).data], tolerance)
  }
}

/** The losses of all updates, which both files may hold. */
function* checkLosses(
  { golden, item }: TrainingFixture,
  fields: JsonFields,
  losses: readonly number[],
): Generator<Finding> {
  for (const name of golden.names.filter((name) => LISTS.test(name))) {
    const expected = golden.values(name)
    yield compare(`${item}/${name}`, [losses.slice(0, expected.length), expected], LOSSES)
  }
  for (const key of fields.keys.filter((key) => LISTS.test(key))) {
    const expected = fields.numbers(key)
    yield compare(`${item}/${CASE}/${key}`, [losses.slice(0, expected.length), expected], LOSSES)
  }
}
