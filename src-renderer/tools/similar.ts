/**
 * The rules of tools that ask the engine which pixels are like the one that was clicked.
 */
import { intersectRegions, wholeRegion } from '../kernels/region.ts'
import { combinationFor } from './selecting.ts'
import type { ToolRules, ToolSettings } from './tool.ts'

export type ClickState = { readonly kind: 'idle' }

export interface SimilarOptions {
  readonly tool: 'wand' | 'same-colour'
  readonly contiguous: (settings: ToolSettings) => boolean
}

export function similarRules({ tool, contiguous }: SimilarOptions): ToolRules<ClickState> {
  return {
    start: { kind: 'idle' },
    pointer: (state, input, { document, settings }) => {
      const at = { x: Math.floor(input.x), y: Math.floor(input.y) }
      const inside = intersectRegions({ ...at, width: 1, height: 1 }, wholeRegion(document.picture))
      if (input.phase !== 'down' || input.button !== 0 || inside === null) {
        return { state, effects: [] }
      }
      const request = {
        ...at,
        id: document.picture.id,
        tolerance: settings.tolerance,
        contiguous: contiguous(settings),
      }
      const how = combinationFor(input)
      return {
        state,
        effects: [{ kind: 'select', request, how, label: { key: `history.${tool}` } }],
      }
    },
  }
}
