/**
 * What is written down about one picture: a JSON file that names the files with its samples.
 * Parses and prints; opens no file.
 */
import { UserError } from '../../src-shared/contract/user-error.ts'
import type { PictureInfo } from '../../src-shared/contract/pictures-api.ts'
import { JsonFields } from '../../src-shared/importers/json-fields.ts'
import { maxPixels } from '../images/codec.ts'
import type { ImageMetadata } from '../images/metadata/image-metadata.ts'
import { countTiles } from './sample-tiles.ts'

/** Where the packed samples of one tile are. */
export interface TilePlace {
  readonly file: string
  readonly offset: number
  readonly length: number
}

/** A picture is an image file, or nothing, with tiles of samples over it. */
export interface PictureRecord {
  readonly info: PictureInfo
  readonly metadata: ImageMetadata
  /** The image file under the tiles; null where the tiles are the whole picture. */
  readonly source: string | null
  /** By the number of the tile, row by row. */
  readonly tiles: ReadonlyMap<number, TilePlace>
}

/** Name of the file that a picture's record is in. */
export function recordName(id: string): string {
  return `${id}.json`
}

/** Every file that the samples of the picture are read from. */
export function filesOf(record: PictureRecord): readonly string[] {
  const tileFiles = [...record.tiles.values()].map(({ file }) => file)
  return [...new Set([...(record.source === null ? [] : [record.source]), ...tileFiles])]
}

export function printRecord({ info, metadata, source, tiles }: PictureRecord): string {
  const files = [...new Set([...tiles.values()].map(({ file }) => file))]
  const { exif, xmp, icc, density = null } = metadata
  return JSON.stringify({
    version: 1,
    ...info,
    exif: base64(exif),
    xmp: base64(xmp),
    icc: base64(icc),
    density,
    source,
    files,
    tiles: [...tiles].map(([tile, at]) => [tile, files.indexOf(at.file), at.offset, at.length]),
  })
}

const remedy = 'open the original picture again'

/** Throws UserError naming `file` where the text is not a record. */
export function parseRecord(text: string, file: string): PictureRecord {
  const fields = new JsonFields(parseJson(text, file), file, remedy)
  fields.integer('version', { min: 1, max: 1 })
  const info = parseInfo(fields)
  const sourceName = fields.take('source')
  const source = sourceName === null ? null : fileName(fields, 'source', sourceName)
  const tiles = parseTiles(fields, countTiles(info))
  if (source === null && tiles.size < countTiles(info)) {
    throw fields.wrong('tiles', 'do not cover the picture')
  }
  return { info, metadata: parseMetadata(fields), source, tiles }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new UserError(`${file} is damaged; ${remedy}`, { cause })
  }
}

function parseInfo(fields: JsonFields): PictureInfo {
  const width = fields.integer('width', { min: 1, max: maxPixels })
  const height = fields.integer('height', { min: 1, max: Math.floor(maxPixels / width) })
  const channels = ([1, 2, 3, 4] as const).find((count) => count === fields.take('channels'))
  const depth = ([8, 16] as const).find((bits) => bits === fields.take('depth'))
  if (channels === undefined) throw fields.wrong('channels', 'is not 1 to 4')
  if (depth === undefined) throw fields.wrong('depth', 'is neither 8 nor 16')
  return {
    id: fields.text('id'),
    name: fields.text('name'),
    width,
    height,
    channels,
    depth,
    hash: fields.text('hash'),
    format: fields.take('format') === null ? null : fields.text('format'),
    profile: fields.text('profile'),
  }
}

function parseMetadata(fields: JsonFields): ImageMetadata {
  const bytes = (key: 'exif' | 'xmp' | 'icc') =>
    fields.take(key) === null
      ? {}
      : { [key]: new Uint8Array(Buffer.from(fields.text(key), 'base64')) }
  const density = fields.take('density') === null ? {} : { density: fields.number('density') }
  return { ...bytes('exif'), ...bytes('xmp'), ...bytes('icc'), ...density }
}

function parseTiles(fields: JsonFields, count: number): ReadonlyMap<number, TilePlace> {
  const names = fields.take('files')
  if (!Array.isArray(names)) throw fields.wrong('files', 'is not a list')
  const files = names.map((name: unknown) => fileName(fields, 'files', name))
  return new Map(
    fields.integerLists('tiles').map(([tile = -1, at = -1, offset = -1, length = -1]) => {
      const file = files[at]
      if (file === undefined || tile < 0 || tile >= count || offset < 0 || length < 0) {
        throw fields.wrong('tiles', 'name what does not exist')
      }
      return [tile, { file, offset, length }]
    }),
  )
}

/** Files are called after what is in them, so a name never leads to another folder. */
function fileName(fields: JsonFields, key: string, name: unknown): string {
  if (typeof name === 'string' && /^[0-9a-f]{64}\.(source|tiles)$/.test(name)) return name
  throw fields.wrong(key, 'is not the name of a file with samples')
}

function base64(bytes: Uint8Array | undefined): string | null {
  return bytes === undefined ? null : Buffer.from(bytes).toString('base64')
}
