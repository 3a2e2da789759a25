/**
 * Consistency distillation (Algorithm 2): the teacher's step, and losses against its result: cd.
 */
import { karrasSigmas } from '../../../../src-shared/diffusion/noise-schedule.ts'
import { edmScalings } from '../../../../src-shared/diffusion/preconditioning.ts'
import { encodeModel } from '../../../../src-shared/onnx/encode-model.ts'
import { GraphBuilder } from '../../../../src-shared/onnx/graph-builder.ts'
import type { Graph } from '../../../../src-shared/onnx/graph.ts'
import { estimate, SCALINGS } from '../../../../src-shared/onnx/networks/consistency.ts'
import { splitParameters } from '../../../../src-shared/onnx/training/flat-parameters.ts'
import { teacherStep } from '../../../../src-shared/onnx/training/teacher-step.ts'
import type { Tensor } from '../../../../src-shared/tensor/tensor.ts'
import { openGraph } from '../../../runtime/onnx-session.ts'
import { compare, skip, type Finding } from '../finding.ts'
import { networkFor, outputOf, rowsAt } from '../network/golden-network.ts'
import { IMAGES_UNDER_NOISE, LEVELS, LOSSES } from './tolerances.ts'
import { distancesOf, flat, levelFeeds, noised, pick } from './training-fixture.ts'
import type { TrainingFixture } from './training-fixture.ts'

const METHODS = ['euler', 'heun'] as const

/** Levels, x_t, both methods of the teacher, and the losses that follow Heun's. */
export async function* checkDistillation(fixture: TrainingFixture): AsyncGenerator<Finding> {
  const { golden, constants, item, target } = fixture
  if (!golden.has('cd.t')) return
  if (!target) {
    yield skip(`${item}/cd`, 'the weights of its target are missing')
    return
  }
  const t = golden.tensor('cd.t')
  const r = golden.tensor('cd.t_next')
  const points = constants.case('cd')?.integer('N', { min: 2 })
  if (points === undefined) yield skip(`${item}/cd/t`, 'the number of grid points is missing')
  else {
    const sigmas = karrasSigmas(points)
    const indices = golden.values('cd.indices')
    yield compare(`${item}/cd/t`, [pick(sigmas, indices), t.data], LEVELS)
    yield compare(`${item}/cd/t_next`, [pick(sigmas, indices, 1), r.data], LEVELS)
  }
  const levels = { teacher: target, t, r }
  yield* checkTeacher(fixture, levels)
  yield* checkLosses(fixture, levels)
}

interface TeacherLevels {
  readonly teacher: Float32Array
  readonly t: Tensor
  readonly r: Tensor
}

/** x at level t, and at level r by one step of each method. */
async function* checkTeacher(
  fixture: TrainingFixture,
  levels: TeacherLevels,
): AsyncGenerator<Finding> {
  const { golden, item, labels } = fixture
  const x = noised(fixture, levels.t)
  yield compare(`${item}/cd/x_t`, [x.data, golden.tensor('cd.x_t').data], IMAGES_UNDER_NOISE)
  const { run, release } = await openGraph(encodeModel(teacherGraph(fixture)), {
    device: fixture.network.device,
  })
  try {
    const feeds = { ...teacherFeeds(levels), t: levels.t, r: levels.r, x, ...labels }
    const results = await run(feeds)
    for (const method of METHODS) {
      const expected = golden.tensor(`cd.x_${method}`).data
      const actual = outputOf(results, method).data
      yield compare(`${item}/cd/x_${method}`, [actual, expected], IMAGES_UNDER_NOISE)
    }
  } finally {
    await release()
  }
}

function teacherFeeds({ teacher, t, r }: TeacherLevels) {
  return {
    teacher: flat(teacher),
    'teacher.t': rowsAt(t.data, edmScalings),
    'teacher.r': rowsAt(r.data, edmScalings),
  }
}

/** Both methods in one graph, made of the parts that the training graph is made of. */
function teacherGraph({ network: { config }, theta, x0, labels }: TrainingFixture): Graph {
  const g = new GraphBuilder('teacher')
  const network = networkFor(config, x0)
  const batch = x0.shape[0] ?? 0
  const { parameters } = splitParameters(g, config, g.input('teacher', [theta.length]))
  const x = g.input('x', x0.shape)
  const [t, r] = [g.input('t', [batch]), g.input('r', [batch])]
  const factors = {
    t: g.input('teacher.t', [batch, SCALINGS]),
    r: g.input('teacher.r', [batch, SCALINGS]),
  }
  const classes = labels.labels && g.input('labels', [batch], 'int32')
  const step = (method: (typeof METHODS)[number]) =>
    teacherStep(g, method, {
      x,
      t,
      r,
      denoise: (noisy, level) =>
        estimate({ g, parameters }, network, {
          x: noisy,
          scalings: factors[level],
          labels: classes,
        }),
    })
  return g.build({ euler: step('euler'), heun: step('heun') })
}

async function* checkLosses(
  fixture: TrainingFixture,
  levels: TeacherLevels,
): AsyncGenerator<Finding> {
  const { golden, item } = fixture
  const feeds = {
    ...levelFeeds(fixture, levels),
    ...teacherFeeds(levels),
    target: flat(levels.teacher),
  }
  for (const kind of ['l1', 'l2'] as const) {
    const name = `cd.${kind}_per_sample`
    if (!golden.has(name)) continue
    const spec = { metric: { kind }, target: 'average', teacher: 'heun', averages: 0 } as const
    for await (const distances of distancesOf(fixture, spec, [feeds])) {
      yield compare(`${item}/cd/${kind}_per_sample`, [distances, golden.values(name)], LOSSES)
    }
  }
}
