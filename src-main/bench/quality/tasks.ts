/**
 * The tasks of the quality benchmark: how each damages a photograph, what it asks of the model, and
 * with which baselines it compares. A new task is one more entry of the table.
 */
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'
import type { EditRequest } from '../../edits/edit-request.ts'
import {
  colorizeBaselines,
  denoiseBaselines,
  inpaintBaselines,
  spreadAlone,
  upscaleBaselines,
} from './baselines.ts'
import type { Method } from './baselines.ts'
import {
  addNoise,
  boxDown,
  colourDabs,
  cropToMultiple,
  holeMask,
  isColourless,
  punch,
  scratchMask,
  textMask,
  toGrey,
} from './degrade.ts'

/** A damaged photograph and what is to be made of it; pictures are 8-bit RGB. */
export interface Trial {
  readonly original: PixelImage
  readonly damaged: PixelImage
  /** Where the damage is (grey, white); everywhere if not given. */
  readonly where?: PixelImage
  readonly request: EditRequest
  readonly baselines: readonly Method[]
}

export const TASK_KINDS = ['inpaint', 'upscale', 'denoise', 'colorize'] as const

export interface Task {
  readonly task: (typeof TASK_KINDS)[number]
  readonly variant: string
  /** The trial on a photograph, and the colour of others; undefined where the task makes no sense. */
  readonly prepare: (photograph: PixelImage, usual?: readonly number[]) => Trial | undefined
}

const SEED = 0

export const TASKS: readonly Task[] = [
  fill('scratches', scratchMask),
  fill('text', textMask),
  fill('hole', holeMask),
  enlarge(2),
  enlarge(4),
  quieten(15),
  quieten(25),
  quieten(50),
  { task: 'colorize', variant: 'grey', prepare: prepareColouring },
  { task: 'colorize', variant: 'six dabs', prepare: prepareDabs },
]

function fill(variant: string, makeMask: (size: PixelImage) => PixelImage): Task {
  const prepare = (original: PixelImage): Trial => {
    const mask = makeMask(original)
    const damaged = punch(original, mask)
    return {
      original,
      damaged,
      where: mask,
      request: { operator: 'inpaint', image: damaged, mask, seed: SEED },
      baselines: inpaintBaselines(mask),
    }
  }
  return { task: 'inpaint', variant, prepare }
}

function enlarge(scale: 2 | 4): Task {
  const prepare = (photograph: PixelImage): Trial => {
    const original = cropToMultiple(photograph, scale)
    const damaged = boxDown(original, scale)
    return {
      original,
      damaged,
      request: { operator: 'upscale', image: damaged, scale, seed: SEED },
      baselines: upscaleBaselines(scale),
    }
  }
  return { task: 'upscale', variant: `x${scale}`, prepare }
}

function quieten(sigma: number): Task {
  const prepare = (original: PixelImage): Trial => {
    const damaged = addNoise(original, sigma, SEED)
    return {
      original,
      damaged,
      request: { operator: 'denoise', image: damaged, sigma, seed: SEED },
      baselines: denoiseBaselines(sigma),
    }
  }
  return { task: 'denoise', variant: `sigma ${sigma}`, prepare }
}

function prepareColouring(original: PixelImage, usual?: readonly number[]): Trial | undefined {
  if (isColourless(original)) return undefined
  const damaged = toGrey(original)
  return {
    original,
    damaged,
    request: { operator: 'colorize', image: damaged, seed: SEED },
    baselines: colorizeBaselines(original, usual),
  }
}

/** As colouring, but in six places, wherever they happen to lie, somebody has said what colour it is. */
function prepareDabs(original: PixelImage, usual?: readonly number[]): Trial | undefined {
  const trial = prepareColouring(original, usual)
  if (!trial) return undefined
  const hints = colourDabs(original)
  return {
    ...trial,
    request: { operator: 'colorize', image: trial.damaged, hints, seed: SEED },
    baselines: [...trial.baselines, spreadAlone(hints)],
  }
}
