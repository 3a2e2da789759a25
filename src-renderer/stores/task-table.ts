/**
 * What the page has to know of each task: its controls, its tools and what it needs before it can run.
 * Data only; names and sentences are in the message files under the same keys.
 */
import type { TaskKind } from '../../src-shared/contract/edits-api.ts'
import type { ToolName } from '../tools/tool.ts'

export type Control =
  | 'fill'
  | 'steps'
  | 'variations'
  | 'seed'
  | 'model'
  | 'scale'
  | 'grey'
  | 'sigma'
  | 'strength'
  | 'other'
  | 'frames'
  | 'count'

/** What a task cannot do without, besides a picture. */
export type Need = 'mask' | 'strokes' | 'other' | 'damage'

export interface TaskTraits {
  /** At most five, in the order in which they stand. */
  readonly controls: readonly Control[]
  readonly tools: readonly ToolName[]
  readonly needs: Need | null
  readonly needsPicture: boolean
  /** What the sampler takes by itself, shown while the user has chosen nothing. */
  readonly usualSteps: number
}

const SELECTING: readonly ToolName[] = [
  'brush',
  'eraser',
  'rectangle',
  'ellipse',
  'lasso',
  'polygon',
  'wand',
  'same-colour',
]
const COLOURING: readonly ToolName[] = ['colour-brush', 'eraser', 'picker']

export const TASKS: Readonly<Record<TaskKind, TaskTraits>> = {
  remove: {
    controls: ['fill', 'steps', 'variations', 'seed', 'model'],
    tools: SELECTING,
    needs: 'mask',
    needsPicture: true,
    usualSteps: 8,
  },
  colorize: {
    controls: ['steps', 'variations', 'seed', 'model'],
    tools: COLOURING,
    needs: null,
    needsPicture: true,
    usualSteps: 3,
  },
  enlarge: {
    // Variations would be one picture, since it adds no noise, and it looks no more often than it does by itself.
    controls: ['scale', 'seed', 'model'],
    tools: [],
    needs: null,
    needsPicture: true,
    usualSteps: 1,
  },
  restore: {
    controls: ['grey', 'scale', 'steps', 'seed', 'model'],
    tools: SELECTING,
    needs: 'damage',
    needsPicture: true,
    usualSteps: 4,
  },
  denoise: {
    // Asks once, at the level of the noise.
    controls: ['sigma', 'seed', 'model'],
    tools: [],
    needs: null,
    needsPicture: true,
    usualSteps: 1,
  },
  paint: {
    controls: ['strength', 'steps', 'variations', 'seed', 'model'],
    tools: COLOURING,
    needs: 'strokes',
    needsPicture: true,
    usualSteps: 4,
  },
  blend: {
    controls: ['other', 'frames', 'steps', 'seed', 'model'],
    tools: [],
    needs: 'other',
    needsPicture: true,
    usualSteps: 2,
  },
  generate: {
    controls: ['count', 'steps', 'seed', 'model'],
    tools: [],
    needs: null,
    needsPicture: false,
    usualSteps: 4,
  },
}

/** In the order of the rail. */
export const TASK_KINDS: readonly TaskKind[] = [
  'remove',
  'colorize',
  'enlarge',
  'restore',
  'denoise',
  'paint',
  'blend',
  'generate',
]

/** The tools that fit a task, the ones that fit every task last. */
export function toolsOf(kind: TaskKind): readonly ToolName[] {
  return [...TASKS[kind].tools, 'hand', 'crop']
}

/** The tool to hold after a change of task: the same one where it fits, else the task's first. */
export function toolFor(kind: TaskKind, held: ToolName): ToolName {
  const tools = toolsOf(kind)
  const fits = tools.includes(held) && (held !== 'hand' || TASKS[kind].tools.length === 0)
  return fits ? held : (tools[0] ?? 'hand')
}
