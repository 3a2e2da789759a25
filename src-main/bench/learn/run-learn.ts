/**
 * What "learn this picture" gains: the holes of the quality benchmark are filled by a model as it is, and by the same
 * model once it has learnt the picture around them. Photographs come in, figures come out.
 */
import type { DeviceId } from '../../../src-shared/contract/devices-api.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'
import type { EditRequest } from '../../edits/edit-request.ts'
import { runEdit } from '../../edits/run-edit.ts'
import { openModel } from '../../models/open-model.ts'
import { learnPicture } from '../../training/learn-picture.ts'
import type { PictureToLearn } from '../../training/learn-picture.ts'
import type { Clocks } from '../../training/meter.ts'
import { holeMask, punch } from '../quality/degrade.ts'
import { psnr } from '../quality/metrics/psnr.ts'
import { ssim } from '../quality/metrics/ssim.ts'
import type { Photograph } from '../quality/run-quality.ts'

export interface LearnFigures {
  readonly psnr: number
  readonly ssim: number
}

export interface LearnCase {
  readonly photo: string
  readonly before: LearnFigures
  readonly learnt: LearnFigures
  readonly updates: number
  readonly seconds: number
}

export interface LearnOptions {
  /** Folder of the model to start from. */
  readonly from: string
  readonly length: PictureToLearn['length']
  readonly fields?: PictureToLearn['fields']
  readonly seed: number
  readonly threads?: number | undefined
  /** What runs the edits; the processor if not given. */
  readonly device?: DeviceId | undefined
  readonly clocks: Clocks
  readonly signal: AbortSignal
}

/** Fills the holes of one photograph both ways. */
export async function runLearn(
  { name, image }: Photograph,
  options: LearnOptions,
): Promise<LearnCase> {
  const mask = holeMask(image)
  const damaged = punch(image, mask)
  const request: EditRequest = { operator: 'inpaint', image: damaged, mask, seed: options.seed }
  const fill = async (folder: string) => figures(image, await edit(request, folder, options), mask)
  const work = await mkdtemp(join(tmpdir(), 'selfsame-learn-'))
  try {
    const out = join(work, 'learnt')
    const began = options.clocks.wall()
    const updates = await learn({ name, damaged, mask, work, out }, options)
    const seconds = options.clocks.wall() - began
    const before = await fill(options.from)
    return { photo: name, before, learnt: await fill(out), updates, seconds }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

interface ToLearn {
  readonly name: string
  readonly damaged: PixelImage
  readonly mask: PixelImage
  readonly work: string
  readonly out: string
}

async function learn(
  { name, damaged, mask, work, out }: ToLearn,
  { clocks, signal, ...options }: LearnOptions,
): Promise<number> {
  const request = {
    ...options,
    image: damaged,
    hole: mask,
    out,
    name: 'learnt',
    runFolder: join(work, 'run'),
    picture: name,
    command: 'selfsame bench learn',
  }
  let updates = 0
  for await (const event of learnPicture(request, { clocks, signal })) {
    if (event.type === 'step') updates = event.step
    if (event.type === 'stopped') signal.throwIfAborted()
  }
  return updates
}

async function edit(
  request: EditRequest,
  folder: string,
  { threads, device, signal }: LearnOptions,
): Promise<PixelImage> {
  const model = await openModel(folder, { threads, device })
  try {
    for await (const { result } of runEdit(request, { model, signal })) {
      if (result) return result.image
    }
    throw new Error('the edit ended without a result')
  } finally {
    await model.release()
  }
}

function figures(original: PixelImage, result: PixelImage, where: PixelImage): LearnFigures {
  return { psnr: psnr(original, result, where), ssim: ssim(original, result, where) }
}
