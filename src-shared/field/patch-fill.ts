/**
 * Fills holes with what the rest of the picture is made of, from coarse to fine (Wexler, Shechtman and Irani 2007,
 * "Space-time completion of video"): every patch that touches a hole takes after the known patch that it looks like
 * most, a pixel is the mean of what the patches over it say, and both are done in turn. Another seed finds another
 * filling. Nothing is read from a hole.
 */
import { uniforms } from '../tensor/random.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { holeDepths } from './holes.ts'
import { findSites, improveMatches, PATCH_RADIUS, takeBestMatches } from './patch-match.ts'
import type { Canvas, Matches, PatchSites, Search, Turn } from './patch-match.ts'
import { vote } from './patch-vote.ts'
import { halve, smoothFill } from './smooth-fill.ts'

/** Matching begins where no pixel lies deeper in a hole than this, so that every patch there sees something known. */
const COARSEST_DEPTH = PATCH_RADIUS + 1
/** Pixels further in than a patch is wide are all trusted the same: with no trust left, any patch would do. */
const DEEPEST = 2 * PATCH_RADIUS
/** A scale with fewer patches to take after is too coarse. */
const FEWEST_SOURCES = 64
/** How often matching and voting are done in turn, at the coarsest scale, the next one, and all finer ones. */
const ROUNDS = [12, 6, 3] as const
/** Pixels that finer scales look around the matches of the coarser one; the coarsest looks everywhere. */
const FINER_REACH = 32
/** The coarsest scales, where a hole is few pixels wide and its structure is decided: these are filled in drafts. */
const DRAFTED_SCALES = 2
/** Random streams of a scale in a draft: one to begin with, two a round. */
const STREAMS = 32
/** Drafts that have streams of their own. */
const MOST_DRAFTS = 32

/** What a filling is to be like: sure of itself, or true to the grain of the picture. */
export interface PatchStyle {
  /**
   * What each pixel further in is to be trusted, as a share of the one before it: above 0 and below 1. Little lets the
   * edge decide, and deep pixels take the mean of many patches; nearly 1 lets every patch look like one of the
   * picture's own, whichever it is.
   */
  readonly trust: number
  /** The same at the coarsest scale, where nothing but the edge is known. */
  readonly coarsestTrust: number
  /** As Search has it. */
  readonly farness: number
  /** Deviation of the last vote in pixels, as Voting has it. */
  readonly focus: number
  /**
   * Fillings that are made of the coarsest scales, 1 to 32; finer ones begin with their mean. In it stays what they agree
   * on, an edge that goes on or a row of columns, and what came by chance is soft.
   */
  readonly drafts: number
}

export interface PatchFillOptions extends Pick<Search, 'seed' | 'turn'> {
  readonly style: PatchStyle
}

/** The filled picture at one scale. */
export interface PatchedScale {
  /** How often it was halved. */
  readonly level: number
  /** [1, 3, H, W], H and W those of the picture halved `level` times and rounded up. */
  readonly field: Tensor
}

interface Scale {
  readonly unfilled: Unfilled
  readonly canvas: Canvas
  readonly sites: PatchSites
}

interface MatchedScale extends Scale {
  readonly matches: Matches
}

/**
 * `field` [1, 3, H, W] in [-1, 1] with the pixels where `hole` [1, 1, H, W] is above 0 made of patches of the others, at
 * each scale from the coarsest to its own, as far as anybody asks; filled smoothly, and at its own scale alone, where the
 * others hold too few whole patches. Rejects with what `turn` rejects with.
 */
export async function* patchFill(
  field: Tensor,
  hole: Tensor,
  options: PatchFillOptions,
): AsyncGenerator<PatchedScale, void, undefined> {
  const { style, turn } = options
  const guess = smoothFill(field, hole)
  const scales = await scalesOf({ field, hole, guess }, options)
  if (scales.length === 0) yield { level: 0, field: guess }
  let made: readonly MatchedScale[] = []
  for (const [i, scale] of scales.entries()) {
    const rounds = ROUNDS[Math.min(i, ROUNDS.length - 1)]
    const level = scales.length - 1 - i
    const drafts = level > 0 && i < DRAFTED_SCALES ? style.drafts : 1
    made = await matchDrafts(scale, made, { ...options, level, rounds, drafts })
    yield { level, field: await withoutSeam(made[0], style.focus, turn) }
  }
}

interface Unfilled {
  readonly field: Tensor
  readonly hole: Tensor
  /** The field with something in its holes. */
  readonly guess: Tensor
}

/** From the coarsest scale to the one that is given; none where there are too few patches. */
async function scalesOf(unfilled: Unfilled, options: PatchFillOptions): Promise<Scale[]> {
  const { style, turn } = options
  await turn()
  const { field, hole } = unfilled
  const depths = holeDepths(hole)
  const isCoarsest = depths.every((depth) => depth <= COARSEST_DEPTH)
  const canvas = canvasOf(unfilled.guess, depths, isCoarsest ? style.coarsestTrust : style.trust)
  await turn()
  const sites = findSites(canvas)
  await turn()
  if (sites.sources.length < FEWEST_SOURCES || sites.targets.length === 0) return []
  if (isCoarsest) return [{ unfilled, canvas, sites }]
  const coarse = halve(field, hole)
  await turn()
  const guess = smoothFill(coarse.field, coarse.hole)
  const coarser = await scalesOf({ ...coarse, guess }, options)
  return [...coarser, { unfilled, canvas, sites }]
}

function canvasOf({ shape, data }: Tensor, depths: Float32Array, trust: number): Canvas {
  const [, , height, width] = shape
  const plane = width * height
  const pixels = new Float32Array(3 * plane)
  for (let i = 0; i < pixels.length; i++) pixels[i] = data[(i % 3) * plane + Math.floor(i / 3)]
  return { width, height, pixels, trust: depths.map((depth) => trust ** Math.min(depth, DEEPEST)) }
}

/** The field [1, 3, H, W] of colours that lie side by side. */
function fieldOf(pixels: Float32Array, shape: readonly number[]): Tensor {
  const plane = pixels.length / 3
  const data = new Float32Array(pixels.length)
  for (let i = 0; i < data.length; i++) data[i] = pixels[3 * (i % plane) + Math.floor(i / plane)]
  return { shape, data }
}

interface Matching extends PatchFillOptions {
  readonly level: number
  readonly rounds: number
  readonly drafts: number
}

/** The drafts of a scale: each begun with its own of the coarser scale, a single one with all of them. */
async function matchDrafts(
  scale: Scale,
  coarser: readonly MatchedScale[],
  matching: Matching,
): Promise<MatchedScale[]> {
  if (matching.drafts === 1) return [await matchScale(scale, coarser, matching, 0)]
  const made: MatchedScale[] = []
  for (let draft = 0; draft < matching.drafts; draft++) {
    made.push(await matchScale(scale, coarser.slice(draft, draft + 1), matching, draft))
  }
  return made
}

/** Matches of a scale, begun with those of the next coarser one where there are some. */
async function matchScale(
  { unfilled, canvas: { pixels, ...rest }, sites }: Scale,
  coarser: readonly MatchedScale[],
  { seed, turn, style: { farness }, level, rounds }: Matching,
  draft: number,
): Promise<MatchedScale> {
  const canvas: Canvas = { ...rest, pixels: pixels.slice() }
  const streams = STREAMS * (level * MOST_DRAFTS + draft)
  const matches = randomMatches({ canvas, sites }, uniforms(seed, streams, sites.targets.length))
  const matched = { unfilled, canvas, sites, matches }
  if (coarser.length > 0) await beginWith(coarser, matched, { farness, turn })
  const reach = coarser.length > 0 ? FINER_REACH : Math.max(canvas.width, canvas.height)
  for (let round = 0; round < rounds; round++) {
    for (const backwards of [false, true]) {
      const stream = streams + 1 + 2 * round + Number(backwards)
      const search = { seed, stream, farness, reach, backwards, turn }
      await improveMatches(canvas, sites, { matches, search })
    }
    takeGuess(canvas, await vote(canvas, { ...sites, matches, focus: Infinity, turn }))
    await turn()
  }
  return matched
}

/** Begins with the mean of what coarser fillings say, and for each target with the match of theirs that is most like it. */
async function beginWith(
  coarser: readonly MatchedScale[],
  finer: MatchedScale,
  { farness, turn }: Pick<Search, 'farness' | 'turn'>,
): Promise<void> {
  const { canvas, sites, matches } = finer
  const offered = coarser.map((one) => {
    const own = { ...matches, sources: matches.sources.slice() }
    carryOver(one, { ...finer, matches: own })
    return own
  })
  const guessOf = (own: Matches) => vote(canvas, { ...sites, matches: own, focus: Infinity, turn })
  const [first, ...others] = offered
  const { from, colours } = await guessOf(first)
  const sums = new Float64Array(colours)
  for (const own of others) {
    const guess = await guessOf(own)
    for (let i = 0; i < sums.length; i++) sums[i] += guess.colours[i]
  }
  takeGuess(canvas, { from, colours: sums.map((sum) => sum / offered.length) })
  await takeBestMatches(canvas, sites, { matches, offered, farness, turn })
}

/** Takes what is not known from what was voted for. */
function takeGuess(
  { pixels, trust }: Canvas,
  { from, colours }: { readonly from: number; readonly colours: ArrayLike<number> },
): void {
  for (let i = 0; i < colours.length; i++) {
    if (trust[from + Math.floor(i / 3)] < 1) pixels[3 * from + i] = colours[i]
  }
}

function randomMatches(
  { canvas, sites }: Pick<Scale, 'canvas' | 'sites'>,
  draws: ArrayLike<number>,
): Matches {
  const { targets, sources } = sites
  const found = new Int32Array(canvas.trust.length).fill(-1)
  targets.forEach((at, i) => {
    found[at] = sources[Math.floor(draws[i] * sources.length)]
  })
  return { sources: found, costs: new Float32Array(found.length) }
}

/** Where the coarser scale knows a source for a target, the same one at twice the size. */
function carryOver(coarse: MatchedScale, { canvas, sites, matches }: MatchedScale): void {
  const { width, height } = canvas
  for (const at of sites.targets) {
    const [x, y] = [at % width, Math.floor(at / width)]
    const column = within(x >> 1, coarse.canvas.width)
    const row = within(y >> 1, coarse.canvas.height)
    const source = coarse.matches.sources[row * coarse.canvas.width + column]
    if (source < 0) continue
    const left = x + 2 * ((source % coarse.canvas.width) - column)
    const top = y + 2 * (Math.floor(source / coarse.canvas.width) - row)
    if (left < 0 || top < 0 || left >= width || top >= height) continue
    const place = top * width + left
    if (sites.isSource[place] === 1) matches.sources[at] = place
  }
}

/** The middle of the nearest patch that lies within `length` pixels. */
function within(place: number, length: number): number {
  return Math.min(Math.max(place, PATCH_RADIUS), length - 1 - PATCH_RADIUS)
}

/**
 * The picture of the matches, shifted in the holes by the membrane between what they are off by at the edges: patches
 * that are a little lighter or darker than their new place leave no edge (Pérez, Gangnet and Blake 2003).
 */
async function withoutSeam(
  { unfilled, canvas, sites, matches }: MatchedScale,
  focus: number,
  turn: Turn,
): Promise<Tensor> {
  const { field, hole } = unfilled
  const { from, colours } = await vote(canvas, { ...sites, matches, focus, turn })
  const pixels = canvas.pixels.slice()
  pixels.set(colours, 3 * from)
  const made = fieldOf(pixels, field.shape)
  const missing = field.data.map((value, i) => value - made.data[i])
  await turn()
  const shift = smoothFill({ shape: field.shape, data: missing }, hole)
  await turn()
  const plane = hole.data.length
  const data = field.data.map((value, i) =>
    hole.data[i % plane] > 0 ? made.data[i] + shift.data[i] : value,
  )
  return { shape: field.shape, data }
}
