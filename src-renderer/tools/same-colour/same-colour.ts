/**
 * Selects everything in the picture that has nearly the colour of the pixel that is clicked.
 */
import { similarRules } from '../similar.ts'

export const sameColour = similarRules({ tool: 'same-colour', contiguous: () => false })
