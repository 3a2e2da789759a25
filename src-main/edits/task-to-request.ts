/**
 * What the editor asks for, in the words of the engine. Pure; the only place that knows both.
 */
import type { Task } from '../../src-shared/contract/edits-api.ts'
import type { MaskPatch, PaintPatch } from '../../src-shared/contract/pictures-api.ts'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UsageError } from '../../src-shared/contract/user-error.ts'
import { emptyImage, wholeOf } from '../../src-shared/tensor/pixels.ts'
import type { PixelImage, Region } from '../../src-shared/tensor/pixels.ts'
import { imageOfMask } from '../pictures/mask-image.ts'
import { paintOver, paintedRegion } from '../pictures/paint-over.ts'
import type { CommonRequest, EditRequest } from './edit-request.ts'

/** A task over one photograph. */
export type PhotographTask = Exclude<Task, { kind: 'blend' | 'generate' }>

/** The request that carries out `task`. Throws UsageError where a mask or a stroke does not fit. */
export function requestOf(
  task: PhotographTask,
  image: PixelImage,
  common: CommonRequest,
): EditRequest {
  switch (task.kind) {
    case 'remove': {
      const { opaque = false, fill } = task
      const mask = maskOf(task.mask, image)
      return { ...common, operator: 'inpaint', image, mask, opaque, ...(fill && { fill }) }
    }
    case 'colorize':
      task.hints?.forEach(checkPaint)
      return { ...common, operator: 'colorize', image, hints: task.hints ?? [] }
    case 'enlarge':
      return { ...common, operator: 'upscale', image, scale: task.scale }
    case 'restore':
      return {
        ...common,
        operator: 'restore',
        image,
        grey: task.grey,
        ...(task.mask && { mask: maskOf(task.mask, image) }),
        ...(task.scale && { scale: task.scale }),
      }
    case 'denoise':
      return {
        ...common,
        operator: 'denoise',
        image,
        ...(task.sigma !== undefined && { sigma: task.sigma }),
      }
    case 'paint':
      return paintRequest(task, image, common)
  }
}

/** Without strokes the picture itself is the painting, and all of it is drawn. */
function paintRequest(
  { strokes, strength }: Extract<Task, { kind: 'paint' }>,
  image: PixelImage,
  common: CommonRequest,
): EditRequest {
  strokes.forEach(checkPaint)
  if (strokes.length === 0) return { ...common, operator: 'stroke', image, strength }
  const mask = coverageOf(strokes, image)
  if (!mask.data.includes(255)) {
    throw new UsageError(sentence('strokesBeside'))
  }
  return { ...common, operator: 'stroke', image: paintOver(image, strokes), mask, strength }
}

/** How many times wider than its source the result is. */
export function enlargementOf(task: Task): number {
  return (task.kind === 'enlarge' || task.kind === 'restore' ? task.scale : undefined) ?? 1
}

/** What may differ from the source; null when all of it may, or when the sizes differ. */
export function regionOf(task: Task, image: PixelImage): Region | null {
  if (task.kind === 'remove') return task.mask.region
  if (task.kind === 'paint' && task.strokes.length > 0) return paintedRegion(image, task.strokes)
  const fillsOnly = task.kind === 'restore' && !task.grey && !task.scale
  return fillsOnly ? (task.mask?.region ?? null) : null
}

function maskOf(mask: MaskPatch, image: PixelImage): PixelImage {
  const { x, y, width, height } = mask.region
  const inside = x >= 0 && y >= 0 && x + width <= image.width && y + height <= image.height
  if (!inside || mask.coverage.length !== width * height) {
    throw new UsageError(sentence('holeBeside'))
  }
  return imageOfMask(mask, image)
}

function checkPaint({ region, rgba }: PaintPatch): void {
  if (rgba.length === 4 * region.width * region.height) return
  throw new UsageError('A stroke has not as many samples as its size says; paint it again.')
}

/** White wherever there is any paint. */
function coverageOf(strokes: readonly PaintPatch[], image: PixelImage): PixelImage {
  const mask = emptyImage(image, 1, 8)
  const whole = wholeOf(image)
  for (const { region, rgba } of strokes) {
    for (let i = 3, pixel = 0; i < rgba.length; i += 4, pixel++) {
      const x = region.x + (pixel % region.width)
      const y = region.y + Math.floor(pixel / region.width)
      const inside = x >= 0 && y >= 0 && x < whole.width && y < whole.height
      if (inside && rgba[i] !== 0) mask.data[y * whole.width + x] = 255
    }
  }
  return mask
}
