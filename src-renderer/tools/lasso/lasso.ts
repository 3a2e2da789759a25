/**
 * Selects what is drawn around by hand; letting go closes the path.
 */
import type { Combination } from '../../kernels/mask.ts'
import type { Point } from '../../kernels/region.ts'
import { polygonCoverage } from '../../kernels/shapes.ts'
import { combinationFor, commitShape } from '../selecting.ts'
import type { PointerInput, ToolContext, ToolRules, ToolStep } from '../tool.ts'

interface Drawing {
  readonly kind: 'drawing'
  readonly points: readonly Point[]
  readonly how: Combination
}

export type LassoState = { readonly kind: 'idle' } | Drawing

const IDLE: LassoState = { kind: 'idle' }

export const lasso: ToolRules<LassoState> = {
  start: IDLE,
  pointer: (state, input, context) =>
    state.kind === 'idle' ? begin(input) : draw(state, input, context),
  key: (state, { key }) =>
    state.kind === 'drawing' && key === 'Escape'
      ? { state: IDLE, effects: [{ kind: 'drop' }] }
      : null,
  preview: (state) =>
    state.kind === 'idle' ? { kind: 'none' } : { kind: 'path', points: state.points, closed: true },
}

function begin(input: PointerInput): ToolStep<LassoState> {
  if (input.phase !== 'down' || input.button !== 0) return { state: IDLE, effects: [] }
  const points = [{ x: input.x, y: input.y }]
  return { state: { kind: 'drawing', points, how: combinationFor(input) }, effects: [] }
}

function draw(state: Drawing, input: PointerInput, context: ToolContext): ToolStep<LassoState> {
  switch (input.phase) {
    case 'move': {
      const last = state.points.at(-1) ?? input
      const moved = Math.hypot(input.x - last.x, input.y - last.y) * context.zoom
      if (moved < 1) return { state, effects: [] }
      return {
        state: { ...state, points: [...state.points, { x: input.x, y: input.y }] },
        effects: [],
      }
    }
    case 'up': {
      const patch = polygonCoverage(state.points, context.document.mask)
      return { state: IDLE, effects: commitShape('lasso', context, { patch, how: state.how }) }
    }
    case 'cancel':
      return { state: IDLE, effects: [{ kind: 'drop' }] }
    default:
      return { state, effects: [] }
  }
}
