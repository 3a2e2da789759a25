/**
 * What is being edited: a picture that the engine holds, named by its id, and what the user has put over it.
 * A plain value that is never changed; knows neither the screen nor the engine.
 */
import type { EditOutcome, Recipe } from '../../src-shared/contract/edits-api.ts'
import type { PictureInfo, Transform } from '../../src-shared/contract/pictures-api.ts'
import { emptyMask } from '../kernels/mask.ts'
import type { Mask } from '../kernels/mask.ts'
import { emptyPaint } from '../kernels/paint-layer.ts'
import type { PaintLayer } from '../kernels/paint-layer.ts'
import type { Piecewise } from '../kernels/piecewise.ts'
import { turnMask, turnPaint } from '../kernels/turn.ts'

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

/** How a picture came of another one, and what is known of that. */
export interface Origin {
  /** Left out where the two show the same, if not at the same size. */
  readonly transform?: Transform
  readonly made?: Pick<EditorDocument, 'recipe' | 'residual'>
}

/**
 * The document with another picture in the place of its own, which was made of that one. Selection and strokes stay
 * over what they were over.
 */
export function* withPicture(
  document: EditorDocument,
  picture: PictureInfo,
  { transform, made = { recipe: null, residual: null } }: Origin = {},
): Piecewise<EditorDocument> {
  const { width, height } = picture
  const isAsLarge = width === document.picture.width && height === document.picture.height
  if (transform === undefined && isAsLarge) return { ...document, ...made, picture }
  const way = transform ?? { kind: 'resize', width, height }
  const mask = yield* turnMask(document.mask, way)
  const paint = yield* turnPaint(document.paint, way)
  return { ...document, ...made, picture, mask, paint }
}

/** The memory that a document holds on to, tile by tile; documents share what they have in common. */
export function documentBuffers({ mask, paint }: EditorDocument): Uint8Array[] {
  return [...mask.tiles, ...paint.tiles].filter((tile) => tile instanceof Uint8Array)
}
