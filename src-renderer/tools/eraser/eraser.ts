/**
 * Takes away what is selected and painted under it: whatever can be seen there goes.
 */
import { combineMasks } from '../../kernels/mask.ts'
import { erasePaint } from '../../kernels/paint-layer.ts'
import { strokeRules } from '../stroke.ts'

export const eraser = strokeRules({
  whole: false,
  apply: (draft, { patch }) => ({
    ...draft,
    mask: combineMasks(draft.mask, patch, 'subtract'),
    paint: erasePaint(draft.paint, patch),
  }),
  label: () => ({ key: 'history.eraser' }),
})
