/**
 * How well a tool does with given spans of noise levels: edits damaged photographs and holds them against the
 * originals. Keeps no picture.
 */
import type { EditRequest, Schedules } from '../../edits/edit-request.ts'
import { runEdit } from '../../edits/run-edit.ts'
import { scheduleOf } from '../../edits/schedules.ts'
import type { ToolSpans } from '../../edits/schedules.ts'
import type { EditModel } from '../../edits/work-meter.ts'
import { psnr } from '../quality/metrics/psnr.ts'
import { ssim } from '../quality/metrics/ssim.ts'
import type { Trial } from '../quality/tasks.ts'

/** Decibels that a whole unit of SSIM counts for: a hundredth is worth 0.2 dB. */
const DECIBELS_PER_SSIM = 20

export interface ScoreOptions {
  readonly model: EditModel
  readonly trials: readonly Trial[]
  readonly signal: AbortSignal
}

/** Mean over the trials of PSNR in dB plus 20 times SSIM, where the damage was. */
export function scoreSpans({ first, finer }: ToolSpans, options: ScoreOptions): Promise<number> {
  return scoreSchedules({ first: scheduleOf(first), finer: scheduleOf(finer) }, options)
}

/** The same of levels that need not lie evenly. */
export async function scoreSchedules(
  schedules: Schedules,
  { model, trials, signal }: ScoreOptions,
): Promise<number> {
  let sum = 0
  for (const { request, original, where } of trials) {
    const image = await editOnce({ ...request, schedules }, model, signal)
    sum += psnr(original, image, where) + DECIBELS_PER_SSIM * ssim(original, image, where)
  }
  return sum / trials.length
}

async function editOnce(request: EditRequest, model: EditModel, signal: AbortSignal) {
  for await (const { result } of runEdit(request, { model, signal })) {
    if (result) return result.image
  }
  throw new Error(`the edit '${request.operator}' ended without a result`)
}
