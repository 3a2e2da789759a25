/**
 * The noise levels that each tool works at: what was measured to serve best, per number of steps.
 * docs/quality.md says how they do. Numbers only.
 */
import { karrasSigmas } from '../../src-shared/diffusion/noise-schedule.ts'
import type { CommonRequest, Schedule, Schedules } from './edit-request.ts'

/** How levels lie: at most `steps` of them from `high` down to `low`. */
interface Span {
  readonly steps: number
  readonly high: number
  readonly low: number
  readonly noise: number
  readonly draws?: number
}

interface ToolSchedule {
  readonly first: Span
  readonly finer: Span
}

const TOOLS = {
  /** Holes that a window sees across, started from a smooth fill. */
  narrowHole: {
    first: { steps: 8, high: 0.4, low: 0.02, noise: 0.35 },
    finer: { steps: 8, high: 0.4, low: 0.02, noise: 0.35 },
  },
  /** Holes that are first filled at a smaller scale. */
  wideHole: {
    first: { steps: 4, high: 0.5, low: 0.05, noise: 1 },
    finer: { steps: 2, high: 0.5, low: 0.1, noise: 1 },
  },
  colour: {
    // One draw guesses hues at random; the mean of a few is calm and nearer to the truth.
    first: { steps: 4, high: 80, low: 0.5, noise: 1, draws: 8 },
    finer: { steps: 1, high: 0.1, low: 0.1, noise: 1 },
  },
  enlargement: {
    first: { steps: 1, high: 0.1, low: 0.02, noise: 0 },
    finer: { steps: 1, high: 0.1, low: 0.02, noise: 0 },
  },
  blend: {
    first: { steps: 2, high: 0.25, low: 0.05, noise: 1 },
    finer: { steps: 1, high: 0.1, low: 0.1, noise: 1 },
  },
  generation: {
    first: { steps: 4, high: 80, low: 0.8, noise: 1 },
    finer: { steps: 1, high: 0.1, low: 0.1, noise: 1 },
  },
} satisfies Record<string, ToolSchedule>

export type ScheduledTool = keyof typeof TOOLS

/**
 * The levels of a tool: those of the request, or the tool's own for the number of steps wanted.
 * Finer scales refine what the first decided, and take no more steps than they have use for.
 */
export function schedulesFor(
  tool: ScheduledTool,
  { steps, schedules }: Pick<CommonRequest, 'steps' | 'schedules'>,
): Schedules {
  const { first, finer } = TOOLS[tool]
  return (
    schedules ?? {
      first: between(first, steps ?? first.steps),
      finer: between(finer, Math.min(steps ?? finer.steps, finer.steps)),
    }
  )
}

/** `count` levels spaced as the Karras grid; a single one is the highest. */
function between({ high, low, noise, draws = 1 }: Span, count: number): Schedule {
  return { sigmas: karrasSigmas(count, { sigmaMax: high, sigmaMin: low }), noise, draws }
}
