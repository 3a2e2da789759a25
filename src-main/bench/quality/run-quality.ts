/**
 * The quality benchmark: damages photographs, lets the model and the baselines mend them, measures.
 * Photographs and model are handed in; figures and pictures come back, nothing stays on the disk.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'
import type { EditRequest } from '../../edits/edit-request.ts'
import { runEdit } from '../../edits/run-edit.ts'
import type { EditModel } from '../../edits/work-meter.ts'
import { encodeImage } from '../../images/encode.ts'
import type { Method } from './baselines.ts'
import { closeUps, partToShow } from './close-up.ts'
import type { SheetCell } from './contact-sheet.ts'
import { chromaError } from './metrics/chroma-error.ts'
import { psnr } from './metrics/psnr.ts'
import { ssim } from './metrics/ssim.ts'
import { ssimulacra } from './metrics/ssimulacra.ts'
import { TASKS } from './tasks.ts'
import type { Task, Trial } from './tasks.ts'
import type { UsualChroma } from './usual-chroma.ts'

/** How well one method did at one task on one photograph. */
export interface QualityCase {
  readonly photo: string
  readonly task: Task['task']
  readonly variant: string
  readonly method: string
  /** dB over the colours, inside the damage for inpainting. */
  readonly psnr: number
  /** On luma, around the damaged pixels for inpainting. */
  readonly ssim: number
  /** Of the whole picture, lower is better; null where the program is missing. */
  readonly ssimulacra: number | null
  /** Mean distance of the colours in the a*b* plane of CIELAB, of the whole picture. */
  readonly chroma: number
}

export interface Photograph {
  readonly name: string
  readonly image: PixelImage
}

/** All that came of one photograph at one task: the figures and the pictures, labelled. */
export interface QualityRow {
  readonly photo: string
  readonly variant: string
  readonly cases: readonly QualityCase[]
  readonly cells: readonly SheetCell[]
  /** The same part of every picture, at 100 %. */
  readonly closeUps: readonly SheetCell[]
}

export interface QualityOptions {
  readonly model: EditModel
  readonly withSsimulacra: boolean
  /** The only kind of task that is wanted; all if not given. */
  readonly task?: Task['task'] | undefined
  /** The colour that one would guess of a photograph. */
  readonly usualChroma?: UsualChroma
  readonly signal: AbortSignal
}

/** The tasks that are wanted. */
export function chosenTasks(only: Task['task'] | undefined): readonly Task[] {
  return only === undefined ? TASKS : TASKS.filter(({ task }) => task === only)
}

/** The model as its tools use it. */
export const OURS = 'selfsame'
/** Numbers of steps that are compared, where a tool has a choice. */
const COMPARED_STEPS = [1, 2, 4]
/** The model asked for so many steps. */
export const inSteps = (steps: number) => `${OURS}, ${steps === 1 ? '1 step' : `${steps} steps`}`

/** One row per task that makes sense for the photograph, as they are done. */
export async function* runQuality(
  { name, image }: Photograph,
  options: QualityOptions,
): AsyncGenerator<QualityRow> {
  for (const { task, variant, prepare } of chosenTasks(options.task)) {
    const trial = prepare(image, options.usualChroma?.(name))
    if (!trial) continue
    const own = modelMethod(OURS, trial.request, options)
    const cases: QualityCase[] = []
    const cells = [
      { label: `${name} ${variant}`, image: trial.original },
      { label: 'input', image: trial.damaged },
    ]
    for (const method of [own, ...trial.baselines, ...methodsBySteps(trial, options)]) {
      options.signal.throwIfAborted()
      const result = await method.run(trial.damaged)
      const figures = await measure(result, trial, options)
      cases.push({ photo: name, task, variant, method: method.name, ...figures })
      if (own === method || trial.baselines.includes(method))
        cells.push({ label: `${method.name} ${figures.psnr.toFixed(1)} dB`, image: result })
    }
    const part = partToShow(trial.original, trial.where)
    const closeUp = closeUps(cells, part, trial.original.width)
    yield { photo: name, variant, cases, cells, closeUps: closeUp }
  }
}

/** The tool asked for few steps and more; what removes noise always asks once. */
function methodsBySteps({ request }: Trial, options: QualityOptions): Method[] {
  if (request.operator === 'denoise' || !options.withSsimulacra) return []
  return COMPARED_STEPS.map((steps) => modelMethod(inSteps(steps), { ...request, steps }, options))
}

function modelMethod(
  name: string,
  request: EditRequest,
  { model, signal }: QualityOptions,
): Method {
  const run = async () => {
    for await (const { result } of runEdit(request, { model, signal })) {
      if (result) return result.image
    }
    throw new Error(`the edit '${request.operator}' ended without a result`)
  }
  return { name, run }
}

async function measure(
  result: PixelImage,
  { original, where }: Trial,
  { withSsimulacra }: QualityOptions,
) {
  return {
    psnr: psnr(original, result, where),
    ssim: ssim(original, result, where),
    ssimulacra: withSsimulacra ? await measureByProgram(original, result) : null,
    chroma: chromaError(original, result),
  }
}

/** The program reads files: both pictures lie in a folder of their own for that long. */
async function measureByProgram(original: PixelImage, result: PixelImage): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'selfsame-'))
  try {
    const paths = [join(folder, 'original.png'), join(folder, 'result.png')] as const
    await encodeImage(original, paths[0])
    await encodeImage(result, paths[1])
    return await ssimulacra(...paths)
  } finally {
    await rm(folder, { recursive: true })
  }
}
