/**
 * Makes pictures from noise alone, at the size of the model's window.
 */
import { keepNothing } from '../../src-shared/operators/known-part.ts'
import { emptyImage, wholeOf } from '../../src-shared/tensor/pixels.ts'
import type { Region } from '../../src-shared/tensor/pixels.ts'
import { zeros } from '../../src-shared/tensor/tensor.ts'
import type { EditPlan } from './edit-plan.ts'
import type { CommonRequest, EditProgress } from './edit-request.ts'
import { pasteInside } from './paste.ts'
import { runPlan } from './run-plan.ts'
import type { EditContext } from './run-plan.ts'
import { schedulesFor } from './schedules.ts'

/** One picture of `seed`; the next one is that of `seed` + 1. */
export async function* generate(
  request: CommonRequest,
  context: EditContext,
): AsyncGenerator<EditProgress> {
  yield* runPlan(planGenerate(request, context.model.windowSize), request, context)
}

/** A picture of the size of one window. */
export function planGenerate(request: CommonRequest, windowSize: number): EditPlan {
  const output = emptyImage({ width: windowSize, height: windowSize }, 3, 8)
  const pass = {
    level: 0,
    plane: wholeOf(output),
    enlargement: 1,
    block: 1,
    schedule: schedulesFor('generation', request).first,
    begin: ({ width, height }: Region) => ({
      start: zeros([1, 3, height, width]),
      known: keepNothing,
    }),
  }
  return {
    jobs: [{ passes: [pass], write: (estimate, at) => pasteInside(output, estimate, at) }],
    output: () => output,
    measure: () => ({ residual: null, changedOutsideMask: null }),
  }
}
