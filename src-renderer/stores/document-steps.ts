/**
 * What the page does to a whole document at once: results, selections and strokes.
 * Pure; each returns the document after the step, with the words for the history beside it in the message files.
 */
import type { EditOutcome } from '../../src-shared/contract/edits-api.ts'
import type { MaskPatch } from '../../src-shared/contract/pictures-api.ts'
import { withPicture, type EditorDocument } from '../document/document.ts'
import { emptyMask, fullMask, invertMask, maskFromPatch } from '../kernels/mask.ts'
import { featherMask, growMask } from '../kernels/morphology.ts'
import { emptyPaint } from '../kernels/paint-layer.ts'

/** The document with a result in it. The selection stays; strokes that became part of the picture go. */
export function withOutcome(document: EditorDocument, outcome: EditOutcome): EditorDocument {
  const { picture, recipe } = outcome
  const next = withPicture(document, picture, { recipe, residual: outcome })
  return recipe.task.kind === 'paint'
    ? { ...next, paint: emptyPaint(picture.width, picture.height) }
    : next
}

export type MaskStep = 'invert' | 'grow' | 'shrink' | 'feather' | 'clear' | 'all'

/** Pixels by which a selection grows, shrinks or fades: more in a large picture. */
export function stepWidth({ width, height }: { readonly width: number; readonly height: number }) {
  return Math.max(2, Math.round(Math.max(width, height) / 500))
}

export function withMaskStep(document: EditorDocument, step: MaskStep): EditorDocument {
  const { mask } = document
  const by = stepWidth(mask)
  switch (step) {
    case 'invert':
      return { ...document, mask: invertMask(mask) }
    case 'grow':
      return { ...document, mask: growMask(mask, by) }
    case 'shrink':
      return { ...document, mask: growMask(mask, -by) }
    case 'feather':
      return { ...document, mask: featherMask(mask, 2 * by) }
    case 'clear':
      return { ...document, mask: emptyMask(mask.width, mask.height) }
    case 'all':
      return { ...document, mask: fullMask(mask.width, mask.height) }
  }
}

export function withImportedMask(document: EditorDocument, patch: MaskPatch): EditorDocument {
  return { ...document, mask: maskFromPatch(patch, document.mask) }
}

export function withoutStrokes(document: EditorDocument): EditorDocument {
  return { ...document, paint: emptyPaint(document.paint.width, document.paint.height) }
}
