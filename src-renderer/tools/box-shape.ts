/**
 * The state machine of shapes that are drawn from one corner to the other: Shift makes them as high as wide, Ctrl
 * takes them out of the selection. Corners lie on whole pixels.
 */
import type { MaskPatch } from '../../src-shared/contract/pictures-api.ts'
import type { Region } from '../../src-shared/tensor/pixels.ts'
import type { Combination } from '../kernels/mask.ts'
import type { Point, Size } from '../kernels/region.ts'
import { boxBetween } from '../kernels/shapes.ts'
import { combinationFor, commitShape } from './selecting.ts'
import type { PointerInput, ToolContext, ToolRules, ToolStep } from './tool.ts'

interface Dragging {
  readonly kind: 'dragging'
  readonly from: Point
  readonly box: Region
  readonly how: Combination
}

export type BoxState = { readonly kind: 'idle' } | Dragging

export interface BoxShape {
  readonly tool: 'rectangle' | 'ellipse'
  readonly coverage: (box: Region, picture: Size) => MaskPatch | null
}

const IDLE: BoxState = { kind: 'idle' }

export function boxRules(shape: BoxShape): ToolRules<BoxState> {
  return {
    start: IDLE,
    pointer: (state, input, context) =>
      state.kind === 'idle' ? begin(input) : drag(state, input, { shape, context }),
    key: (state, { key }) =>
      state.kind === 'dragging' && key === 'Escape'
        ? { state: IDLE, effects: [{ kind: 'drop' }] }
        : null,
    preview: (state) =>
      state.kind === 'idle' ? { kind: 'none' } : { kind: shape.tool, region: state.box },
  }
}

function begin(input: PointerInput): ToolStep<BoxState> {
  if (input.phase !== 'down' || input.button !== 0) return { state: IDLE, effects: [] }
  const from = wholePixel(input)
  const box = { ...from, width: 0, height: 0 }
  return { state: { kind: 'dragging', from, box, how: combinationFor(input) }, effects: [] }
}

function drag(
  state: Dragging,
  input: PointerInput,
  { shape, context }: { shape: BoxShape; context: ToolContext },
): ToolStep<BoxState> {
  const box = boxBetween(state.from, wholePixel(input), input.shift)
  switch (input.phase) {
    case 'move':
      return { state: { ...state, box }, effects: [] }
    case 'up': {
      const patch = shape.coverage(box, context.document.mask)
      return { state: IDLE, effects: commitShape(shape.tool, context, { patch, how: state.how }) }
    }
    case 'cancel':
      return { state: IDLE, effects: [{ kind: 'drop' }] }
    default:
      return { state, effects: [] }
  }
}

const wholePixel = ({ x, y }: Point): Point => ({ x: Math.round(x), y: Math.round(y) })
