/**
 * Documents as the text that is saved, and back. What is read is checked whole before it becomes a document: it may
 * come from a file that somebody sent.
 */
import { z } from 'zod'
import { recipe } from '../../src-shared/contract/edit-schemas.ts'
import type { PictureId } from '../../src-shared/contract/pictures-api.ts'
import type { DocumentState } from '../../src-shared/contract/projects-api.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { gridTiles, TILE_AREA } from '../kernels/tile-grid.ts'
import type { EditorDocument } from './document.ts'
import { packJson, unpackJson } from './packed-json.ts'

const side = z.int().min(1).max(65_535)
const position = z.int().min(0).max(65_535)

const picture = z.object({
  id: z.string().min(1),
  name: z.string(),
  width: side,
  height: side,
  channels: z.literal([1, 2, 3, 4]),
  depth: z.literal([8, 16]),
  hash: z.string(),
  format: z.string().nullable(),
  profile: z.string(),
})

const tileOf = (samples: number) =>
  z.instanceof(Uint8Array).refine(({ length }) => length === samples * TILE_AREA)

const mask = z.array(z.union([z.int().min(0).max(255), tileOf(1)]))
const paint = z.array(z.union([z.null(), tileOf(4)]))

const residual = z.object({
  residual: z.number().nullable(),
  changedOutsideMask: z.number().nullable(),
  region: z.object({ x: position, y: position, width: side, height: side }).nullable(),
})

const saved = z
  .object({ picture, mask, paint, recipe: recipe.nullable(), residual: residual.nullable() })
  .refine(({ picture: size, mask: { length } }) => length === gridTiles(size))
  .refine(({ picture: size, paint: { length } }) => length === gridTiles(size))

/** The document as text, with the pictures that it needs. */
export async function encodeDocument(document: EditorDocument): Promise<DocumentState> {
  const { id, title, picture, recipe, residual } = document
  const value = {
    picture,
    mask: document.mask.tiles,
    paint: document.paint.tiles,
    recipe,
    residual,
  }
  return { document: id, title, state: await packJson(value), pictures: [picture.id] }
}

/** The document again; its picture has the id that `pictures` names. Rejects with a UserError for a damaged text. */
export async function decodeDocument(state: DocumentState): Promise<EditorDocument> {
  const { picture, mask, paint, ...made } = await read(state)
  const size = { width: picture.width, height: picture.height }
  return {
    id: state.document,
    title: state.title,
    picture: { ...picture, id: firstOf(state.pictures) ?? picture.id },
    mask: { ...size, tiles: mask },
    paint: { ...size, tiles: paint },
    ...made,
  }
}

async function read({ title, state }: DocumentState): Promise<z.infer<typeof saved>> {
  try {
    return saved.parse(await unpackJson(state))
  } catch (cause) {
    throw new UserError(
      `The saved state of "${title}" is damaged; open its picture anew, or an older project file.`,
      { cause },
    )
  }
}

const firstOf = (pictures: readonly PictureId[]): PictureId | undefined => pictures[0]
