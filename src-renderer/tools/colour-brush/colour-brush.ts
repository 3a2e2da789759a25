/**
 * Paints colour over the picture; with Ctrl, takes it away. With Alt, picks the colour under the pointer.
 */
import { erasePaint, repaint } from '../../kernels/paint-layer.ts'
import { strokeRules } from '../stroke.ts'
import type { StrokeState } from '../stroke.ts'
import type { ToolRules } from '../tool.ts'

const strokes = strokeRules({
  whole: true,
  apply: (draft, { base, patch, settings, reversed }) => ({
    ...draft,
    paint: reversed
      ? erasePaint(draft.paint, patch)
      : repaint(draft.paint, base.paint, { patch, colour: settings.colour }),
  }),
  label: (reversed) => ({ key: reversed ? 'history.eraser' : 'history.colour-brush' }),
})

export const colourBrush: ToolRules<StrokeState> = {
  ...strokes,
  pointer: (state, input, context) => {
    const picks = state.kind === 'idle' && input.phase === 'down' && input.alt
    if (!picks) return strokes.pointer(state, input, context)
    return { state, effects: [{ kind: 'pick', at: { x: input.x, y: input.y } }] }
  },
}
