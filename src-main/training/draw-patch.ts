/**
 * Cuts one square patch out of a photograph's pyramid by given random numbers.
 * Draws nothing itself: the same numbers give the same patch.
 */
import { pixelsToTensor } from '../../src-shared/tensor/pixels.ts'
import type { PixelImage, Region } from '../../src-shared/tensor/pixels.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import type { Pyramid } from './pyramid.ts'

/** How often a patch without texture is drawn again. */
const REDRAWS = 3
/** Standard deviation of luma, in 8-bit steps, below which a patch counts as without texture. */
const FLAT = 4

/** Random numbers in [0, 1) that one patch uses up: level, flip, then a position for each try. */
export const DRAWS_PER_PATCH = 2 + 2 * (REDRAWS + 1)

export interface PatchShape {
  /** Side of the patch in pixels. */
  readonly size: number
  /** Relative frequency of each level; what the photograph's missing levels have goes to the others. */
  readonly scaleWeights: readonly number[]
}

/** Index into `weights` chosen by `draw` in [0, 1) with probability proportional to the weight. */
export function pick(weights: readonly number[], draw: number): number {
  let rest = draw * weights.reduce((sum, weight) => sum + weight, 0)
  for (const [index, weight] of weights.entries()) {
    rest -= weight
    if (rest < 0) return index
  }
  return weights.length - 1
}

/** Where a patch is cut. */
export interface PatchPlace {
  /** Level of the pyramid: the photograph is reduced by 2^level. */
  readonly level: number
  readonly region: Region
  readonly isMirrored: boolean
}

/** Draws the place of a patch. A flat one is drawn again up to three times, so that sky is present and does not dominate. */
export function drawPlace(pyramid: Pyramid, shape: PatchShape, draws: Float64Array): PatchPlace {
  const [levelDraw = 0, flipDraw = 0, ...positions] = draws
  const level = pick(shape.scaleWeights.slice(0, pyramid.length), levelDraw)
  const image = levelOf(pyramid, level)
  let region = place(image, shape.size, positions)
  for (let attempt = 1; attempt <= REDRAWS && lumaDeviation(image, region) < FLAT; attempt++) {
    region = place(image, shape.size, positions.slice(2 * attempt))
  }
  return { level, region, isMirrored: flipDraw < 0.5 }
}

/** The patch [1, 3, size, size] at a place, mirrored where the place says so. */
export function cutPatch(pyramid: Pyramid, { level, region, isMirrored }: PatchPlace): Tensor {
  const patch = pixelsToTensor(levelOf(pyramid, level), region)
  return isMirrored ? mirrored(patch) : patch
}

/** A patch [1, 3, size, size] of `pyramid` at a drawn level and position, mirrored half of the time. */
export function drawPatch(pyramid: Pyramid, shape: PatchShape, draws: Float64Array): Tensor {
  return cutPatch(pyramid, drawPlace(pyramid, shape, draws))
}

function levelOf(pyramid: Pyramid, level: number): PixelImage {
  const image = pyramid[level]
  if (image === undefined)
    throw new RangeError(`a pyramid of ${pyramid.length} has no level ${level}`)
  return image
}

function place(image: PixelImage, size: number, [x = 0, y = 0]: readonly number[]): Region {
  return {
    x: Math.floor(x * (image.width - size + 1)),
    y: Math.floor(y * (image.height - size + 1)),
    width: size,
    height: size,
  }
}

/** The picture [1, C, H, W] with left and right exchanged. */
export function mirrored(patch: Tensor): Tensor {
  const width = patch.shape[3] ?? 0
  const data = new Float32Array(patch.data.length)
  for (let row = 0; row < data.length; row += width) {
    data.set(patch.data.subarray(row, row + width).toReversed(), row)
  }
  return { shape: patch.shape, data }
}

/** Standard deviation of luma (Rec. 601) over a region of an 8-bit RGB image, in 8-bit steps. */
export function lumaDeviation(image: PixelImage, region: Region): number {
  const { data } = image
  let sum = 0
  let squares = 0
  for (let y = region.y; y < region.y + region.height; y++) {
    const start = 3 * (y * image.width + region.x)
    for (let i = start; i < start + 3 * region.width; i += 3) {
      const luma = 0.299 * (data[i] ?? 0) + 0.587 * (data[i + 1] ?? 0) + 0.114 * (data[i + 2] ?? 0)
      sum += luma
      squares += luma * luma
    }
  }
  const pixels = region.width * region.height
  return Math.sqrt(Math.max(squares / pixels - (sum / pixels) ** 2, 0))
}
