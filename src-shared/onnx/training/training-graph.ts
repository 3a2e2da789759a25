/**
 * One training step as one graph: network, consistency function, loss, derivative, optimiser and averages; or
 * cut into two, so that gradients of several parts of a batch add up before the update.
 * Levels, weights and schedules come in as numbers (training/recipe.ts); the graph holds no policy.
 */
import { GraphBuilder } from '../graph-builder.ts'
import { type Graph, type Value } from '../graph.ts'
import { gradients } from '../gradient/reverse.ts'
import { estimate, imageShape, SCALINGS, type Network } from '../networks/consistency.ts'
import { dropoutMasks } from './dropout.ts'
import { parameterCount, splitParameters } from './flat-parameters.ts'
import { distance, type Metric } from './loss.ts'
import {
  clipByNorm,
  movingAverage,
  update,
  UPDATE_SCALARS,
  type OptimizerState,
  type ScalarValues,
} from './optimizer-graph.ts'
import { teacherStep, twoStepTarget, type TeacherMethod } from './teacher-step.ts'

export interface TrainingGraphSpec {
  readonly network: Network
  /** Samples that go through the network at once. */
  readonly batch: number
  readonly metric: Metric
  /**
   * What the estimate at level t is compared with: the clean image (diffusion), the same network at level r
   * without gradient, its running average at level r (theta-), or where two steps of a teacher lead.
   */
  readonly target: 'clean' | 'online' | 'average' | 'teacher'
  /** How x at level r is found: along the known noise, or by a teacher's ODE step (distillation). */
  readonly teacher?: TeacherMethod | undefined
  /** Number of evaluation averages. */
  readonly averages: number
  /** Drops activations by masks that come in as inputs dropout.i. */
  readonly withDropout?: boolean
  /** Adds the raw gradient as output `gradient`. */
  readonly withGradient?: boolean
}

/**
 * Inputs: theta, m, v [P]; target, teacher, average.i [P] as the spec asks; x0, z [B, C, S, S]; labels [B];
 * t, middle, r [B] and t.scalings, r.scalings (teacher.t, teacher.middle, teacher.r) [B, 4]; weight [B]; scalars;
 * rates. Outputs: the next theta, m, v, target, average.i with suffix `.next`; loss [1]; distances [B];
 * gradientNorm [1].
 */
export function trainingGraph(spec: TrainingGraphSpec): Graph {
  const g = new GraphBuilder('training_step')
  const { state, target } = stateInputs(g, spec)
  const { gradient, loss, distances } = differentiate(g, spec, { theta: state.theta, target })
  return g.build({
    ...applied(g, spec, { state, target, gradient }),
    loss,
    distances,
    ...(spec.withGradient ? { gradient } : {}),
  })
}

/**
 * The first half of a step whose batch comes in `parts` parts: inputs as above without m, v, scalars and averages,
 * and `sum` [P]. Outputs: sum.next = sum + gradient / parts, loss [1] of this part.
 */
export function gradientGraph(spec: TrainingGraphSpec, parts: number): Graph {
  const g = new GraphBuilder('training_gradient')
  const length = [parameterCount(spec.network.config)]
  const theta = g.input('theta', length)
  const target = spec.target === 'average' ? g.input('target', length) : undefined
  const sum = g.input('sum', length)
  const { gradient, loss } = differentiate(g, spec, { theta, target })
  return g.build({ 'sum.next': g.add(sum, g.mul(gradient, g.scalar(1 / parts))), loss })
}

/** The second half: inputs theta, m, v, gradient, scalars and averages; outputs as the whole step's. */
export function updateGraph(spec: TrainingGraphSpec): Graph {
  const g = new GraphBuilder('training_update')
  const { state, target } = stateInputs(g, spec)
  const gradient = g.input('gradient', state.theta.shape)
  return g.build(applied(g, spec, { state, target, gradient }))
}

/** Inputs theta, m, v and, where theta- is an average, target, all [P]. */
function stateInputs(
  g: GraphBuilder,
  { network, target }: TrainingGraphSpec,
): { readonly state: OptimizerState; readonly target: Value | undefined } {
  const length = [parameterCount(network.config)]
  const state = {
    theta: g.input('theta', length),
    m: g.input('m', length),
    v: g.input('v', length),
  }
  return { state, target: target === 'average' ? g.input('target', length) : undefined }
}

interface Weights {
  readonly theta: Value
  /** theta-, where it is an average. */
  readonly target: Value | undefined
}

/** The loss of one batch and its gradient to theta. */
function differentiate(
  g: GraphBuilder,
  spec: TrainingGraphSpec,
  weights: Weights,
): { readonly gradient: Value; readonly loss: Value; readonly distances: Value } {
  const { network, batch } = spec
  const x0 = g.input('x0', imageShape(network, batch))
  const z = g.input('z', imageShape(network, batch))
  const labels = network.config.numClassEmbeds ? g.input('labels', [batch], 'int32') : undefined
  const perSample = (name: string): Value => g.input(name, [batch])
  const at = (level: Value): Value => g.add(x0, g.mul(g.reshape(level, [batch, 1, 1, 1]), z))
  const walkMasks = spec.withDropout ? dropoutMasks(g) : undefined

  const online = splitParameters(g, network.config, weights.theta)
  const t = perSample('t')
  const xt = at(t)
  const run = (parameters: typeof online.parameters, x: Value, options: RunOptions): Value => {
    const context = { g, parameters, dropout: options.dropout }
    const scalings = g.input(options.scalings, [batch, SCALINGS])
    return estimate(context, network, { x, scalings, labels })
  }
  const student = (scalings: string): RunOptions => ({ scalings, dropout: walkMasks?.() })
  const guess = g.scope('online', () => run(online.parameters, xt, student('t.scalings')))

  /** The teacher is in no training: it drops nothing. */
  const denoiser = (input: string) => {
    const flat = g.input(input, weights.theta.shape)
    const { parameters } = splitParameters(g, network.config, flat)
    return (x: Value, level: string) => run(parameters, x, { scalings: `teacher.${level}` })
  }
  const answer = (): Value => {
    if (spec.target === 'clean') return x0
    const r = perSample('r')
    if (spec.target === 'teacher') {
      const middle = perSample('middle')
      return twoStepTarget(g, { x: xt, t, middle, r, denoise: denoiser('target') })
    }
    const xr = spec.teacher
      ? teacherStep(g, spec.teacher, { x: xt, t, r, denoise: denoiser('teacher') })
      : at(r)
    const { parameters } = weights.target
      ? splitParameters(g, network.config, weights.target)
      : splitParameters(g, network.config, weights.theta)
    return g.scope('target', () => run(parameters, xr, student('r.scalings')))
  }

  const distances = g.scope('loss', () => distance(g, spec.metric, [guess, answer()]))
  const loss = g.reduceMean(g.mul(distances, perSample('weight')), [0], true)
  const pieces = gradients(g, loss, { sources: online.pieces })
  const gradient = g.concat(
    pieces.map((piece, i) => piece ?? zerosLike(g, online.pieces[i])),
    0,
  )
  return { gradient, loss, distances }
}

interface RunOptions {
  /** Name of the input with the factors. */
  readonly scalings: string
  readonly dropout?: ((x: Value) => Value) | undefined
}

/** Clips, updates and averages: what a step gives back besides its loss. */
function applied(
  g: GraphBuilder,
  spec: TrainingGraphSpec,
  {
    state,
    target,
    gradient,
  }: {
    readonly state: { readonly theta: Value; readonly m: Value; readonly v: Value }
    readonly target: Value | undefined
    readonly gradient: Value
  },
): Record<string, Value> {
  const scalars = scalarInputs(g)
  const { clipped, norm } = clipByNorm(g, gradient, scalars.maxNorm)
  const next = update(g, state, { gradient: clipped, scalars })
  const { targetRate } = scalars
  return {
    'theta.next': next.theta,
    'm.next': next.m,
    'v.next': next.v,
    ...averageOutputs(g, spec, { target, theta: next.theta, targetRate }),
    gradientNorm: norm,
  }
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
  { target, theta, targetRate }: Weights & { readonly targetRate: Value },
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
  if (target) {
    outputs['target.next'] = movingAverage(g, { average: target, value: theta, rate: targetRate })
  }
  return outputs
}
