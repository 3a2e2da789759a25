/**
 * Selects a rectangle.
 */
import { rectangleCoverage } from '../../kernels/shapes.ts'
import { boxRules } from '../box-shape.ts'

export const rectangle = boxRules({ tool: 'rectangle', coverage: rectangleCoverage })
