/**
 * Selects an ellipse.
 */
import { ellipseCoverage } from '../../kernels/shapes.ts'
import { boxRules } from '../box-shape.ts'

export const ellipse = boxRules({ tool: 'ellipse', coverage: ellipseCoverage })
