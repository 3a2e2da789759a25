/**
 * Plans restoring: holes are filled first, then the whole picture is coloured and enlarged as one,
 * each on top of what the one before decided.
 */
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UsageError } from '../../src-shared/contract/user-error.ts'
import type { EditPlan, Job, ModelTraits } from './edit-plan.ts'
import type { RestoreRequest } from './edit-request.ts'
import { planInpaint } from './inpaint.ts'
import { largestDeviation } from './measure.ts'
import { planWholePicture } from './whole-picture.ts'

/** Throws UsageError when nothing is asked for. */
export function planRestore(request: RestoreRequest, traits: ModelTraits): EditPlan {
  const { image, mask, grey: colour = false, scale = 1 } = request
  if (!mask && !colour && scale === 1) {
    throw new UsageError(sentence('restoreNothing'))
  }
  const filling = mask && planInpaint({ ...request, operator: 'inpaint', mask }, traits.windowSize)
  if (filling && !colour && scale === 1) return filling
  const source = filling?.output() ?? image
  const drawing = planWholePicture({ ...request, image: source, colour, scale }, traits)
  return {
    jobs: [...(filling?.jobs ?? []).map((job) => seenEnlarged(job, scale)), ...drawing.jobs],
    output: drawing.output,
    measure: async (turn) => ({
      residual: await largestDeviation(image, drawing.output(), { luminance: colour, mask, turn }),
      changedOutsideMask: null, // every sample is drawn anew; the residual says what of it was kept
    }),
  }
}

/** A job whose result is enlarged by another one: its estimates are shown where they will lie in the end. */
function seenEnlarged({ passes, write }: Job, scale: number): Job {
  return {
    write,
    passes: passes.map((pass) => ({ ...pass, enlargement: pass.enlargement * scale })),
  }
}
