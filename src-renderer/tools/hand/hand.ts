/**
 * Moves the picture under the view.
 */
import type { Point } from '../../kernels/region.ts'
import type { ToolRules } from '../tool.ts'

/** While it is dragged, the point of the picture that was grabbed stays under the pointer. */
export type HandState =
  { readonly kind: 'idle' } | { readonly kind: 'dragging'; readonly grabbed: Point }

export const hand: ToolRules<HandState> = {
  start: { kind: 'idle' },
  pointer: (state, { phase, button, x, y }) => {
    if (state.kind === 'idle') {
      const grabs = phase === 'down' && button === 0
      return { state: grabs ? { kind: 'dragging', grabbed: { x, y } } : state, effects: [] }
    }
    if (phase !== 'move') return { state: { kind: 'idle' }, effects: [] }
    const by = { x: x - state.grabbed.x, y: y - state.grabbed.y }
    return { state, effects: [{ kind: 'pan', by }] }
  },
}
