/**
 * Documents with their histories as the text that is saved, and back. What is read is checked whole before it becomes
 * a document: it may come from a file that somebody sent.
 */
import { z } from 'zod'
import { recipe } from '../../src-shared/contract/edit-schemas.ts'
import type { PictureInfo } from '../../src-shared/contract/pictures-api.ts'
import type { DocumentState } from '../../src-shared/contract/projects-api.ts'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { gridTiles, TILE_AREA } from '../kernels/tile-grid.ts'
import type { EditorDocument } from './document.ts'
import type { History } from './history.ts'
import { isStashed, presentDocument, type KeptState, type StashedDocument } from './kept-state.ts'
import { packJson, unpackJson } from './packed-json.ts'

const side = z.int().min(1).max(65_535)
const position = z.int().min(0).max(65_535)
/** More than anybody does to a picture. */
const MOST_ENTRIES = 100_000

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

const residual = z.object({
  residual: z.number().nullable(),
  changedOutsideMask: z.number().nullable(),
  region: z.object({ x: position, y: position, width: side, height: side }).nullable(),
})

/** A state without its picture. */
const content = z.object({
  mask: z.array(z.union([z.int().min(0).max(255), tileOf(1)])),
  paint: z.array(z.union([z.null(), tileOf(4)])),
  recipe: recipe.nullable(),
  residual: residual.nullable(),
})

type Content = Pick<EditorDocument, 'recipe' | 'residual'> & {
  readonly mask: EditorDocument['mask']['tiles']
  readonly paint: EditorDocument['paint']['tiles']
}

const index = z.int().min(0).max(MOST_ENTRIES)
const label = z.object({
  key: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).exactOptional(),
})
const entry = z.object({
  label,
  /** Which of the pictures. */
  picture: index,
  content: z.union([z.object({ stash: z.string().min(1) }), content]),
})
const saved = z.object({
  pictures: z.array(picture).min(1).max(MOST_ENTRIES),
  entries: z.array(entry).min(1).max(MOST_ENTRIES),
  position: index,
})

/** The document with everything that can be undone as text, with the pictures that this needs. */
export async function encodeHistory(history: History<KeptState>): Promise<DocumentState> {
  const { id, title } = presentDocument(history)
  const states = history.entries.map(({ state }) => state)
  const pictures = [...new Map(states.map((state) => [state.picture.id, state.picture])).values()]
  const places = new Map(pictures.map((known, place) => [known.id, place]))
  const entries = history.entries.map(({ label: said, state }) => ({
    label: said,
    picture: places.get(state.picture.id),
    content: isStashed(state) ? { stash: state.stash } : contentOf(state),
  }))
  const text = await packJson({ pictures, entries, position: history.position })
  return { document: id, title, state: text, pictures: pictures.map((known) => known.id) }
}

/** The history again; pictures have the ids that `pictures` names. Rejects with a UserError for a damaged text. */
export async function decodeHistory(state: DocumentState): Promise<History<KeptState>> {
  return checked(state.title, async () => {
    const { pictures, entries, position: shown } = saved.parse(await unpackJson(state.state))
    const named = pictures.map((known, place) => ({
      ...known,
      id: state.pictures[place] ?? known.id,
    }))
    const history = {
      entries: entries.map(({ label: said, picture: place, content: held }) => ({
        label: said,
        state: stateOf(state, named[place], held),
      })),
      position: shown,
    }
    presentDocument(history)
    return history
  })
}

/** One state as bytes to be put away; its picture is not among them. */
export async function packState(document: EditorDocument): Promise<Uint8Array> {
  return new TextEncoder().encode(await packJson(contentOf(document)))
}

/** The state that was put away. Rejects with a UserError for damaged bytes. */
export async function unpackState(
  { id, title }: Pick<EditorDocument, 'id' | 'title'>,
  { picture: known }: StashedDocument,
  bytes: Uint8Array,
): Promise<EditorDocument> {
  return checked(title, async () => {
    const held = content.parse(await unpackJson(new TextDecoder().decode(bytes)))
    return documentOf({ document: id, title }, known, held)
  })
}

function contentOf({ mask, paint, ...document }: EditorDocument): Content {
  const { recipe: made, residual: left } = document
  return { mask: mask.tiles, paint: paint.tiles, recipe: made, residual: left }
}

type Named = Pick<DocumentState, 'document' | 'title'>

function stateOf(
  named: Named,
  known: PictureInfo | undefined,
  held: Content | Pick<StashedDocument, 'stash'>,
): KeptState {
  if (known === undefined) throw new RangeError('an entry names a picture that is not there')
  return 'stash' in held ? { picture: known, ...held } : documentOf(named, known, held)
}

function documentOf({ document, title }: Named, known: PictureInfo, held: Content): EditorDocument {
  const { mask, paint, ...made } = held
  const { width, height } = known
  const tiles = gridTiles(known)
  if (mask.length !== tiles || paint.length !== tiles)
    throw new RangeError(`${width} x ${height} pixels have ${tiles} tiles`)
  return {
    id: document,
    title,
    picture: known,
    mask: { width, height, tiles: mask },
    paint: { width, height, tiles: paint },
    ...made,
  }
}

async function checked<T>(title: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (cause) {
    throw new UserError(sentence('documentDamaged', { title }), { cause })
  }
}
