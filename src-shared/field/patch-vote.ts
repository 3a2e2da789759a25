/**
 * Puts a picture together from matched patches: a pixel is the mean of what the patches over it say. Knows nothing of
 * scales and finds no match.
 */
import { fewAtATime, PATCH_RADIUS, VALUES } from './patch-match.ts'
import type { Canvas, Matches, PatchSites } from './patch-match.ts'
import type { Turn } from './turn.ts'

/** Of a pixel: its values, and the weights of those who said them. */
const SUMS = VALUES + 1

export interface Voting extends Omit<PatchSites, 'sources' | 'isSource'> {
  readonly matches: Matches
  /**
   * Deviation, in pixels, of the weight by the distance from the middle of a patch: little copies the picture grain by
   * grain, Infinity lets all patches over a pixel say the same.
   */
  readonly focus: number
  readonly turn: Turn
}

/** The pixels of a canvas that lie between the first and the last one of any target. */
export interface Voted {
  readonly from: number
  /** VALUES a pixel. */
  readonly values: Float32Array
}

/**
 * The pixels as `canvas` has them, with every one that lies in a target as the matches have it. Patches near the edge of
 * a hole, and those that fit well, say more (Wexler et al. 2007, section 3.2). Targets are in the order of their places.
 */
export async function vote(canvas: Canvas, voting: Voting): Promise<Voted> {
  const { targets, turn } = voting
  const { width, pixels } = canvas
  const from = targets[0] - PATCH_RADIUS * (width + 1)
  const to = targets[targets.length - 1] + PATCH_RADIUS * (width + 1) + 1
  const sums = new Float32Array(SUMS * (to - from))
  await fewAtATime(targets, turn, adderTo(sums, from, { canvas, voting }))
  await turn()
  const values = pixels.slice(VALUES * from, VALUES * to)
  for (let i = 0; i < values.length; i++) {
    const sum = SUMS * Math.floor(i / VALUES)
    if (sums[sum + VALUES] > 0) values[i] = sums[sum + (i % VALUES)] / sums[sum + VALUES]
  }
  return { from, values }
}

/** Adds what targets say to the `sums` of values and of weights, from the pixel `from` on. */
function adderTo(
  sums: Float32Array,
  from: number,
  { canvas, voting }: { readonly canvas: Canvas; readonly voting: Voting },
) {
  const { width, trust, pixels } = canvas
  const { targets, matches, focus } = voting
  const { sources, costs } = matches
  const spread = 2 * meanAt(costs, targets) + Number.EPSILON
  const shape = windowOf(focus)
  return (few: Int32Array): void => {
    for (const at of few) {
      const weight = trust[at] * Math.exp(-costs[at] / spread) + Number.EPSILON
      const away = VALUES * (sources[at] - at)
      for (let row = -PATCH_RADIUS; row <= PATCH_RADIUS; row++) {
        const first = at + row * width - PATCH_RADIUS
        for (let column = 0; column <= 2 * PATCH_RADIUS; column++) {
          const share = weight * shape[row + PATCH_RADIUS] * shape[column]
          const [sum, pixel] = [SUMS * (first + column - from), VALUES * (first + column) + away]
          sums[sum] += share * pixels[pixel]
          sums[sum + 1] += share * pixels[pixel + 1]
          sums[sum + 2] += share * pixels[pixel + 2]
          sums[sum + 3] += share * pixels[pixel + 3]
          sums[sum + VALUES] += share
        }
      }
    }
  }
}

/** The weights along one side of a patch. */
function windowOf(focus: number): number[] {
  return Array.from({ length: 2 * PATCH_RADIUS + 1 }, (_, i) =>
    Math.exp(-((i - PATCH_RADIUS) ** 2) / (2 * focus ** 2)),
  )
}

function meanAt(values: Float32Array, places: Int32Array): number {
  return places.reduce((sum, place) => sum + values[place] / places.length, 0)
}
