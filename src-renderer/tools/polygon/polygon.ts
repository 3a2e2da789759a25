/**
 * Selects a polygon set point by point: double click, Enter or a click on the first point closes it, Backspace takes
 * back a point, Escape drops it, Shift turns an edge to the nearest 45 degrees.
 */
import { snapToEighth } from '../../kernels/brush.ts'
import type { Combination } from '../../kernels/mask.ts'
import type { Point } from '../../kernels/region.ts'
import { polygonCoverage } from '../../kernels/shapes.ts'
import { combinationFor, commitShape } from '../selecting.ts'
import type { KeyInput, PointerInput, ToolContext, ToolRules, ToolStep } from '../tool.ts'

interface Placing {
  readonly kind: 'placing'
  readonly points: readonly Point[]
  /** Where the next point would be. */
  readonly next: Point
  readonly how: Combination
}

export type PolygonState = { readonly kind: 'idle' } | Placing

const IDLE: PolygonState = { kind: 'idle' }

/** Device pixels within which a click is on a point. */
const REACH = 8

export const polygon: ToolRules<PolygonState> = {
  start: IDLE,
  pointer: (state, input, context) =>
    state.kind === 'idle' ? begin(input) : place(state, input, context),
  key: (state, input, context) => (state.kind === 'idle' ? null : key(state, input, context)),
  preview: (state) =>
    state.kind === 'idle'
      ? { kind: 'none' }
      : { kind: 'path', points: [...state.points, state.next], closed: false },
}

function begin(input: PointerInput): ToolStep<PolygonState> {
  if (input.phase !== 'down' || input.button !== 0) return { state: IDLE, effects: [] }
  const next = { x: input.x, y: input.y }
  const how = combinationFor(input)
  return { state: { kind: 'placing', points: [next], next, how }, effects: [] }
}

function place(state: Placing, input: PointerInput, context: ToolContext): ToolStep<PolygonState> {
  const last = state.points.at(-1) ?? input
  const next = input.shift ? snapToEighth(last, input) : { x: input.x, y: input.y }
  if (input.phase === 'move') return { state: { ...state, next }, effects: [] }
  if (input.phase === 'double') return close(state, context)
  if (input.phase !== 'down' || input.button !== 0) return { state, effects: [] }
  const isOn = (point: Point | undefined) =>
    point !== undefined && Math.hypot(next.x - point.x, next.y - point.y) * context.zoom <= REACH
  if (state.points.length > 2 && isOn(state.points[0])) return close(state, context)
  if (isOn(last)) return { state, effects: [] } // the second click of a double click
  return { state: { ...state, points: [...state.points, next], next }, effects: [] }
}

function key(state: Placing, input: KeyInput, context: ToolContext): ToolStep<PolygonState> | null {
  switch (input.key) {
    case 'Enter':
      return close(state, context)
    case 'Escape':
      return { state: IDLE, effects: [{ kind: 'drop' }] }
    case 'Backspace': {
      const points = state.points.slice(0, -1)
      if (points.length === 0) return { state: IDLE, effects: [{ kind: 'drop' }] }
      return { state: { ...state, points }, effects: [] }
    }
    default:
      return null
  }
}

function close({ points, how }: Placing, context: ToolContext): ToolStep<PolygonState> {
  const patch = polygonCoverage(points, context.document.mask)
  return { state: IDLE, effects: commitShape('polygon', context, { patch, how }) }
}
