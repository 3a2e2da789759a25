/**
 * Selects what is painted over; with Ctrl, takes it out of the selection.
 */
import { combineMasks } from '../../kernels/mask.ts'
import { strokeRules } from '../stroke.ts'

export const brush = strokeRules({
  whole: false,
  apply: (draft, { patch, reversed }) => ({
    ...draft,
    mask: combineMasks(draft.mask, patch, reversed ? 'subtract' : 'add'),
  }),
  label: (reversed) => ({ key: reversed ? 'history.eraser' : 'history.brush' }),
})
