/**
 * Steps of a teacher's probability-flow ODE as graphs: one from level t to the lower level r (consistency
 * distillation, Algorithm 2), or two whose end one step is to reach (progressive distillation).
 */
import { type GraphBuilder } from '../graph-builder.ts'
import { type Value } from '../graph.ts'

export type TeacherMethod = 'euler' | 'heun'

export interface TeacherStep {
  /** x at level t, [B, C, S, S]. */
  readonly x: Value
  /** [B] each; r is above 0. */
  readonly t: Value
  readonly r: Value
  /** D(x, level) of the teacher. */
  readonly denoise: (x: Value, level: 't' | 'r') => Value
}

const perSample = (g: GraphBuilder, value: Value): Value =>
  g.reshape(value, [value.shape[0], 1, 1, 1])

/** x at level r: Euler's x + (r - t) d(x, t), or Heun's average of the slopes at both ends. */
export function teacherStep(
  g: GraphBuilder,
  method: TeacherMethod,
  { x, t, r, denoise }: TeacherStep,
): Value {
  const slope = (at: Value, level: 't' | 'r'): Value =>
    g.div(g.sub(at, denoise(at, level)), perSample(g, level === 't' ? t : r))
  const step = perSample(g, g.sub(r, t))
  return g.scope('teacher', () => {
    const d1 = slope(x, 't')
    const euler = g.add(x, g.mul(step, d1))
    if (method === 'euler') return euler
    const d2 = slope(euler, 'r')
    return g.add(x, g.mul(g.mul(step, g.scalar(0.5)), g.add(d1, d2)))
  })
}

export interface TwoSteps {
  /** x at level t, [B, C, S, S]. */
  readonly x: Value
  /** [B] each, t > middle > r > 0. */
  readonly t: Value
  readonly middle: Value
  readonly r: Value
  readonly denoise: (x: Value, level: 't' | 'middle') => Value
}

/**
 * The clean image that one Euler step from t to r would have to aim at to end where two steps of the teacher do:
 * x - t (x_r - x) / (r - t).
 */
export function twoStepTarget(g: GraphBuilder, { x, t, middle, r, denoise }: TwoSteps): Value {
  const euler = (at: Value, level: 't' | 'middle', [from, to]: readonly [Value, Value]): Value => {
    const slope = g.div(g.sub(at, denoise(at, level)), perSample(g, from))
    return g.add(at, g.mul(perSample(g, g.sub(to, from)), slope))
  }
  return g.scope('teacher', () => {
    const half = euler(x, 't', [t, middle])
    const reached = euler(half, 'middle', [middle, r])
    const ratio = perSample(g, g.div(t, g.sub(r, t)))
    return g.sub(x, g.mul(ratio, g.sub(reached, x)))
  })
}
