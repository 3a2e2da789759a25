/**
 * Lets colours that were painted in few places spread over what is alike: each reaches as far as brightness changes little
 * on the way to it (Yatziv and Sapiro 2006, "Fast image and video colorization using chrominance blending").
 */
import type { Hints } from '../operators/keep-hints.ts'
import { zeros } from '../tensor/tensor.ts'
import type { Tensor } from '../tensor/tensor.ts'
import type { Turn } from './turn.ts'

/** Weight from which a pixel counts as painted: thin strokes cover little of a block of a large picture. */
const PAINTED = 0.2
/** Colours nearer than this in each component count as one. */
const ALIKE = 0.1
/** Different colours that are followed at most; any more join those that they are nearest to. */
const MOST_COLOURS = 24
/** What the way across the whole picture costs where nothing changes, in units of brightness, which goes from -1 to 1. */
const CROSSING = 0.25
/** The cost at which what was painted and what the model thinks have equal weight. */
const REACH = 0.5
/** How fast the weight falls with the cost of the way: a power of it. */
const FALL = 4
/** Rounds over the picture at most; ways that wind more than this are taken for longer than they are. */
const MOST_ROUNDS = 8

/** One colour, and the pixels that were painted with it. */
interface Seeds {
  readonly colour: readonly number[]
  readonly pixels: number[]
}

/**
 * What is known everywhere from `painted`, given the `brightness` [1, 1, H, W] of the picture: colours, and how much they
 * count, which is 1 where they were painted and falls with the way from there. Calls `turn` between pieces of the work, and
 * rejects with what that rejects with.
 */
export async function spreadColours(
  { colours, weight }: Hints,
  { brightness, turn }: { readonly brightness: Tensor; readonly turn: Turn },
): Promise<Hints> {
  const plane = weight.data.length
  const sums = zeros(colours.shape)
  const total = new Float32Array(plane)
  for (const { colour, pixels } of seedsOf({ colours, weight })) {
    const ways = await cheapestWays(brightness, { seeds: pixels, turn })
    for (let i = 0; i < plane; i++) {
      const own = 1 / ((ways[i] / REACH) ** FALL + 1e-6)
      total[i] += own
      for (let c = 0; c < 3; c++) sums.data[c * plane + i] += own * colour[c]
    }
  }
  const data = sums.data.map((sum, i) => sum / Math.max(total[i % plane], 1e-12))
  return {
    colours: { shape: colours.shape, data },
    weight: { shape: weight.shape, data: total.map((sum) => sum / (1 + sum)) },
  }
}

/** Painted pixels by their colour, in the order in which they are met. */
function seedsOf({ colours, weight }: Hints): Seeds[] {
  const plane = weight.data.length
  const seeds: Seeds[] = []
  for (let i = 0; i < plane; i++) {
    if (weight.data[i] < PAINTED) continue
    const colour = [0, 1, 2].map((c) => colours.data[c * plane + i])
    const nearest = nearestOf(seeds, colour)
    if (nearest && (nearest.distance < ALIKE || seeds.length >= MOST_COLOURS))
      nearest.seeds.pixels.push(i)
    else seeds.push({ colour, pixels: [i] })
  }
  return seeds
}

function nearestOf(seeds: readonly Seeds[], colour: readonly number[]) {
  let nearest: { readonly seeds: Seeds; readonly distance: number } | undefined
  for (const one of seeds) {
    const distance = Math.max(...one.colour.map((value, c) => Math.abs(value - colour[c])))
    if (!nearest || distance < nearest.distance) nearest = { seeds: one, distance }
  }
  return nearest
}

/**
 * The cost of the cheapest way from any of the `seeds` to each pixel: the changes of brightness on it, and a little for its
 * length. Found by going over the picture forth and back until no way gets cheaper.
 */
export async function cheapestWays(
  brightness: Tensor,
  { seeds, turn }: { readonly seeds: readonly number[]; readonly turn: Turn },
): Promise<Float32Array> {
  const [, , height, width] = brightness.shape
  const ways = new Float32Array(width * height).fill(Infinity)
  for (const seed of seeds) ways[seed] = 0
  const step = CROSSING / Math.max(width, height)
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = ways.slice()
    for (const direction of [1, -1])
      sweep(ways, { brightness: brightness.data, width, height, step, direction })
    await turn()
    if (ways.every((way, i) => way === before[i])) break
  }
  return ways
}

interface Sweep {
  readonly brightness: Float32Array
  readonly width: number
  readonly height: number
  readonly step: number
  /** 1 goes from the top left, -1 from the bottom right. */
  readonly direction: number
}

/** Shortens ways by those over the pixels passed just before: the one beside it and the three of the row before. */
function sweep(ways: Float32Array, { brightness, width, height, step, direction }: Sweep): void {
  const first = direction > 0 ? 0 : width * height - 1
  for (let n = 0; n < width * height; n++) {
    const i = first + direction * n
    const x = i % width
    const y = (i - x) / width
    for (const [dx, dy] of PASSED) {
      const [nx, ny] = [x + direction * dx, y + direction * dy]
      if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue
      const from = ny * width + nx
      const length = dx !== 0 && dy !== 0 ? Math.SQRT2 : 1
      const way = ways[from] + Math.abs(brightness[i] - brightness[from]) + step * length
      if (way < ways[i]) ways[i] = way
    }
  }
}

const PASSED = [
  [-1, 0],
  [-1, -1],
  [0, -1],
  [1, -1],
] as const
