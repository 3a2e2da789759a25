/**
 * The optimiser alone, update after update on given gradients: radam.
 */
import { encodeModel } from '../../../../src-shared/onnx/encode-model.ts'
import { GraphBuilder } from '../../../../src-shared/onnx/graph-builder.ts'
import type { Graph } from '../../../../src-shared/onnx/graph.ts'
import { update } from '../../../../src-shared/onnx/training/optimizer-graph.ts'
import { scalarInputs } from '../../../../src-shared/onnx/training/training-graph.ts'
import type { Tensor } from '../../../../src-shared/tensor/tensor.ts'
import { updateFactors } from '../../../../src-shared/training/optimizer.ts'
import type { JsonFields } from '../../../../src-shared/importers/json-fields.ts'
import { openGraph } from '../../../runtime/onnx-session.ts'
import { compare, skip, type Finding } from '../finding.ts'
import { outputOf } from '../network/golden-network.ts'
import { radamScalars, type RadamConstants } from '../training/radam-scalars.ts'
import type { ScheduleSource } from './source.ts'

const NAME = 'radam'
/** A few roundings in 32 bits; parameters are about 1. */
const PARAMETERS = { tolerance: 1e-6, measure: 'relative above 1' } as const

/** Parameters after each update, and the update from which the step is rectified. */
export async function* checkRectifiedAdam(source: ScheduleSource): AsyncGenerator<Finding> {
  const { golden, constants } = source
  if (!golden.has(`${NAME}.grads`)) return
  const item = `${source.item}/${NAME}`
  const fields = constants.case(NAME)
  if (!fields) {
    yield skip(item, 'the JSON file holds no constants for it')
    return
  }
  const settings = radamConstants(fields)
  const gradients = golden.tensor(`${NAME}.grads`)
  const weightDecay = fields.has('weight_decay') ? fields.number('weight_decay') : 0
  const after = await runUpdates(golden.tensor(`${NAME}.p0`), gradients, {
    ...settings,
    weightDecay,
  })
  yield compare(`${item}.p_after`, [after, golden.tensor(`${NAME}.p_after`).data], PARAMETERS)
  if (fields.has('rectified_from_step')) {
    yield compare(
      `${item}.rectified_from_step`,
      [[firstRectified(settings)], [fields.integer('rectified_from_step')]],
      { tolerance: 0 },
    )
  }
}

function radamConstants(fields: JsonFields): RadamConstants {
  const [beta1, beta2] = fields.numbers('betas')
  if (beta1 === undefined || beta2 === undefined) throw fields.wrong('betas', 'are not two numbers')
  return { beta1, beta2, epsilon: fields.number('eps'), learningRate: fields.number('lr') }
}

/** The first update whose step is scaled by the second moment. */
function firstRectified({ beta1, beta2, learningRate }: RadamConstants): number {
  let n = 1
  while (updateFactors({ kind: 'radam', beta1, beta2 }, n, learningRate).adaptive === 0) n++
  return n
}

/**
 * The parameters after each row of `gradients` [steps, n], one after the other. Weight decay, which the project has not, is
 * added to the gradients as the reference does.
 */
async function runUpdates(
  start: Tensor,
  gradients: Tensor,
  { weightDecay, ...constants }: RadamConstants & { readonly weightDecay: number },
): Promise<number[]> {
  const [steps = 0, size = 0] = gradients.shape
  const { run, release } = await openGraph(encodeModel(updateGraph(size)))
  const zero: Tensor = { shape: [size], data: new Float32Array(size) }
  let state: Record<'theta' | 'm' | 'v', Tensor> = { theta: start, m: zero, v: zero }
  const trace: number[] = []
  try {
    for (let n = 1; n <= steps; n++) {
      const { data: theta } = state.theta
      const row = gradients.data.subarray((n - 1) * size, n * size)
      const decayed = row.map((value, i) => value + weightDecay * (theta[i] ?? NaN))
      const gradient = { shape: [size], data: decayed }
      const next = await run({ ...state, gradient, scalars: radamScalars(constants, n) })
      const output = (name: string) => outputOf(next, `${name}.next`)
      state = { theta: output('theta'), m: output('m'), v: output('v') }
      trace.push(...state.theta.data)
    }
    return trace
  } finally {
    await release()
  }
}

function updateGraph(size: number): Graph {
  const g = new GraphBuilder('update')
  const input = (name: string) => g.input(name, [size])
  const state = { theta: input('theta'), m: input('m'), v: input('v') }
  const next = update(g, state, { gradient: input('gradient'), scalars: scalarInputs(g) })
  return g.build({ 'theta.next': next.theta, 'm.next': next.m, 'v.next': next.v })
}
