/**
 * What is being edited: a picture that the engine holds, named by its id, and what the user has put over it.
 * A plain value that is never changed; knows neither the screen nor the engine.
 */
import type { EditOutcome, Recipe } from '../../src-shared/contract/edits-api.ts'
import type { PictureInfo } from '../../src-shared/contract/pictures-api.ts'
import { emptyMask } from '../kernels/mask.ts'
import type { Mask } from '../kernels/mask.ts'
import { emptyPaint } from '../kernels/paint-layer.ts'
import type { PaintLayer } from '../kernels/paint-layer.ts'

/** What is known of how much an edit kept. */
export type Residual = Pick<EditOutcome, 'residual' | 'changedOutsideMask' | 'region'>

export interface EditorDocument {
  /** Stays the same over edits, saving and recovery. */
  readonly id: string
  /** For people, such as 'picos.jpg'. */
  readonly title: string
  readonly picture: PictureInfo
  /** Of the picture's size. */
  readonly mask: Mask
  /** Of the picture's size. */
  readonly paint: PaintLayer
  /** How the picture was made; null for one that was opened. */
  readonly recipe: Recipe | null
  readonly residual: Residual | null
}

/** A document of a picture with nothing selected or painted; its title is the picture's name. */
export function openDocument(id: string, picture: PictureInfo): EditorDocument {
  return {
    id,
    title: picture.name,
    picture,
    mask: emptyMask(picture.width, picture.height),
    paint: emptyPaint(picture.width, picture.height),
    recipe: null,
    residual: null,
  }
}

/**
 * The document with another picture in the place of its own. Mask and paint stay where the sizes are the same, and
 * are gone where they are not; recipe and residual are those of the new picture.
 */
export function withPicture(
  document: EditorDocument,
  picture: PictureInfo,
  made: Pick<EditorDocument, 'recipe' | 'residual'> = { recipe: null, residual: null },
): EditorDocument {
  const same =
    picture.width === document.picture.width && picture.height === document.picture.height
  return same
    ? { ...document, ...made, picture }
    : { ...openDocument(document.id, picture), ...made, title: document.title }
}

/** The document after an edit: the mask survives it, paint has become part of the picture. */
export function withOutcome(document: EditorDocument, outcome: EditOutcome): EditorDocument {
  const { recipe, residual, changedOutsideMask, region } = outcome
  const next = withPicture(document, outcome.picture, {
    recipe,
    residual: { residual, changedOutsideMask, region },
  })
  return { ...next, paint: emptyPaint(next.picture.width, next.picture.height) }
}

/** The memory that a document holds on to, tile by tile; documents share what they have in common. */
export function documentBuffers({ mask, paint }: EditorDocument): Uint8Array[] {
  return [...mask.tiles, ...paint.tiles].filter((tile) => tile instanceof Uint8Array)
}
