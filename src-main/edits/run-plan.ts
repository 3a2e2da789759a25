/**
 * Carries out a plan: sampling tile by tile and scale by scale, with a report after every estimate.
 * All work goes through the one sampling loop; nothing here knows a tool.
 */
import {
  clampToRange,
  renoisingDeviation,
  sampleMultistep,
} from '../../src-shared/diffusion/multistep-sampler.ts'
import type { Denoise } from '../../src-shared/diffusion/multistep-sampler.ts'
import { newLayer, readLayer, writeLayer } from '../../src-shared/field/layer.ts'
import type { Layer } from '../../src-shared/field/layer.ts'
import { noiseOf } from '../../src-shared/field/noise.ts'
import { enlargeRegion } from '../../src-shared/field/regions.ts'
import type { Tile } from '../../src-shared/field/tiles.ts'
import { windowedDenoise } from '../../src-shared/field/windowed-denoise.ts'
import { seenBy } from '../../src-shared/field/windows.ts'
import type { KnownContent } from '../../src-shared/operators/known-part.ts'
import { tensorToPixels } from '../../src-shared/tensor/pixels.ts'
import { uniforms } from '../../src-shared/tensor/random.ts'
import { discard, mapTensor, zeros } from '../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import type { Beginning, EditPlan, Job, Pass } from './edit-plan.ts'
import type { CommonRequest, EditProgress, EditResult } from './edit-request.ts'
import { forEachBand } from './in-bands.ts'
import { countWindows, layOut } from './lay-out.ts'
import type { PassLayout, TileLayout } from './lay-out.ts'
import { startWorkMeter } from './work-meter.ts'
import type { EditModel, WorkMeter } from './work-meter.ts'
import { turnsUntil } from './turn.ts'
import type { Turn } from './turn.ts'

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
  readonly turn: Turn
}

/**
 * Yields a preview after every estimate and, last, the result. Rejects with AbortError between two
 * batches of windows, or two pieces of the work beside them, when `signal` is aborted.
 */
export async function* runPlan(
  plan: EditPlan,
  settings: Settings,
  context: EditContext,
): AsyncGenerator<EditProgress> {
  const meter = startWorkMeter(context)
  const turn = turnsUntil(context.signal)
  const layouts = await layOut(plan, context.model.windowSize, turn)
  meter.expect(countWindows(layouts))
  const work = { settings, context, meter, turn }
  for (const [i, { write }] of plan.jobs.entries()) yield* runJob(layouts[i] ?? [], write, work)
  const image = plan.output()
  const result = { image, ...sigmasOf(plan), ...(await plan.measure(turn)), ...meter.stop() }
  yield { fraction: 1, result }
}

/** The scales of one job, each started from the one before; the finest is handed to `write`. */
async function* runJob(
  passes: readonly PassLayout[],
  write: Job['write'],
  work: Work,
): AsyncGenerator<EditProgress> {
  let coarser: Layer | undefined
  for (const layout of passes) {
    const { pass } = layout
    const layer = layout === passes.at(-1) ? undefined : newLayer(pass.plane)
    for (const { tile, windows } of layout.tiles) {
      const { start, known } = await pass.begin(tile.field, coarser, work.turn)
      await work.turn()
      const drawn = yield* drawTile(pass, { tile, windows, start, known, work })
      const fitted = { region: tile.field, field: await fitSlowly(drawn, known, work.turn) }
      const core = readLayer(fitted, tile.core)
      if (layer) writeLayer(layer, core, tile.core)
      else write(core, tile.core)
      await work.turn()
    }
    coarser = layer
  }
}

/** The picture to write, as fitGamut() makes it of one with what is kept, with a turn between its parts. */
async function fitSlowly(image: Tensor, known: KnownContent, turn: Turn): Promise<Tensor> {
  const fitted = known.fit(image)
  if (fitted === image) return fitted // estimates and what is kept of pictures lie in range
  await turn()
  return clampToRange(fitted)
}

interface TileWork extends TileLayout, Beginning {
  readonly work: Work
}

/** Noise levels of one draw lie this far from those of the next. */
const LEVELS_PER_DRAW = 256

/** Samples a tile as often as its schedule says, and gives the mean of what comes out. */
async function* drawTile(pass: Pass, tileWork: TileWork): AsyncGenerator<EditProgress, Tensor> {
  const { draws = 1 } = pass.schedule
  let mean: Tensor | undefined
  for (let draw = 0; draw < draws; draw++) {
    let last = tileWork.start
    for await (const { image } of sampleTile(pass, draw, tileWork)) {
      last = image
      await tileWork.work.turn()
      yield progressOf(image, { pass, ...tileWork })
    }
    if (draws === 1) return last
    const { data } = last
    mean = mapTensor(mean ?? zeros(last.shape), (value, i) => value + (data[i] ?? 0) / draws)
  }
  return mean ? tileWork.known.impose(mean) : tileWork.start
}

async function* sampleTile(
  { schedule, level: scale }: Pass,
  draw: number,
  { tile, windows, start, known, work }: TileWork,
) {
  const level = scale + LEVELS_PER_DRAW * draw
  const { settings, context, meter } = work
  const { sigmas, noise: amount } = schedule
  const add = noiseOf({ seed: settings.seed, level, amount }, tile.field, seenBy(windows))
  const field = { shape: start.shape, data: new Float32Array(start.data.length) }
  const noised = async ({ data }: Tensor, step: number, deviation: number) => {
    field.data.set(data) // over the one of the step before, which the network has seen
    await forEachBand(tile.field, (rows) => add(field, { step, deviation, rows }), work)
    return field
  }
  const signal = context.signal ? { signal: context.signal } : {}
  const blended = windowedDenoise(meter.timed(labelOf(settings, context.model)), windows, {
    windowBatch: settings.windowBatch ?? context.model.windowBatch,
    clip: true,
    onBatch: meter.done,
    onBlended: ({ data }) => {
      discard(data)
    },
    ...signal,
  })
  const denoise: Denoise = async (...asked) => {
    const estimate = await blended(...asked)
    await work.turn()
    return estimate
  }
  const noisy = await noised(start, 0, sigmas[0] ?? 0)
  yield* sampleMultistep({
    denoise,
    known,
    start: noisy,
    sigmas,
    renoise: (image, step, sigma) => noised(image, step, renoisingDeviation(sigma)),
    clip: false, // where an estimate is wanted, it has been
    reuse: true,
    ...signal,
  })
}

/** No other random number comes from this stream. */
const CLASS_STREAM = 1000

/** The class that was asked for; of a model that has classes any one, which the seed draws. */
function labelOf({ label, seed }: Settings, { record }: EditModel): number | undefined {
  const classes = record?.classes ?? null
  if (label !== undefined || classes === null) return label
  const [draw = 0] = uniforms(seed, CLASS_STREAM, 1)
  return Math.floor(draw * classes)
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
