/**
 * One training step as one graph: network, consistency function, loss, derivative, optimiser and averages.
 * Levels, weights and schedules come in as numbers (training/recipe.ts); the graph holds no policy.
 */
import { GraphBuilder } from '../graph-builder.ts'
import { type Graph, type Value } from '../graph.ts'
import { gradients } from '../gradient/reverse.ts'
import { estimate, imageShape, SCALINGS, type Network } from '../networks/consistency.ts'
import { parameterCount, splitParameters } from './flat-parameters.ts'
import { distance, type Metric } from './loss.ts'
import {
  clipByNorm,
  movingAverage,
  update,
  UPDATE_SCALARS,
  type ScalarValues,
} from './optimizer-graph.ts'
import { teacherStep, type TeacherMethod } from './teacher-step.ts'

export interface TrainingGraphSpec {
  readonly network: Network
  readonly batch: number
  readonly metric: Metric
  /**
   * What the estimate at level t is compared with: the clean image (diffusion), the same network at level r
   * without gradient, or its running average at level r (theta-).
   */
  readonly target: 'clean' | 'online' | 'average'
  /** How x at level r is found: along the known noise, or by a teacher's ODE step (distillation). */
  readonly teacher?: TeacherMethod | undefined
  /** Number of evaluation averages. */
  readonly averages: number
  /** Adds the raw gradient as output `gradient`. */
  readonly withGradient?: boolean
}

/**
 * Inputs: theta, m, v [P]; target, teacher, average.i [P] as the spec asks; x0, z [B, 3, S, S]; labels [B];
 * t, r [B] and t.scalings, r.scalings (teacher.t, teacher.r) [B, 4]; weight [B]; scalars; rates.
 * Outputs: the next theta, m, v, target, average.i with suffix `.next`; loss [1]; distances [B];
 * gradientNorm [1].
 */
export function trainingGraph(spec: TrainingGraphSpec): Graph {
  const g = new GraphBuilder('training_step')
  const { network, batch } = spec
  const length = [parameterCount(network.config)]
  const flat = (name: string): Value => g.input(name, length)
  const state = { theta: flat('theta'), m: flat('m'), v: flat('v') }
  const targetFlat = spec.target === 'average' ? flat('target') : state.theta
  const scalars = scalarInputs(g)

  const x0 = g.input('x0', imageShape(network, batch))
  const z = g.input('z', imageShape(network, batch))
  const labels = network.config.numClassEmbeds ? g.input('labels', [batch], 'int32') : undefined
  const perSample = (name: string): Value => g.input(name, [batch])
  const scalings = (name: string): Value => g.input(name, [batch, SCALINGS])
  const at = (level: Value): Value => g.add(x0, g.mul(g.reshape(level, [batch, 1, 1, 1]), z))

  const online = splitParameters(g, network.config, state.theta)
  const t = perSample('t')
  const xt = at(t)
  const run = (parameters: typeof online.parameters, x: Value, factors: Value): Value =>
    estimate({ g, parameters }, network, { x, scalings: factors, labels })
  const guess = g.scope('online', () => run(online.parameters, xt, scalings('t.scalings')))

  const answer = (): Value => {
    if (spec.target === 'clean') return x0
    const r = perSample('r')
    const xr = spec.teacher
      ? teacherStep(g, spec.teacher, { x: xt, t, r, denoise: teacherDenoise(flat('teacher')) })
      : at(r)
    const parameters = splitParameters(g, network.config, targetFlat).parameters
    return g.scope('target', () => run(parameters, xr, scalings('r.scalings')))
  }
  const teacherDenoise = (weights: Value) => {
    const { parameters } = splitParameters(g, network.config, weights)
    return (x: Value, level: 't' | 'r') => run(parameters, x, scalings(`teacher.${level}`))
  }

  const distances = g.scope('loss', () => distance(g, spec.metric, [guess, answer()]))
  const loss = g.reduceMean(g.mul(distances, perSample('weight')), [0], true)
  const pieces = gradients(g, loss, { sources: online.pieces })
  const gradient = g.concat(
    pieces.map((piece, i) => piece ?? zerosLike(g, online.pieces[i])),
    0,
  )
  const { clipped, norm } = clipByNorm(g, gradient, scalars.maxNorm)
  const next = update(g, state, { gradient: clipped, scalars })
  return g.build({
    'theta.next': next.theta,
    'm.next': next.m,
    'v.next': next.v,
    ...averageOutputs(g, spec, { targetFlat, theta: next.theta, targetRate: scalars.targetRate }),
    loss,
    distances,
    gradientNorm: norm,
    ...(spec.withGradient ? { gradient } : {}),
  })
}

function zerosLike(g: GraphBuilder, value: Value): Value {
  return g.expand(g.scalar(0), value.shape)
}

/** The `scalars` input of a graph, cut into values. */
export function scalarInputs(g: GraphBuilder): ScalarValues {
  const all = g.input('scalars', [UPDATE_SCALARS.length])
  const values = g.split(
    all,
    0,
    UPDATE_SCALARS.map(() => 1),
  )
  return Object.fromEntries(UPDATE_SCALARS.map((name, i) => [name, values[i]])) as ScalarValues
}

/** The averages after the update: evaluation averages, and theta- where the target is one. */
function averageOutputs(
  g: GraphBuilder,
  spec: TrainingGraphSpec,
  { targetFlat, theta, targetRate }: { targetFlat: Value; theta: Value; targetRate: Value },
): Record<string, Value> {
  const outputs: Record<string, Value> = {}
  if (spec.averages > 0) {
    const rates = g.input('rates', [spec.averages])
    for (let i = 0; i < spec.averages; i++) {
      const rate = g.slice(rates, { axes: [0], starts: [i], ends: [i + 1], steps: [1] })
      const average = g.input(`average.${i}`, theta.shape)
      outputs[`average.${i}.next`] = movingAverage(g, { average, value: theta, rate })
    }
  }
  if (spec.target === 'average') {
    const average = { average: targetFlat, value: theta, rate: targetRate }
    outputs['target.next'] = movingAverage(g, average)
  }
  return outputs
}
