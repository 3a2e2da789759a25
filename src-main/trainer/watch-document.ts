/**
 * Edits the user's document again with the model as it is at a checkpoint, beside what the model made of it that the run
 * started from. A run never fails for it: what cannot be edited is told of once and left.
 */
import type { WatchedResult } from '../../src-shared/contract/training-api.ts'
import type { WatchedPicture } from '../../src-shared/contract/trainer-api.ts'
import type { PixelImage } from '../../src-shared/tensor/pixels.ts'
import { planTask } from '../edits/plan-task.ts'
import { runPlan } from '../edits/run-plan.ts'
import { traitsOf, type EditModel } from '../edits/work-meter.ts'
import { decodeRgb8 } from '../images/decode-rgb8.ts'
import { encodeBytes } from '../images/encode.ts'
import { openModel } from '../models/open-model.ts'
import type { SeenModel } from '../training/train-command.ts'
import { cropForWatching } from './crop-for-watching.ts'
import type { WatchedEdit } from './crop-for-watching.ts'

export interface WatcherOptions {
  /** The document as it is chosen now; null for none. */
  readonly read: () => Promise<WatchedPicture | null>
  /** Folder of the model that the run started from; null for random weights, beside which the picture itself is shown. */
  readonly base: string | null
  readonly signal: AbortSignal
  readonly log: (line: string) => void
  readonly tell: (result: WatchedResult) => Promise<void>
}

/** Documents of more pixels a side are shown from a smaller copy. */
const LONGEST_SIDE = 16_384

/** What to do with the weights of every checkpoint. */
export function createWatcher(options: WatcherOptions): (seen: SeenModel) => Promise<void> {
  const { base, signal, log } = options
  let prepared: Prepared | null = null
  return async (seen) => {
    try {
      const watch = await options.read()
      if (!watch) return
      if (!prepared || !isSame(prepared.watch, watch)) {
        prepared = await prepare(watch, { base, signal })
      }
      const now = await edit(prepared, modelOf(seen), signal)
      const { source, before } = prepared
      await options.tell({ step: seen.step, source, before, now })
    } catch (error) {
      if (!signal.aborted) log(`The watched document was not edited: ${String(error)}`)
    }
  }
}

interface Prepared {
  readonly watch: WatchedPicture
  readonly part: WatchedEdit
  readonly source: Uint8Array
  readonly before: Uint8Array
}

function isSame(a: WatchedPicture, b: WatchedPicture): boolean {
  const { picture: first, ...askedFirst } = a
  const { picture: second, ...askedSecond } = b
  const samePicture = Buffer.compare(first.png, second.png) === 0
  return samePicture && JSON.stringify(askedFirst) === JSON.stringify(askedSecond)
}

async function prepare(
  watch: WatchedPicture,
  { base, signal }: Pick<WatcherOptions, 'base' | 'signal'>,
): Promise<Prepared> {
  const image = await decodeRgb8(watch.picture.png, { maxSide: LONGEST_SIDE })
  const part = cropForWatching({ image, task: watch.task })
  const source = await encodeBytes(part.image, 'png')
  if (base === null) return { watch, part, source, before: source }
  const model = await openModel(base)
  try {
    return { watch, part, source, before: await edit({ watch, part }, model, signal) }
  } finally {
    await model.release()
  }
}

/** The network with weights that are still changing, as an edit wants it. */
function modelOf({ theta, evaluator, windowSize, ...traits }: SeenModel): EditModel {
  return {
    record: traits,
    windowSize,
    windowBatch: evaluator.batch,
    denoise: (noisy, sigma, [label = 0] = []) => {
      const sigmas = Array.from({ length: noisy.shape[0] ?? 0 }, () => sigma)
      const labels = sigmas.map(() => label)
      return evaluator.estimate(theta, noisy, { sigmas, labels })
    },
  }
}

async function edit(
  { watch, part }: Pick<Prepared, 'watch' | 'part'>,
  model: EditModel,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { seed, steps } = watch
  const order = { ...part, seed, ...(steps !== undefined && { steps }) }
  const { plan, settings } = planTask(order, traitsOf(model)).planAt(0)
  let image: PixelImage | undefined
  for await (const { result } of runPlan(plan, settings, { model, signal })) image = result?.image
  if (!image) throw new Error('the edit ended without a result')
  return encodeBytes(image, 'png')
}
