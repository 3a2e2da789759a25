/**
 * Frames the part of the picture that stays: drawn, moved and pulled by its handles; Enter or a double click crops,
 * Escape drops the frame.
 */
import type { Region } from '../../../src-shared/tensor/pixels.ts'
import type { Point, Size } from '../../kernels/region.ts'
import type { PointerInput, ToolContext, ToolRules, ToolStep } from '../tool.ts'
import { dragHandle, frameBetween, handleAt, moveFrame } from './crop-box.ts'
import type { Handle } from './crop-box.ts'

export type CropState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'drawing'; readonly from: Point; readonly frame: Region | null }
  | { readonly kind: 'framed'; readonly frame: Region }
  | {
      readonly kind: 'moving'
      readonly grabbed: Point
      readonly start: Region
      readonly frame: Region
    }
  | {
      readonly kind: 'pulling'
      readonly handle: Handle
      readonly start: Region
      readonly frame: Region
    }

const IDLE: CropState = { kind: 'idle' }

/** Device pixels within which the pointer is on a handle. */
const REACH = 12

export const crop: ToolRules<CropState> = {
  start: IDLE,
  pointer,
  key: (state, { key }) => {
    if (state.kind === 'idle') return null
    if (key === 'Escape') return { state: IDLE, effects: [{ kind: 'drop' }] }
    return key === 'Enter' ? finish(state) : null
  },
  preview: (state) => {
    const frame = frameOf(state)
    return frame ? { kind: 'crop', region: frame } : { kind: 'none' }
  },
}

function pointer(state: CropState, input: PointerInput, context: ToolContext): ToolStep<CropState> {
  switch (input.phase) {
    case 'down':
      return { state: input.button === 0 ? grab(state, input, context) : state, effects: [] }
    case 'move':
      return { state: drag(state, input, context.document.picture), effects: [] }
    case 'double':
      return finish(state)
    default:
      return { state: letGo(state), effects: [] }
  }
}

function grab(state: CropState, { x, y }: PointerInput, { zoom }: ToolContext): CropState {
  const frame = frameOf(state)
  if (frame === null) return { kind: 'drawing', from: { x, y }, frame: null }
  const handle = handleAt(frame, { x, y }, REACH / zoom)
  if (handle !== null) return { kind: 'pulling', handle, start: frame, frame }
  const inside =
    x >= frame.x && y >= frame.y && x < frame.x + frame.width && y < frame.y + frame.height
  return inside
    ? { kind: 'moving', grabbed: { x, y }, start: frame, frame }
    : { kind: 'drawing', from: { x, y }, frame: null }
}

function drag(state: CropState, input: PointerInput, picture: Size): CropState {
  switch (state.kind) {
    case 'drawing':
      return { ...state, frame: frameBetween(state.from, input, { picture, square: input.shift }) }
    case 'moving': {
      const by = { x: input.x - state.grabbed.x, y: input.y - state.grabbed.y }
      return { ...state, frame: moveFrame(state.start, by, picture) }
    }
    case 'pulling': {
      const { handle } = state
      return { ...state, frame: dragHandle(state.start, { handle, to: input, picture }) }
    }
    default:
      return state
  }
}

function letGo(state: CropState): CropState {
  const frame = frameOf(state)
  return frame ? { kind: 'framed', frame } : IDLE
}

function finish(state: CropState): ToolStep<CropState> {
  const region = frameOf(state)
  return { state: IDLE, effects: region ? [{ kind: 'crop', region }] : [] }
}

const frameOf = (state: CropState): Region | null => (state.kind === 'idle' ? null : state.frame)
