/**
 * The part of a document around its edit: small enough to be edited again at every checkpoint. Pure.
 */
import type { Task } from '../../src-shared/contract/edits-api.ts'
import type { MaskPatch, PaintPatch } from '../../src-shared/contract/pictures-api.ts'
import { intersect } from '../../src-shared/field/regions.ts'
import { pixelsToTensor, tensorToPixels } from '../../src-shared/tensor/pixels.ts'
import type { PixelImage, Region } from '../../src-shared/tensor/pixels.ts'

/** Longest side of what is watched, in pixels of the result. */
export const WATCHED_SIDE = 384

export interface WatchedEdit {
  readonly image: PixelImage
  readonly task: Task
}

/** The picture and the task within a square around the middle of the edit, or of the picture where it is everywhere. */
export function cropForWatching({ image, task }: WatchedEdit): WatchedEdit {
  const scale = task.kind === 'enlarge' || task.kind === 'restore' ? (task.scale ?? 1) : 1
  const side = Math.floor(WATCHED_SIDE / scale)
  const place = placeOf(task)
  const centre = place
    ? { x: place.x + place.width / 2, y: place.y + place.height / 2 }
    : { x: image.width / 2, y: image.height / 2 }
  const width = Math.min(side, image.width)
  const height = Math.min(side, image.height)
  const region = {
    x: clamp(Math.round(centre.x - width / 2), image.width - width),
    y: clamp(Math.round(centre.y - height / 2), image.height - height),
    width,
    height,
  }
  return { image: tensorToPixels(pixelsToTensor(image, region)), task: cropTask(task, region) }
}

const clamp = (value: number, most: number) => Math.min(Math.max(value, 0), most)

function placeOf(task: Task): Region | null {
  if ('mask' in task && task.mask) return task.mask.region
  const [first] = patchesOf(task)
  return first?.region ?? null
}

function patchesOf(task: Task): readonly PaintPatch[] {
  if (task.kind === 'paint') return task.strokes
  return task.kind === 'colorize' ? (task.hints ?? []) : []
}

function cropTask(task: Task, region: Region): Task {
  const paints = patchesOf(task).flatMap((patch) => cropPaint(patch, region))
  if (task.kind === 'paint') return { ...task, strokes: paints }
  if (task.kind === 'colorize') return { ...task, hints: paints }
  if (task.kind === 'remove') return { ...task, mask: cropMask(task.mask, region) }
  if (task.kind !== 'restore' || !task.mask) return task
  const { mask, ...rest } = task
  const inside = intersect(mask.region, region)
  return inside.width > 0 && inside.height > 0 ? { ...task, mask: cropMask(mask, region) } : rest
}

function cropMask({ region, coverage }: MaskPatch, within: Region): MaskPatch {
  const { at, data } = cropSamples({ region, data: coverage, samples: 1 }, within)
  return { region: at, coverage: data }
}

function cropPaint({ region, rgba }: PaintPatch, within: Region): PaintPatch[] {
  const inside = intersect(region, within)
  if (inside.width <= 0 || inside.height <= 0) return []
  const { at, data } = cropSamples({ region, data: rgba, samples: 4 }, within)
  return [{ region: at, rgba: data }]
}

/** What of the samples of a region lies within another, whose corner is the new origin. */
function cropSamples(
  patch: { readonly region: Region; readonly data: Uint8Array; readonly samples: number },
  within: Region,
): { readonly at: Region; readonly data: Uint8Array } {
  const { region, data, samples } = patch
  const inside = intersect(region, within)
  const cut = new Uint8Array(inside.width * inside.height * samples)
  for (let y = 0; y < inside.height; y++) {
    const row = (inside.y - region.y + y) * region.width + inside.x - region.x
    const part = data.subarray(row * samples, (row + inside.width) * samples)
    cut.set(part, y * inside.width * samples)
  }
  return { at: { ...inside, x: inside.x - within.x, y: inside.y - within.y }, data: cut }
}
