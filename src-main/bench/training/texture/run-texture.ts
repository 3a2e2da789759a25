/**
 * Fine-tunes a model on one family of textures and measures what that did to pictures of the family that were held
 * back, and to photographs of other things.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DeviceId } from '../../../../src-shared/contract/devices-api.ts'
import { UserError } from '../../../../src-shared/contract/user-error.ts'
import type { Clocks } from '../../../training/meter.ts'
import { patchSizeOf } from '../../../training/patch-size.ts'
import { scanFolder } from '../../../training/survey-folder.ts'
import { trainModel } from '../../../training/train-command.ts'
import { measureModel } from './measure-model.ts'
import type { Measuring, ModelFigures } from './measure-model.ts'

export interface TextureOptions extends Measuring {
  /** Folder of the model to start from. */
  readonly from: string
  /** Folders of photographs: learnt from, of the same family, of other things. */
  readonly family: string
  readonly heldBack: string
  readonly others: string
  /** How many of the others are measured, from the first. */
  readonly otherCount?: number | undefined
  readonly updates: number
  readonly batch: number
  readonly clocks: Clocks
  /** What computes the updates; the processor if not given. */
  readonly device?: DeviceId | undefined
  readonly onStep?: ((step: number, steps: number) => void) | undefined
}

export interface Change {
  readonly before: ModelFigures
  readonly after: ModelFigures
}

export interface TextureResult {
  readonly heldBack: Change
  readonly others: Change
  readonly updates: number
  readonly batch: number
  /** Seconds on the clock and of the processor. */
  readonly seconds: number
  readonly cpuSeconds: number
  /** Share of the time in which updates waited for their patches. */
  readonly dataWait: number
}

export async function runTexture(options: TextureOptions): Promise<TextureResult> {
  const work = await mkdtemp(join(tmpdir(), 'selfsame-texture-'))
  try {
    const out = join(work, 'tuned')
    const spent = await tune(out, options)
    const { signal } = options
    const usable = { minSide: await patchSizeOf(options.from), signal }
    const heldBack = (await scanFolder(options.heldBack, usable)).photographs
    const others = (await scanFolder(options.others, usable)).photographs
    const change = async (photographs: typeof heldBack): Promise<Change> => ({
      before: await measureModel(options.from, photographs, options),
      after: await measureModel(out, photographs, options),
    })
    const { updates, batch } = options
    return {
      heldBack: await change(heldBack),
      others: await change(others.slice(0, options.otherCount)),
      updates,
      batch,
      ...spent,
    }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** The recipe Adapt, beginning where the shipped model ended, with an average and a rate for few updates. */
export const FIELDS = {
  'levels.base': 16,
  'levels.widening': 64,
  'optimizer.warmup': 5,
  'optimizer.decay': 0.5,
  averageRates: [0.95],
}
export const LEARNING_RATE = 2e-4

async function tune(
  out: string,
  { from, family, updates, batch, seed, threads, device, clocks, signal, onStep }: TextureOptions,
): Promise<Pick<TextureResult, 'seconds' | 'cpuSeconds' | 'dataWait'>> {
  const fields = FIELDS
  const settings = {
    recipe: 'ect',
    from,
    steps: updates,
    batch,
    seed,
    stages: 1,
    fields,
    device,
  } as const
  const request = {
    folder: family,
    out,
    settings: { ...settings, learningRate: LEARNING_RATE },
    resume: false,
    threads,
    command: 'selfsame bench training',
  }
  const intervals = { validation: updates, checkpoint: updates, samples: updates }
  for await (const event of trainModel(request, { clocks, signal, intervals })) {
    if (event.type === 'step') onStep?.(event.step, event.steps)
    if (event.type === 'finished') {
      const { computeSeconds: seconds, cpuSeconds, dataWait } = event
      return { seconds, cpuSeconds, dataWait }
    }
    if (event.type === 'stopped') {
      signal.throwIfAborted()
      throw new UserError(event.message)
    }
  }
  throw new Error('the run ended without an end')
}
