/**
 * Carries out a plan: sampling tile by tile and scale by scale, with a report after every estimate.
 * All work goes through the one sampling loop; nothing here knows a tool.
 */
import { renoise, sampleMultistep } from '../../src-shared/diffusion/multistep-sampler.ts'
import { newLayer, readLayer, writeLayer } from '../../src-shared/field/layer.ts'
import type { Layer } from '../../src-shared/field/layer.ts'
import { noiseOf } from '../../src-shared/field/noise.ts'
import { enlargeRegion } from '../../src-shared/field/regions.ts'
import { tilesOf } from '../../src-shared/field/tiles.ts'
import type { Tile } from '../../src-shared/field/tiles.ts'
import { windowedDenoise } from '../../src-shared/field/windowed-denoise.ts'
import { halfOverlapping, planWindows } from '../../src-shared/field/windows.ts'
import type { WindowPlan } from '../../src-shared/field/windows.ts'
import { fitGamut } from '../../src-shared/operators/known-part.ts'
import { tensorToPixels } from '../../src-shared/tensor/pixels.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import type { Beginning, EditPlan, Job, Pass } from './edit-plan.ts'
import type { CommonRequest, EditProgress, EditResult } from './edit-request.ts'
import { startWorkMeter } from './work-meter.ts'
import type { EditModel, WorkMeter } from './work-meter.ts'

/** Side of the tiles that are worked on at once: bounds memory, changes no pixel. */
const TILE_SIDE = 1536

export interface EditContext {
  readonly model: EditModel
  readonly signal?: AbortSignal
  /** Called after every batch of windows with the share of the work that is done. */
  readonly onFraction?: (fraction: number) => void
}

/** What a plan is carried out with. */
type Settings = Pick<CommonRequest, 'seed' | 'label' | 'windowBatch'>

interface Work {
  readonly settings: Settings
  readonly context: EditContext
  readonly meter: WorkMeter
}

/**
 * Yields a preview after every estimate and, last, the result. Rejects with AbortError between two
 * batches of windows when `signal` is aborted.
 */
export async function* runPlan(
  plan: EditPlan,
  settings: Settings,
  context: EditContext,
): AsyncGenerator<EditProgress> {
  const meter = startWorkMeter(context)
  meter.expect(countWindows(plan, context.model.windowSize))
  for (const job of plan.jobs) yield* runJob(job, { settings, context, meter })
  const image = plan.output
  const result = { image, ...sigmasOf(plan), ...plan.measure(), ...meter.stop() }
  yield { fraction: 1, result }
}

/** The scales of one job, each started from the one before; the finest is handed to the job. */
async function* runJob({ passes, write }: Job, work: Work): AsyncGenerator<EditProgress> {
  let coarser: Layer | undefined
  for (const pass of passes) {
    const layer = pass === passes.at(-1) ? undefined : newLayer(pass.plane)
    for (const { tile, windows } of tilesWithWindows(pass, work.context.model.windowSize)) {
      const { start, known } = pass.begin(tile.field, coarser)
      let last = start
      for await (const { image } of sampleTile(pass, { tile, windows, start, known, work })) {
        last = image
        yield progressOf(image, { pass, tile, work })
      }
      const fitted = { region: tile.field, field: fitGamut(last, known) }
      const core = readLayer(fitted, tile.core)
      if (layer) writeLayer(layer, core, tile.core)
      else write(core, tile.core)
    }
    coarser = layer
  }
}

interface TileWork extends Beginning {
  readonly tile: Tile
  readonly windows: WindowPlan
  readonly work: Work
}

function sampleTile({ schedule, level }: Pass, { tile, windows, start, known, work }: TileWork) {
  const { settings, context, meter } = work
  const { sigmas, noise: amount } = schedule
  const noise = noiseOf({ seed: settings.seed, level, amount }, tile.field)
  const signal = context.signal ? { signal: context.signal } : {}
  const denoise = windowedDenoise(meter.timed(settings.label), windows, {
    windowBatch: settings.windowBatch ?? context.model.windowBatch,
    onBatch: meter.done,
    ...signal,
  })
  const noisy = renoise(start, noise(0), { sigma: sigmas[0] ?? 0, sigmaMin: 0 })
  return sampleMultistep({ denoise, known, start: noisy, sigmas, noise, ...signal })
}

function progressOf(
  image: Tensor,
  { pass, tile, work }: { pass: Pass; tile: Tile; work: Work },
): EditProgress {
  const region = enlargeRegion(tile.field, pass.enlargement)
  return {
    fraction: work.meter.fraction(),
    preview: { region, pixels: () => tensorToPixels(image) },
  }
}

/** The levels of the job with the most scales, and how many of them are at its coarsest. */
function sigmasOf({ jobs }: EditPlan): Pick<EditResult, 'steps' | 'sigmas'> {
  const longest = jobs.reduce((a, b) => (b.passes.length > a.passes.length ? b : a))
  return {
    steps: longest.passes[0]?.schedule.sigmas.length ?? 0,
    sigmas: longest.passes.flatMap(({ schedule }) => schedule.sigmas),
  }
}

/** The tiles of a pass in whose core there is something to compute. */
function* tilesWithWindows({ plane, block, schedule, needed }: Pass, windowSize: number) {
  const grid = halfOverlapping(windowSize)
  const steps = schedule.sigmas.length
  for (const tile of tilesOf(plane, { grid, side: TILE_SIDE, steps, block })) {
    if (needed && !needed(tile.core).data.some((value) => value > 0)) continue
    yield { tile, windows: planWindows(tile.field, grid, needed?.(tile.field)) }
  }
}

function countWindows(plan: EditPlan, windowSize: number): number {
  let count = 0
  for (const pass of plan.jobs.flatMap(({ passes }) => passes)) {
    for (const { windows } of tilesWithWindows(pass, windowSize)) {
      count += windows.corners.length * pass.schedule.sigmas.length
    }
  }
  return count
}
