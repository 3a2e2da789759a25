/**
 * The noise levels that each tool works at: what was measured to serve best, per number of steps.
 * docs/quality.md says how they do. Numbers only.
 */
import type { Fill } from '../../src-shared/contract/edits-api.ts'
import { karrasSigmas } from '../../src-shared/diffusion/noise-schedule.ts'
import type { PatchStyle } from '../../src-shared/field/patch-fill.ts'
import type { CommonRequest, Schedule, Schedules } from './edit-request.ts'

/** How levels lie: at most `steps` of them from `high` down to `low`. */
export interface Span {
  readonly steps: number
  readonly high: number
  readonly low: number
  readonly noise: number
  readonly draws?: number
  /** More steps than this are of no use; any number is if not given. */
  readonly most?: number
}

export interface ToolSpans {
  /** For the scale that decides, the coarsest. */
  readonly first: Span
  /** For every finer scale. */
  readonly finer: Span
}

/** The spans that each tool takes unless told otherwise. */
export const TOOL_SPANS = {
  /** Holes that a window sees across, started from a smooth fill. */
  narrowHole: {
    first: { steps: 8, high: 0.28, low: 0.028, noise: 0.2 },
    finer: { steps: 8, high: 0.28, low: 0.028, noise: 0.2 },
  },
  /** Holes that are first filled at a smaller scale. */
  wideHole: {
    first: { steps: 4, high: 0.5, low: 0.05, noise: 1 },
    finer: { steps: 2, high: 0.5, low: 0.1, noise: 1 },
  },
  /** Holes started from what most patches around them agree on. Four looks are no better than two. */
  naturalHole: {
    first: { steps: 2, high: 0.3, low: 0.08, noise: 0, most: 2 },
    finer: { steps: 2, high: 0.1, low: 0.04, noise: 0 },
  },
  /** Holes started from patches whose grain is to stay: more, and higher, would take it for noise. */
  texturedHole: {
    first: { steps: 1, high: 0.05, low: 0.03, noise: 0 },
    finer: { steps: 1, high: 0.05, low: 0.03, noise: 0 },
  },
  /** For models that learnt to colour grey pictures; a little noise lets drawing again change the colours. */
  learntColour: {
    first: { steps: 3, high: 0.5, low: 0.25, noise: 0.1, most: 3 },
    finer: { steps: 1, high: 0.05, low: 0.05, noise: 0 },
  },
  /** For models that know colours only as something under noise. */
  drawnColour: {
    // One draw guesses hues at random; the mean of a few is calm and nearer to the truth.
    first: { steps: 4, high: 80, low: 0.5, noise: 1, draws: 8 },
    finer: { steps: 1, high: 0.1, low: 0.1, noise: 1 },
  },
  // At the level at which such starts are learnt; a second look takes from it what the first one added.
  doubling: {
    first: { steps: 1, high: 0.06, low: 0.06, noise: 0, most: 1 },
    finer: { steps: 1, high: 0.06, low: 0.06, noise: 0, most: 1 },
  },
  // The third look loses what the second one gained.
  enlargement: {
    first: { steps: 2, high: 0.17, low: 0.07, noise: 0, most: 2 },
    finer: { steps: 2, high: 0.17, low: 0.07, noise: 0, most: 2 },
  },
  // In multiples of the noise's deviation. Models that were tuned to sample in few steps leave some noise at 1.
  denoising: {
    first: { steps: 1, high: 1, low: 1, noise: 0, most: 1 },
    finer: { steps: 1, high: 1, low: 1, noise: 0, most: 1 },
  },
  blend: {
    first: { steps: 2, high: 0.25, low: 0.05, noise: 1 },
    finer: { steps: 1, high: 0.1, low: 0.1, noise: 1 },
  },
  generation: {
    first: { steps: 4, high: 80, low: 0.8, noise: 1 },
    finer: { steps: 1, high: 0.1, low: 0.1, noise: 1 },
  },
} satisfies Record<string, ToolSpans>

/** Ways of filling that begin with patches of the picture. */
export type PatchFill = Exclude<Fill, 'smooth'>

/** The patches that holes start from: those that many fillings agree on, or one filling, grain and all. */
export const PATCH_STYLES: Readonly<Record<PatchFill, PatchStyle>> = {
  natural: {
    trust: 0.5,
    coarsestTrust: 0.2,
    firstTrust: 0.2,
    farness: 0.2,
    roughness: 0,
    focus: Infinity,
    drafts: 8,
  },
  texture: {
    trust: 0.93,
    coarsestTrust: 0.93,
    firstTrust: 0.3,
    farness: 0.1,
    roughness: 3.5,
    focus: 1,
    drafts: 1,
  },
}

export type ScheduledTool = keyof typeof TOOL_SPANS

/**
 * The levels of a tool: those of the request, or the tool's own for the number of steps wanted.
 * Finer scales refine what the first decided, and take no more steps than they have use for.
 */
export function schedulesFor(
  tool: ScheduledTool,
  { steps, schedules }: Pick<CommonRequest, 'steps' | 'schedules'>,
): Schedules {
  const { first, finer } = TOOL_SPANS[tool]
  return (
    schedules ?? {
      first: scheduleOf(first, steps),
      finer: scheduleOf(finer, Math.min(steps ?? finer.steps, finer.steps)),
    }
  )
}

/** `steps` levels of a span, or as many as are of use, spaced as the Karras grid; a single one is the highest. */
export function scheduleOf(
  { high, low, noise, draws = 1, most = Infinity, ...span }: Span,
  steps = span.steps,
): Schedule {
  const sigmas = karrasSigmas(Math.min(steps, most), { sigmaMax: high, sigmaMin: low })
  return { sigmas, noise, draws }
}
