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
import type { Piecewise } from '../kernels/piecewise.ts'

/** The document with a result in it. The selection stays; strokes that became part of the picture go. */
export function* withOutcome(
  document: EditorDocument,
  outcome: EditOutcome,
): Piecewise<EditorDocument> {
  const { picture, recipe } = outcome
  const next = yield* withPicture(document, picture, { made: { recipe, residual: outcome } })
  return recipe.task.kind === 'paint'
    ? { ...next, paint: emptyPaint(picture.width, picture.height) }
    : next
}

/** The document as it is now, where it still shows the picture that it showed then. */
export function sameOrLater<Then extends EditorDocument | null>(
  then: Then,
  now: EditorDocument | null,
): EditorDocument | Then {
  return now !== null && now.picture.id === then?.picture.id ? now : then
}

/** What moves or softens the edge of a selection by some pixels. */
export const EDGE_STEPS = ['grow', 'shrink', 'feather'] as const

export type EdgeStep = (typeof EDGE_STEPS)[number]

export type MaskStep = EdgeStep | 'invert' | 'clear' | 'all'

/** Pixels by which a selection usually grows, shrinks or fades: more in a large picture. */
export function stepWidth(
  { width, height }: { readonly width: number; readonly height: number },
  step: EdgeStep,
): number {
  const by = Math.max(2, Math.round(Math.max(width, height) / 500))
  return step === 'feather' ? 2 * by : by
}

/** The document with another selection; `pixels` says how far a step at the edge goes. */
export function withMaskStep(
  document: EditorDocument,
  step: MaskStep,
  pixels: number,
): EditorDocument {
  const { mask } = document
  switch (step) {
    case 'invert':
      return { ...document, mask: invertMask(mask) }
    case 'grow':
      return { ...document, mask: growMask(mask, pixels) }
    case 'shrink':
      return { ...document, mask: growMask(mask, -pixels) }
    case 'feather':
      return { ...document, mask: featherMask(mask, pixels) }
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
