/**
 * Takes the colour under the pointer, also while it is dragged.
 */
import type { ToolRules } from '../tool.ts'

export type PickerState = { readonly kind: 'idle' } | { readonly kind: 'picking' }

export const picker: ToolRules<PickerState> = {
  start: { kind: 'idle' },
  pointer: (state, { phase, button, x, y }) => {
    const picking =
      (phase === 'down' && button === 0) || (phase === 'move' && state.kind === 'picking')
    if (picking) return { state: { kind: 'picking' }, effects: [{ kind: 'pick', at: { x, y } }] }
    return { state: { kind: phase === 'move' ? state.kind : 'idle' }, effects: [] }
  },
}
