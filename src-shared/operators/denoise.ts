/**
 * Denoising asks the model once, at the noise level of the picture. Nothing is kept and no noise is
 * added; the level is estimated here when it is not given.
 */
import { keepNothing } from './known-part.ts'
import type { OperatorPlan } from './plan.ts'
import { SIGMA_MIN } from '../diffusion/noise-schedule.ts'
import type { Tensor } from '../tensor/tensor.ts'

export interface DenoiseInput {
  /** [1, 3, H, W] in [-1, 1]. */
  readonly image: Tensor
  /** Standard deviation of the noise in units of [-1, 1]; estimated if not given. */
  readonly sigma?: number
}

export function denoise({ image, sigma = estimateNoiseLevel(image) }: DenoiseInput): OperatorPlan {
  return {
    known: keepNothing,
    base: image,
    start: () => image,
    sigmas: [Math.max(sigma, SIGMA_MIN)],
  }
}

/** Pairs of pixels along one side of a tile. */
const TILE = 8
/** The quieter quarter of the tiles: in a photograph, those without edges and texture. */
const QUANTILE = 0.25
/** Tiles with more clipped values than this would show too little noise. */
const CLIPPED_SHARE = 0.02

/**
 * Standard deviation of white noise in [B, C, H, W], in units of [-1, 1]; at least SIGMA_MIN. It
 * is measured on diagonal Haar differences (a - b - c + d) / 2, which do not see gradients and
 * straight edges, in the quieter tiles of the picture. Fine texture everywhere reads as noise.
 */
export function estimateNoiseLevel(image: Tensor): number {
  const [, , height, width] = image.shape
  const side = Math.min(TILE, Math.floor(Math.min(height, width) / 2))
  if (side === 0) return SIGMA_MIN
  const tiles = tilesOf(image, side).sort((a, b) => a.clipped - b.clipped)
  const least = tiles[Math.floor(tiles.length / 10)].clipped
  const variances = tiles
    .filter(({ clipped }) => clipped <= Math.max(least, CLIPPED_SHARE))
    .map(({ variance }) => variance)
    .sort((a, b) => a - b)
  const quiet = Math.sqrt(variances[Math.floor(QUANTILE * variances.length)])
  // The first quartile of the deviation of side^2 normals lies 0.6745 / (sqrt2 side) below 1.
  return Math.max(quiet / (1 - 0.6745 / (Math.SQRT2 * side)), SIGMA_MIN)
}

interface Tile {
  /** Mean square of the Haar differences. */
  readonly variance: number
  /** Share of values at the ends of the range. */
  readonly clipped: number
}

function tilesOf({ shape, data }: Tensor, side: number): Tile[] {
  const [batch, channels, height, width] = shape
  const tiles: Tile[] = []
  for (let plane = 0; plane < batch * channels; plane++) {
    for (let top = 0; top + 2 * side <= height; top += 2 * side) {
      for (let left = 0; left + 2 * side <= width; left += 2 * side) {
        tiles.push(tileAt(data, { first: (plane * height + top) * width + left, width, side }))
      }
    }
  }
  return tiles
}

function tileAt(
  data: Float32Array,
  { first, width, side }: { first: number; width: number; side: number },
): Tile {
  let squares = 0
  let clipped = 0
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const at = first + 2 * (y * width + x)
      const [a, b, c, d] = [data[at], data[at + 1], data[at + width], data[at + width + 1]]
      squares += ((a - b - c + d) / 2) ** 2
      clipped += isClipped(a) + isClipped(b) + isClipped(c) + isClipped(d)
    }
  }
  return { variance: squares / side ** 2, clipped: clipped / (4 * side ** 2) }
}

function isClipped(value: number): number {
  return Math.abs(value) >= 0.999 ? 1 : 0
}
