/**
 * Improved consistency training: pseudo-Huber against the network itself, with weights by interval: ict_huber.
 */
import { huberConstant } from '../../../../src-shared/diffusion/consistency-loss.ts'
import { ictPointCount } from '../../../../src-shared/diffusion/curriculum.ts'
import { intervalWeights } from '../../../../src-shared/diffusion/interval-law.ts'
import { karrasSigmas } from '../../../../src-shared/diffusion/noise-schedule.ts'
import { consistencyScalings } from '../../../../src-shared/diffusion/preconditioning.ts'
import type { JsonFields } from '../../../../src-shared/importers/json-fields.ts'
import { sizeOf, type TensorMap } from '../../../../src-shared/tensor/tensor.ts'
import { compare, skip, type Finding } from '../finding.ts'
import { outputOf, rowsAt } from '../network/golden-network.ts'
import { checkStageLength, ictSchedule } from '../schedules/curricula.ts'
import { RADAM, radamScalars } from './radam-scalars.ts'
import { EQUAL, EXACT, GRADIENT, IMAGES, LEVELS, LOSSES, PARAMETERS } from './tolerances.ts'
import { compareFlat, freshState, levelFeeds, noised, openStep, pick } from './training-fixture.ts'
import type { TrainingFixture } from './training-fixture.ts'

const CASE = 'ict_huber'

/** Levels and weights, both estimates, and one update. */
export async function* checkImprovedTraining(fixture: TrainingFixture): AsyncGenerator<Finding> {
  const { golden, constants, item } = fixture
  if (!golden.has('ict.sigma_hi')) return
  const fields = constants.case(CASE)
  if (!fields) {
    yield skip(`${item}/${CASE}`, 'its constants are missing')
    return
  }
  yield* checkLevels(fixture, fields)
  yield* checkEstimates(fixture)
  yield* checkUpdate(fixture, fields)
}

function* checkLevels(
  { golden, item, x0 }: TrainingFixture,
  fields: JsonFields,
): Generator<Finding> {
  const size = sizeOf(x0.shape.slice(1))
  const points = ictPointCount(fields.integer('k', { min: 0 }), ictSchedule(fields))
  yield compare(`${item}/${CASE}/N`, [[points], [fields.integer('N')]], EQUAL)
  yield checkStageLength(`${item}/${CASE}/K_prime`, fields)
  yield compare(`${item}/${CASE}/d`, [[size], [fields.integer('d')]], EQUAL)
  yield compare(`${item}/${CASE}/c`, [[huberConstant(size)], [fields.number('c')]], EXACT)
  const sigmas = karrasSigmas(points).reverse()
  const weights = intervalWeights(sigmas)
  const indices = golden.values('ict.indices')
  const levels = {
    sigma_lo: pick(sigmas, indices),
    sigma_hi: pick(sigmas, indices, 1),
    lambda: pick(weights, indices),
  }
  for (const [key, actual] of Object.entries(levels)) {
    yield compare(`${item}/ict/${key}`, [actual, golden.values(`ict.${key}`)], LEVELS)
  }
}

/** f at both ends of each interval. */
async function* checkEstimates(fixture: TrainingFixture): AsyncGenerator<Finding> {
  const { golden, item, labels, network } = fixture
  for (const end of ['hi', 'lo']) {
    const sigmas = golden.tensor(`ict.sigma_${end}`)
    const scalings = rowsAt(sigmas.data, consistencyScalings)
    const f = await network.estimate({ x: noised(fixture, sigmas), scalings, ...labels })
    yield compare(`${item}/ict/f_${end}`, [f.data, golden.tensor(`ict.f_${end}`).data], IMAGES)
  }
}

async function* checkUpdate(fixture: TrainingFixture, fields: JsonFields): AsyncGenerator<Finding> {
  const { golden, theta } = fixture
  const weight = golden.tensor('ict.lambda')
  const levels = levelFeeds(fixture, {
    t: golden.tensor('ict.sigma_hi'),
    r: golden.tensor('ict.sigma_lo'),
    weight,
  })
  const scalars = radamScalars({ ...RADAM, learningRate: fields.number('lr') }, 1)
  const step = await openStep(fixture, {
    metric: { kind: 'pseudo-huber', c: fields.number('c') },
    target: 'online',
    averages: 0,
    withGradient: true,
  })
  try {
    const results = await step.run({ ...freshState(theta), ...levels, scalars })
    yield* checkResults(fixture, fields, results)
  } finally {
    await step.release()
  }
}

async function* checkResults(
  fixture: TrainingFixture,
  fields: JsonFields,
  results: TensorMap,
): AsyncGenerator<Finding> {
  const { golden, folder, item } = fixture
  const distances = outputOf(results, 'distances').data
  const weights = golden.values('ict.lambda')
  const weighted = distances.map((distance, i) => distance * Number(weights[i]))
  const perSample = { huber_per_sample: distances, loss_per_sample: weighted }
  for (const [key, actual] of Object.entries(perSample)) {
    yield compare(`${item}/ict/${key}`, [actual, golden.values(`ict.${key}`)], LOSSES)
  }
  yield compare(
    `${item}/${CASE}/loss`,
    [outputOf(results, 'loss').data, [fields.number('loss')]],
    LOSSES,
  )
  const files = [
    [`${CASE}_grad`, 'gradient', GRADIENT],
    [`${CASE}_params_after1`, 'theta.next', PARAMETERS],
  ] as const
  for (const [file, output, tolerance] of files) {
    if (!folder.has(`${file}.safetensors`)) continue
    yield await compareFlat(fixture, [file, outputOf(results, output).data], tolerance)
  }
}
