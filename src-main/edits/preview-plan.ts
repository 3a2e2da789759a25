/**
 * A first impression of a plan: every scale asked once, and only as many scales as are quick. Nothing
 * is computed here.
 */
import { enlargeRegion } from '../../src-shared/field/regions.ts'
import { tensorToPixels } from '../../src-shared/tensor/pixels.ts'
import type { EditPlan, Job, Pass } from './edit-plan.ts'
import { countWindows, layOut } from './lay-out.ts'
import type { Shown } from './screen-preview.ts'
import type { Turn } from './turn.ts'

export interface PreviewPlan {
  readonly plan: EditPlan
  /** What there is to be seen once the plan was carried out. */
  readonly shown: () => Shown
}

/** About a second's work of a common processor. */
const MOST_WINDOWS = 64

/** Null for a task that is too large for a quick look. */
export async function planPreview(
  plan: EditPlan,
  windowSize: number,
  turn: Turn,
): Promise<PreviewPlan | null> {
  const jobs = plan.jobs.map((job) => ({ ...job, passes: job.passes.map(askOnce) }))
  const layouts = await layOut({ jobs }, windowSize, turn)
  if (countWindows(layouts) <= MOST_WINDOWS) return wholePreview(plan, jobs)
  const only = jobs.length === 1 ? jobs[0] : undefined
  if (!only) return null
  const [own = []] = layouts
  const counts = only.passes.map((_, i) => countWindows([own.slice(0, i + 1)]))
  const passes = only.passes.slice(0, counts.filter((count) => count <= MOST_WINDOWS).length)
  return coarsePreview(plan, passes)
}

function askOnce(pass: Pass): Pass {
  const { sigmas, noise } = pass.schedule
  return { ...pass, schedule: { sigmas: sigmas.slice(0, 1), noise } }
}

function wholePreview(plan: EditPlan, jobs: readonly Job[]): PreviewPlan {
  const shown = () => {
    const pixels = plan.output()
    return { region: { x: 0, y: 0, width: pixels.width, height: pixels.height }, pixels }
  }
  return { plan: { ...plan, jobs }, shown }
}

/** The coarser scales of the only job; few windows are always a single tile. */
function coarsePreview(plan: EditPlan, passes: readonly Pass[]): PreviewPlan | null {
  const finest = passes.at(-1)
  if (!finest) return null
  let shown: Shown | undefined
  const write: Job['write'] = (estimate, { x, y }) => {
    const pixels = tensorToPixels(estimate)
    const region = enlargeRegion({ x, y, ...sizeOf(pixels) }, finest.enlargement)
    shown = { region, pixels }
  }
  return {
    plan: {
      jobs: [{ passes, write }],
      output: plan.output,
      measure: () => ({ residual: null, changedOutsideMask: null }),
    },
    shown: () => {
      if (!shown) throw new Error('the preview was not carried out')
      return shown
    },
  }
}

function sizeOf({ width, height }: { readonly width: number; readonly height: number }) {
  return { width, height }
}
