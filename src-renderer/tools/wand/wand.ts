/**
 * Selects what has nearly the colour of the pixel that is clicked; connected or not, as it is set.
 */
import { similarRules } from '../similar.ts'

export const wand = similarRules({ tool: 'wand', contiguous: ({ contiguous }) => contiguous })
