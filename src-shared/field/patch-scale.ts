/**
 * One scale of a picture whose holes are filled with patches: begun with what coarser scales found, then matched and
 * voted in turn.
 */
import { uniforms } from '../tensor/random.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { findSites, improveMatches, PATCH_RADIUS, takeBestMatches, VALUES } from './patch-match.ts'
import type { Canvas, Matches, PatchSites, Search } from './patch-match.ts'
import { vote } from './patch-vote.ts'

/** Pixels further in than a patch is wide are all trusted the same: with no trust left, any patch would do. */
const DEEPEST = 2 * PATCH_RADIUS
/** Pixels that finer scales look around the matches of the coarser one; the coarsest looks everywhere. */
const FINER_REACH = 32
/** Random streams of a scale in a draft: one to begin with, two a round. */
const STREAMS = 32
/** Drafts that have streams of their own. */
const MOST_DRAFTS = 32

export interface PatchScale {
  /** [1, 1, H, W], above 0 in the holes. */
  readonly hole: Tensor
  /** [1, 4, H, W]: colours in [-1, 1], and roughness; in the holes, what they may be. */
  readonly guess: Tensor
  /** How deep each pixel lies in a hole, 0 where it is known. */
  readonly depths: Float32Array
  readonly sites: PatchSites
}

export interface MatchedScale {
  readonly scale: PatchScale
  readonly canvas: Canvas
  readonly matches: Matches
}

export interface ScaleMatching extends Pick<Search, 'seed' | 'farness' | 'turn'> {
  /** How often the picture was halved, and which draft this is, 0 to 31: no two share random numbers. */
  readonly level: number
  readonly draft: number
  /**
   * What each pixel further in is to be trusted, as a share of the one before it: in every round of matching and voting,
   * at least one.
   */
  readonly trusts: readonly number[]
  /** As Voting has it. */
  readonly focus: number
}

/** The patches that a scale can be filled with. */
export function sitesOf({ guess, depths }: Pick<PatchScale, 'guess' | 'depths'>): PatchSites {
  const [, , height, width] = guess.shape
  return findSites({ width, height, trust: depths.map((depth) => Number(depth === 0)) })
}

/** Matches of a scale, begun with those of the coarser one, of several drafts of it, or of none. */
export async function matchScale(
  scale: PatchScale,
  coarser: readonly MatchedScale[],
  { seed, turn, farness, level, draft, trusts, focus }: ScaleMatching,
): Promise<MatchedScale> {
  const { sites } = scale
  const canvas = canvasOf(scale)
  canvas.trust.set(trustIn(scale, trusts[0]))
  await turn()
  const streams = STREAMS * (level * MOST_DRAFTS + draft)
  const matches = randomMatches(canvas, sites, uniforms(seed, streams, sites.targets.length))
  const matched = { scale, canvas, matches }
  if (coarser.length > 0) await beginWith(coarser, matched, { farness, focus, turn })
  const reach = coarser.length > 0 ? FINER_REACH : Math.max(canvas.width, canvas.height)
  for (const [round, trust] of trusts.entries()) {
    if (trust !== trusts[Math.max(round - 1, 0)]) canvas.trust.set(trustIn(scale, trust))
    for (const backwards of [false, true]) {
      const stream = streams + 1 + 2 * round + Number(backwards)
      const search = { seed, stream, farness, reach, backwards, turn }
      await improveMatches(canvas, sites, { matches, search })
    }
    takeGuess(canvas, await vote(canvas, { ...sites, matches, focus, turn }))
    await turn()
  }
  return matched
}

/** With no trust in anything yet. */
function canvasOf({ guess: { shape, data } }: PatchScale): Canvas {
  const [, , height, width] = shape
  const plane = width * height
  const pixels = new Float32Array(VALUES * plane)
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = data[(i % VALUES) * plane + Math.floor(i / VALUES)]
  }
  return { width, height, pixels, trust: new Float32Array(plane) }
}

function trustIn({ depths }: PatchScale, trust: number): Float32Array {
  return depths.map((depth) => trust ** Math.min(depth, DEEPEST))
}

/** Begins with the mean of what coarser fillings say, and for each target with the match of theirs that is most like it. */
async function beginWith(
  coarser: readonly MatchedScale[],
  finer: MatchedScale,
  { farness, focus, turn }: Pick<ScaleMatching, 'farness' | 'focus' | 'turn'>,
): Promise<void> {
  const { scale, canvas, matches } = finer
  const offered = coarser.map((one) => {
    const own = { ...matches, sources: matches.sources.slice() }
    carryOver(one, { ...finer, matches: own })
    return own
  })
  const guessOf = (own: Matches) => vote(canvas, { ...scale.sites, matches: own, focus, turn })
  const [first, ...others] = offered
  const { from, values } = await guessOf(first)
  const sums = new Float64Array(values)
  for (const own of others) {
    const guess = await guessOf(own)
    for (let i = 0; i < sums.length; i++) sums[i] += guess.values[i]
  }
  takeGuess(canvas, { from, values: sums.map((sum) => sum / offered.length) })
  await takeBestMatches(canvas, scale.sites, { matches, offered, farness, turn })
}

/** Takes what is not known from what was voted for. */
function takeGuess(
  { pixels, trust }: Canvas,
  { from, values }: { readonly from: number; readonly values: ArrayLike<number> },
): void {
  for (let i = 0; i < values.length; i++) {
    if (trust[from + Math.floor(i / VALUES)] < 1) pixels[VALUES * from + i] = values[i]
  }
}

function randomMatches(
  { trust }: Canvas,
  { targets, sources }: PatchSites,
  draws: ArrayLike<number>,
): Matches {
  const found = new Int32Array(trust.length).fill(-1)
  targets.forEach((at, i) => {
    found[at] = sources[Math.floor(draws[i] * sources.length)]
  })
  return { sources: found, costs: new Float32Array(found.length) }
}

/** Where the coarser scale knows a source for a target, the same one at twice the size. */
function carryOver(coarse: MatchedScale, { scale, canvas, matches }: MatchedScale): void {
  const { width, height } = canvas
  for (const at of scale.sites.targets) {
    const [x, y] = [at % width, Math.floor(at / width)]
    const column = within(x >> 1, coarse.canvas.width)
    const row = within(y >> 1, coarse.canvas.height)
    const source = coarse.matches.sources[row * coarse.canvas.width + column]
    if (source < 0) continue
    const left = x + 2 * ((source % coarse.canvas.width) - column)
    const top = y + 2 * (Math.floor(source / coarse.canvas.width) - row)
    if (left < 0 || top < 0 || left >= width || top >= height) continue
    const place = top * width + left
    if (scale.sites.isSource[place] === 1) matches.sources[at] = place
  }
}

/** The middle of the nearest patch that lies within `length` pixels. */
function within(place: number, length: number): number {
  return Math.min(Math.max(place, PATCH_RADIUS), length - 1 - PATCH_RADIUS)
}
