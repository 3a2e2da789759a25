/**
 * One step of a teacher's probability-flow ODE as a graph, from level t to the lower level r
 * (consistency distillation, Algorithm 2).
 */
import { type GraphBuilder } from '../graph-builder.ts'
import { type Value } from '../graph.ts'

export type TeacherMethod = 'euler' | 'heun'

export interface TeacherStep {
  /** x at level t, [B, 3, S, S]. */
  readonly x: Value
  /** [B] each; r is above 0. */
  readonly t: Value
  readonly r: Value
  /** D(x, level) of the teacher. */
  readonly denoise: (x: Value, level: 't' | 'r') => Value
}

/** x at level r: Euler's x + (r - t) d(x, t), or Heun's average of the slopes at both ends. */
export function teacherStep(
  g: GraphBuilder,
  method: TeacherMethod,
  { x, t, r, denoise }: TeacherStep,
): Value {
  const perSample = (value: Value): Value => g.reshape(value, [value.shape[0], 1, 1, 1])
  const slope = (at: Value, level: 't' | 'r'): Value =>
    g.div(g.sub(at, denoise(at, level)), perSample(level === 't' ? t : r))
  const step = perSample(g.sub(r, t))
  return g.scope('teacher', () => {
    const d1 = slope(x, 't')
    const euler = g.add(x, g.mul(step, d1))
    if (method === 'euler') return euler
    const d2 = slope(euler, 'r')
    return g.add(x, g.mul(g.mul(step, g.scalar(0.5)), g.add(d1, d2)))
  })
}
