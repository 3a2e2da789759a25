/**
 * Fills holes with what the rest of the picture is made of, from coarse to fine (Wexler, Shechtman and Irani 2007,
 * "Space-time completion of video"): every patch that touches a hole takes after the known patch that it looks like
 * most, a pixel is the mean of what the patches over it say, and both are done in turn. Another seed finds another
 * filling. Nothing is read from a hole.
 */
import type { Tensor } from '../tensor/tensor.ts'
import { holeDepths } from './holes.ts'
import { PATCH_RADIUS, VALUES } from './patch-match.ts'
import type { Canvas, Search } from './patch-match.ts'
import { matchScale, sitesOf } from './patch-scale.ts'
import type { MatchedScale, PatchScale, ScaleMatching } from './patch-scale.ts'
import { vote } from './patch-vote.ts'
import { withRoughness } from './roughness.ts'
import { halve, smoothFill } from './smooth-fill.ts'
import type { Turn } from './turn.ts'

/** Matching begins where no pixel lies deeper in a hole than this, so that every patch there sees something known. */
const COARSEST_DEPTH = PATCH_RADIUS + 1
/** A scale with fewer patches to take after is too coarse. */
const FEWEST_SOURCES = 64
/** How often matching and voting are done in turn, at the coarsest scale, the next one, and all finer ones. */
const ROUNDS = [12, 6, 3] as const
/** Rounds at the coarsest scale in which what the edge says reaches inwards. */
const FIRST_ROUNDS = 4
/** The coarsest scales, where a hole is few pixels wide and its structure is decided: these are filled in drafts. */
const DRAFTED_SCALES = 2
/** The share of a style's distrust that the boldest draft has. */
const BOLDEST = 0.1

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
  /** The same in the first rounds at the first scale, in which what is guessed in a hole is a mean of what lies around it. */
  readonly firstTrust: number
  /** As Search has it. */
  readonly farness: number
  /** What a difference in roughness counts, beside one in colours; at 0 nothing. */
  readonly roughness: number
  /** Deviation of the votes in pixels, as Voting has it; at the coarsest scale all but the last have none. */
  readonly focus: number
  /**
   * Fillings that are made of the coarsest scales, 1 to 32, from one that trusts itself far into a hole to one that
   * trusts as the style does; finer scales begin with their mean. In it stays what they agree on, an edge that goes on or
   * a row of columns, and what came by chance is soft.
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

/**
 * `field` [1, 3, H, W] in [-1, 1] with the pixels where `hole` [1, 1, H, W] is above 0 made of patches of the others, at
 * each scale from the coarsest to its own, as far as anybody asks; filled smoothly, and at its own scale alone, where the
 * others hold too few whole patches. Rejects with what `turn` rejects with.
 */
export async function* patchFill(
  field: Tensor,
  hole: Tensor,
  { style, seed, turn }: PatchFillOptions,
): AsyncGenerator<PatchedScale, void, undefined> {
  const scales = await scalesOf(await guessOf(field, hole, { style, turn }), turn)
  if (scales.length === 0) yield { level: 0, field: smoothFill(field, hole) }
  let made: readonly MatchedScale[] = []
  for (const [i, scale] of scales.entries()) {
    const level = scales.length - 1 - i
    const drafts = level > 0 && i < DRAFTED_SCALES ? style.drafts : 1
    const trusts = trustsOf(style, scale, i)
    const focus = i > 0 ? style.focus : Infinity
    const matching = { ...style, trusts, focus, drafts, level, seed, turn }
    made = await matchDrafts(scale, made, matching)
    yield { level, field: await withoutSeam(made[0], style.focus, turn) }
  }
}

/** The trust in each round at a scale; the coarsest one is number 0. */
function trustsOf(style: PatchStyle, scale: PatchScale, number: number): number[] {
  const rounds = ROUNDS[Math.min(number, ROUNDS.length - 1)]
  const trusts = new Array<number>(rounds).fill(
    isShallow(scale) ? style.coarsestTrust : style.trust,
  )
  return number > 0 ? trusts : trusts.fill(style.firstTrust, 0, FIRST_ROUNDS)
}

/** The picture with its roughness, filled smoothly. */
async function guessOf(
  field: Tensor,
  hole: Tensor,
  { style, turn }: Pick<PatchFillOptions, 'style' | 'turn'>,
): Promise<Pick<PatchScale, 'hole' | 'guess'>> {
  const rough = await withRoughness(field, hole, { weight: style.roughness, turn })
  return { hole, guess: smoothFill(rough, hole) }
}

/** From the coarsest scale to the one that is given; none where there are too few patches. */
async function scalesOf(
  unfilled: Pick<PatchScale, 'hole' | 'guess'>,
  turn: Turn,
): Promise<PatchScale[]> {
  await turn()
  const { hole, guess } = unfilled
  const depths = holeDepths(hole)
  await turn()
  const sites = sitesOf({ guess, depths })
  await turn()
  if (sites.sources.length < FEWEST_SOURCES || sites.targets.length === 0) return []
  const scale = { ...unfilled, depths, sites }
  if (isShallow(scale)) return [scale]
  const coarse = halve(guess, hole)
  await turn()
  const filled = smoothFill(coarse.field, coarse.hole)
  return [...(await scalesOf({ hole: coarse.hole, guess: filled }, turn)), scale]
}

/** True at the coarsest scale, unless too few patches are left there. */
const isShallow = ({ depths }: PatchScale) => depths.every((depth) => depth <= COARSEST_DEPTH)

interface Drafting extends Omit<ScaleMatching, 'draft'> {
  readonly drafts: number
}

/** The drafts of a scale, the boldest first: each begun with its own of the coarser scale, a single one with all of them. */
async function matchDrafts(
  scale: PatchScale,
  coarser: readonly MatchedScale[],
  { trusts, drafts, ...rest }: Drafting,
): Promise<MatchedScale[]> {
  if (drafts === 1) return [await matchScale(scale, coarser, { ...rest, trusts, draft: 0 })]
  const made: MatchedScale[] = []
  for (let draft = 0; draft < drafts; draft++) {
    const distrust = BOLDEST ** (1 - draft / (drafts - 1))
    const own = coarser.slice(draft, draft + 1)
    const bolder = trusts.map((trust) => trust ** distrust)
    made.push(await matchScale(scale, own, { ...rest, trusts: bolder, draft }))
  }
  return made
}

/** The first three planes. */
function coloursOf({ shape: [, , height, width], data }: Tensor): Tensor {
  return { shape: [1, 3, height, width], data: data.slice(0, 3 * height * width) }
}

/** The colours [1, 3, H, W] of a canvas. */
function fieldOf({ width, height, pixels }: Canvas): Tensor {
  const plane = width * height
  const data = new Float32Array(3 * plane)
  for (let i = 0; i < data.length; i++) {
    data[i] = pixels[VALUES * (i % plane) + Math.floor(i / plane)]
  }
  return { shape: [1, 3, height, width], data }
}

/**
 * The picture of the matches, shifted in the holes by the membrane between what they are off by at the edges: patches
 * that are a little lighter or darker than their new place leave no edge (Pérez, Gangnet and Blake 2003).
 */
async function withoutSeam(
  { scale, canvas, matches }: MatchedScale,
  focus: number,
  turn: Turn,
): Promise<Tensor> {
  const { hole, sites } = scale
  const { from, values } = await vote(canvas, { ...sites, matches, focus, turn })
  const pixels = canvas.pixels.slice()
  pixels.set(values, VALUES * from)
  const made = fieldOf({ ...canvas, pixels })
  const field = coloursOf(scale.guess)
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
