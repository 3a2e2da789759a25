/**
 * Whether a picture is of one texture, as gravel, grass or ripples are: as rough in every part as in any other, and no
 * part much lighter, darker or of another colour than the rest. Looks at pixels alone.
 */
import type { Tensor } from '../tensor/tensor.ts'

/** Pixels along a side of the squares that are held against each other: a few grains. */
const SIDE = 12
/** Fewer squares say nothing. */
const FEWEST = 16
/** What the roughness of the squares may deviate by, as a share of its mean. */
const MOST_UNEVEN = 0.4
/** What the means of the squares may deviate by, as a multiple of their roughness. */
const MOST_DRIFT = 1.2

interface Square {
  /** Of each colour. */
  readonly means: readonly number[]
  /** Variance of the colours around their means, all added. */
  readonly variance: number
}

/** True if `field` [1, 3, H, W] is of one texture where `hole` [1, 1, H, W] is 0. */
export function isOneTexture(field: Tensor, hole: Tensor): boolean {
  const squares = squaresOf(field, hole)
  if (squares.length < FEWEST) return false
  const rough = squares.map(({ variance }) => Math.sqrt(variance))
  const roughness = mean(rough)
  const drift = [0, 1, 2].reduce((sum, c) => sum + variance(squares.map((one) => one.means[c])), 0)
  return (
    Math.sqrt(variance(rough)) < MOST_UNEVEN * roughness &&
    Math.sqrt(drift) < MOST_DRIFT * roughness
  )
}

/** Those that touch no hole. */
function squaresOf(field: Tensor, hole: Tensor): Square[] {
  const [, , height, width] = field.shape
  const found: Square[] = []
  for (let top = 0; top + SIDE <= height; top += SIDE) {
    for (let left = 0; left + SIDE <= width; left += SIDE) {
      const first = top * width + left
      if (pixelsOf(hole.data, first, width).some((value) => value > 0)) continue
      const colours = [0, 1, 2].map((c) => pixelsOf(field.data, first + c * width * height, width))
      found.push({
        means: colours.map(mean),
        variance: colours.reduce((sum, pixels) => sum + variance(pixels), 0),
      })
    }
  }
  return found
}

/** Of the square whose upper left pixel is `first`. */
function pixelsOf(plane: Float32Array, first: number, width: number): number[] {
  const pixels: number[] = []
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) pixels.push(plane[first + y * width + x])
  }
  return pixels
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function variance(values: readonly number[]): number {
  const middle = mean(values)
  return mean(values.map((value) => (value - middle) ** 2))
}
