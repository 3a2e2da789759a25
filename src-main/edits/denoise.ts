/**
 * Plans removing noise: the picture is what the model takes for its noisy input, so it is asked
 * once, near the level of the noise, and nothing is added.
 */
import { UsageError } from '../../src-shared/contract/user-error.ts'
import { SIGMA_MIN } from '../../src-shared/diffusion/noise-schedule.ts'
import { readField } from '../../src-shared/field/photograph.ts'
import { intersect } from '../../src-shared/field/regions.ts'
import { estimateNoiseLevel } from '../../src-shared/operators/denoise.ts'
import { wholeOf } from '../../src-shared/tensor/pixels.ts'
import type { PixelImage, Region } from '../../src-shared/tensor/pixels.ts'
import type { EditPlan } from './edit-plan.ts'
import type { DenoiseRequest } from './edit-request.ts'
import { planRedraw } from './redraw.ts'
import { schedulesFor } from './schedules.ts'

/** Side of the part of a large photograph in which the noise is measured. */
const SAMPLE_SIDE = 1024

/** `steps` says nothing here. Throws UsageError for a sigma that is no deviation. */
export function planDenoise(request: DenoiseRequest, windowSize: number): EditPlan {
  const { image, sigma } = request
  if (sigma !== undefined && !(sigma > 0)) {
    throw new UsageError(
      `The noise level ${sigma} is not above 0; leave it out to have it measured.`,
    )
  }
  const level = sigma === undefined ? estimateNoiseLevel(middleOf(image)) : (2 * sigma) / 255
  const { first } = schedulesFor('denoising', request)
  const sigmas = first.sigmas.map((sigma) => Math.max(level * sigma, SIGMA_MIN))
  const schedule = { ...first, sigmas }
  const read = (region: Region) => readField(image, region)
  return planRedraw(image, { schedule, read }, windowSize)
}

function middleOf(image: PixelImage) {
  const x = Math.floor((image.width - SAMPLE_SIDE) / 2)
  const y = Math.floor((image.height - SAMPLE_SIDE) / 2)
  const middle = { x, y, width: SAMPLE_SIDE, height: SAMPLE_SIDE }
  return readField(image, intersect(middle, wholeOf(image)))
}
