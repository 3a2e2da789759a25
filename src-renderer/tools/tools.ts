/**
 * All tools by their names; who adds a tool adds a folder and a line here.
 */
import { brush } from './brush/brush.ts'
import { colourBrush } from './colour-brush/colour-brush.ts'
import { crop } from './crop/crop.ts'
import { ellipse } from './ellipse/ellipse.ts'
import { eraser } from './eraser/eraser.ts'
import { hand } from './hand/hand.ts'
import { lasso } from './lasso/lasso.ts'
import { picker } from './picker/picker.ts'
import { polygon } from './polygon/polygon.ts'
import { rectangle } from './rectangle/rectangle.ts'
import { sameColour } from './same-colour/same-colour.ts'
import { useRules } from './tool.ts'
import type { Tool, ToolName } from './tool.ts'
import { wand } from './wand/wand.ts'

const TOOLS: Readonly<Record<ToolName, () => Tool>> = {
  brush: () => useRules(brush),
  eraser: () => useRules(eraser),
  rectangle: () => useRules(rectangle),
  ellipse: () => useRules(ellipse),
  lasso: () => useRules(lasso),
  polygon: () => useRules(polygon),
  wand: () => useRules(wand),
  'same-colour': () => useRules(sameColour),
  'colour-brush': () => useRules(colourBrush),
  picker: () => useRules(picker),
  crop: () => useRules(crop),
  hand: () => useRules(hand),
}

/** A tool in its first state. */
export function startTool(name: ToolName): Tool {
  return TOOLS[name]()
}

/** Tools that are drawn with, and show the size of their brush. */
export function hasBrush(name: ToolName): boolean {
  return name === 'brush' || name === 'eraser' || name === 'colour-brush'
}

/** What arrow keys do with a tool in hand: move the picture, or a pointer that draws or that clicks. */
export function arrowsOf(name: ToolName): 'pan' | 'draw' | 'click' {
  if (name === 'hand') return 'pan'
  return name === 'polygon' || name === 'wand' || name === 'same-colour' || name === 'picker'
    ? 'click'
    : 'draw'
}
