/**
 * Fills holes with what the rest of the picture is made of, from coarse to fine (Wexler, Shechtman and Irani 2007,
 * "Space-time completion of video"): every patch that touches a hole takes after the known patch that it looks like
 * most, a pixel is the mean of what the patches over it say, and both are done in turn. Another seed finds another
 * filling. Nothing is read from a hole.
 */
import { uniforms } from '../tensor/random.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { holeDepths } from './holes.ts'
import { findSites, improveMatches, PATCH_RADIUS } from './patch-match.ts'
import type { Canvas, Matches, PatchSites, Search } from './patch-match.ts'
import { vote } from './patch-vote.ts'
import { halve, smoothFill } from './smooth-fill.ts'

/** Matching begins where no pixel lies deeper in a hole than this, so that every patch there sees something known. */
const COARSEST_DEPTH = PATCH_RADIUS + 1
/** A scale with fewer patches to take after is too coarse. */
const FEWEST_SOURCES = 64
/** How often matching and voting are done in turn, at the coarsest scale, the next one, and all finer ones. */
const ROUNDS = [12, 6, 3] as const
/** Pixels that finer scales look around the matches of the coarser one; the coarsest looks everywhere. */
const FINER_REACH = 32
/** Random streams of a scale. */
const STREAMS_PER_LEVEL = 1000

/** What a filling is to be like: sure of itself, or true to the grain of the picture. */
export interface PatchStyle {
  /**
   * How much less each pixel further in is to be trusted, 0 to 1. Little lets the edge decide, and deep pixels take the
   * mean of many patches; 1 lets every patch look like one of the picture's own, whichever it is.
   */
  readonly trust: number
  /** The same at the coarsest scale, where nothing but the edge is known. */
  readonly coarsestTrust: number
  /** As Search has it. */
  readonly farness: number
  /** Deviation of the last vote in pixels, as Voting has it. */
  readonly focus: number
}

export interface PatchFillOptions extends Pick<Search, 'seed' | 'turn'> {
  readonly style: PatchStyle
}

interface Scale {
  readonly canvas: Canvas
  readonly sites: PatchSites
}

interface MatchedScale extends Scale {
  readonly matches: Matches
}

/**
 * `field` [1, 3, H, W] in [-1, 1] with the pixels where `hole` [1, 1, H, W] is above 0 made of patches of the others;
 * filled smoothly where the others hold too few whole patches. Rejects with what `turn` rejects with.
 */
export async function patchFill(
  field: Tensor,
  hole: Tensor,
  options: PatchFillOptions,
): Promise<Tensor> {
  const smooth = smoothFill(field, hole)
  const scales = scalesOf({ field, hole, guess: smooth }, options.style)
  let matched: MatchedScale | undefined
  for (const [i, scale] of scales.entries()) {
    const rounds = ROUNDS[Math.min(i, ROUNDS.length - 1)]
    const level = scales.length - 1 - i
    matched = await matchScale(scale, matched, { ...options, level, rounds })
  }
  if (!matched) return smooth
  return withoutSeam({ field, hole }, matched, options.style.focus)
}

interface Unfilled {
  readonly field: Tensor
  readonly hole: Tensor
  /** The field with something in its holes. */
  readonly guess: Tensor
}

/** From the coarsest scale to the one that is given; none where there are too few patches. */
function scalesOf({ field, hole, guess }: Unfilled, style: PatchStyle): Scale[] {
  const depths = holeDepths(hole)
  const isCoarsest = depths.every((depth) => depth <= COARSEST_DEPTH)
  const canvas = canvasOf(guess, depths, isCoarsest ? style.coarsestTrust : style.trust)
  const sites = findSites(canvas)
  if (sites.sources.length < FEWEST_SOURCES || sites.targets.length === 0) return []
  if (isCoarsest) return [{ canvas, sites }]
  const coarse = halve(field, hole)
  const coarser = scalesOf({ ...coarse, guess: smoothFill(coarse.field, coarse.hole) }, style)
  return [...coarser, { canvas, sites }]
}

function canvasOf({ shape, data }: Tensor, depths: Float32Array, trust: number): Canvas {
  const [, , height, width] = shape
  const plane = width * height
  const pixels = new Float32Array(3 * plane)
  for (let i = 0; i < pixels.length; i++) pixels[i] = data[(i % 3) * plane + Math.floor(i / 3)]
  return { width, height, pixels, trust: depths.map((depth) => trust ** depth) }
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
}

/** Matches of a scale, begun with those of the next coarser one where there is one. */
async function matchScale(
  { canvas: { pixels, ...rest }, sites }: Scale,
  coarser: MatchedScale | undefined,
  { seed, turn, style: { farness }, level, rounds }: Matching,
): Promise<MatchedScale> {
  const canvas: Canvas = { ...rest, pixels: pixels.slice() }
  const matches = randomMatches({ canvas, sites }, seed, level)
  if (coarser) {
    carryOver(coarser, { canvas, sites, matches })
    takeGuess(canvas, vote(canvas, { ...sites, matches, focus: Infinity }))
  }
  const reach = coarser ? FINER_REACH : Math.max(canvas.width, canvas.height)
  for (let round = 0; round < rounds; round++) {
    for (const backwards of [false, true]) {
      const stream = level * STREAMS_PER_LEVEL + 2 * round + Number(backwards)
      const search = { seed, stream, farness, reach, backwards, turn }
      await improveMatches(canvas, sites, { matches, search })
    }
    takeGuess(canvas, vote(canvas, { ...sites, matches, focus: Infinity }))
    await turn()
  }
  return { canvas, sites, matches }
}

/** Takes what is not known from `pixels`. */
function takeGuess(canvas: Canvas, pixels: Float32Array): void {
  for (let i = 0; i < pixels.length; i++) {
    if (canvas.trust[Math.floor(i / 3)] < 1) canvas.pixels[i] = pixels[i]
  }
}

function randomMatches({ canvas, sites }: Scale, seed: number, level: number): Matches {
  const { targets, sources } = sites
  const found = new Int32Array(canvas.trust.length).fill(-1)
  const draws = uniforms(seed, level, targets.length)
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
function withoutSeam(
  { field, hole }: { readonly field: Tensor; readonly hole: Tensor },
  { canvas, sites, matches }: MatchedScale,
  focus: number,
): Tensor {
  const made = fieldOf(vote(canvas, { ...sites, matches, focus }), field.shape)
  const missing = field.data.map((value, i) => value - made.data[i])
  const shift = smoothFill({ shape: field.shape, data: missing }, hole)
  const plane = hole.data.length
  const data = field.data.map((value, i) =>
    hole.data[i % plane] > 0 ? made.data[i] + shift.data[i] : value,
  )
  return { shape: field.shape, data }
}
