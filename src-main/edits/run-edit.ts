/**
 * The way of an edit: request -> plan -> result. This is what the command line and the editor call.
 */
import type { EditProgress, EditRequest } from './edit-request.ts'
import { planEdit } from './plan-edit.ts'
import { runPlan } from './run-plan.ts'
import type { EditContext } from './run-plan.ts'
import { traitsOf } from './work-meter.ts'

/**
 * Yields a preview after every estimate and, last, the result. Rejects with AbortError between two
 * batches of windows when `signal` is aborted, with UserError when the request cannot be met.
 */
export async function* runEdit(
  request: EditRequest,
  context: EditContext,
): AsyncGenerator<EditProgress> {
  yield* runPlan(planEdit(request, traitsOf(context.model)), request, context)
}
