/**
 * What is searched for each tool: which trials speak for it and which of its numbers may change.
 * Runs no edit and measures nothing.
 */
import { TOOL_SPANS } from '../../edits/schedules.ts'
import type { ScheduledTool, Span, ToolSpans } from '../../edits/schedules.ts'
import { TASKS } from '../quality/tasks.ts'
import type { Task } from '../quality/tasks.ts'
import type { Axis } from './coordinate-search.ts'

export interface ToolSearch {
  readonly tool: ScheduledTool
  readonly start: ToolSpans
  readonly trials: readonly Task[]
  readonly axes: readonly Axis<ToolSpans>[]
}

type Phase = keyof ToolSpans

/** Factors by which a level is tried higher and lower, counts of steps, and shares of noise. */
const FACTORS = [2 ** 0.5, 1.1, 1 / 1.1, 2 ** -0.5]
const STEPS = [1, 2, 3, 4, 6, 8]
const NOISES = [0, 0.2, 0.35, 0.5, 0.7, 1]

/** Tools whose results can be held against an original, and the tasks that do so. */
const JUDGED = {
  narrowHole: { variants: ['scratches', 'text'], phases: ['first'] },
  naturalHole: { variants: ['hole'], phases: ['first'] },
  doubling: { variants: ['x2'], phases: ['first'] },
  enlargement: { variants: ['x4'], phases: ['first'] },
  denoising: { variants: ['sigma 15', 'sigma 25', 'sigma 50'], phases: ['first'] },
  learntColour: { variants: ['grey'], phases: ['first'] },
  drawnColour: { variants: ['grey'], phases: ['first'] },
} as const satisfies Partial<Record<ScheduledTool, { variants: string[]; phases: Phase[] }>>

export type JudgedTool = keyof typeof JUDGED

export const JUDGED_TOOLS = Object.keys(JUDGED) as readonly JudgedTool[]

/** The search for one tool, from the numbers that it has now. */
export function toolSearch(tool: JudgedTool): ToolSearch {
  const { variants, phases } = JUDGED[tool]
  const wanted: readonly string[] = variants
  return {
    tool,
    start: TOOL_SPANS[tool],
    trials: TASKS.filter(({ variant }) => wanted.includes(variant)),
    axes: phases.flatMap(axesOf),
  }
}

function axesOf(phase: Phase): Axis<ToolSpans>[] {
  const axis = (name: keyof Span, others: (span: Span) => readonly number[]): Axis<ToolSpans> => ({
    name: `${phase} ${name}`,
    alternatives: (spans) =>
      others(spans[phase])
        .filter((value) => value !== spans[phase][name])
        .map((value) => ({ ...spans, [phase]: { ...spans[phase], [name]: value } }))
        .filter((candidate) => isSpan(candidate[phase])),
  })
  const scaled = (value: number) => FACTORS.map((factor) => Number((value * factor).toPrecision(2)))
  return [
    axis('high', ({ high }) => scaled(high)),
    axis('steps', ({ most = Infinity }) => STEPS.filter((steps) => steps <= most)),
    axis('low', ({ steps, low }) => (steps > 1 ? scaled(low) : [])),
    axis('noise', () => NOISES),
  ]
}

/** One step is at the highest level, wherever the lowest one is. */
function isSpan({ steps, high, low }: Span): boolean {
  return steps === 1 || low <= high
}
