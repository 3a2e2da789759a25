/**
 * Whether a picture is of one texture, as gravel, grass or ripples are: rough, in every part as much as in any other, and
 * no part much lighter, darker or of another colour than the rest. Looks at pixels alone.
 */
import type { Tensor } from '../tensor/tensor.ts'

/** Pixels along a side of the squares that are held against each other: a few grains. */
export const SQUARE_SIDE = 12
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

/** A piece of a picture, and where it has holes. */
export interface Piece {
  /** [1, 3, H, W] in [-1, 1]. */
  readonly field: Tensor
  /** [1, 1, H, W], above 0 in the holes. */
  readonly hole: Tensor
}

/** True if all pieces together are of one texture, apart from their holes. */
export function isOneTexture(pieces: readonly Piece[]): boolean {
  const squares = pieces.flatMap(squaresOf)
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
function squaresOf({ field, hole }: Piece): Square[] {
  const [, , height, width] = field.shape
  const found: Square[] = []
  for (let top = 0; top + SQUARE_SIDE <= height; top += SQUARE_SIDE) {
    for (let left = 0; left + SQUARE_SIDE <= width; left += SQUARE_SIDE) {
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
  for (let y = 0; y < SQUARE_SIDE; y++) {
    for (let x = 0; x < SQUARE_SIDE; x++) pixels.push(plane[first + y * width + x])
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
