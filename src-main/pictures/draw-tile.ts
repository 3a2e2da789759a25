/**
 * Pictures as the screen shows them: one tile at one level, or the whole as a thumbnail.
 * Reads samples and profile, keeps nothing.
 */
import { TILE_SIZE, type Tile, type TileRequest } from '../../src-shared/contract/pictures-api.ts'
import { emptyImage, hasAlpha, isGrey, type PixelImage } from '../../src-shared/tensor/pixels.ts'
import { toScreenColours } from '../images/screen-colours.ts'
import { averageBoxes, type Boxes } from './average-boxes.ts'
import { ownProfile } from './own-profile.ts'
import type { StoredPicture } from './picture-store.ts'

/**
 * The tile as sRGB. A level is as wide and high as the picture divided by 2^level, rounded up: its last pixel may
 * cover less than a whole one. Throws RangeError for a tile that the level does not have.
 */
export async function drawTile(
  picture: StoredPicture,
  { level, column, row }: Omit<TileRequest, 'id'>,
): Promise<Tile> {
  const { width, height } = picture.image
  return draw(picture, {
    columns: tileEdges(width, level, column),
    rows: tileEdges(height, level, row),
  })
}

/** Where the pixels of a tile begin among those at full size, along one axis. */
function tileEdges(length: number, level: number, tile: number): number[] {
  const factor = 2 ** level
  const pixels = Math.ceil(length / factor)
  const count = Math.min(pixels - tile * TILE_SIZE, TILE_SIZE)
  if (count <= 0) throw new RangeError(`there is no tile ${tile} at level ${level}`)
  return Array.from({ length: count + 1 }, (_, i) =>
    Math.min((tile * TILE_SIZE + i) * factor, length),
  )
}

/** The whole picture as sRGB, its longer side at most `side` pixels. */
export async function drawThumbnail(picture: StoredPicture, side: number): Promise<Tile> {
  const { width, height } = picture.image
  const scale = Math.min(side / Math.max(width, height), 1)
  return draw(picture, { columns: evenEdges(width, scale), rows: evenEdges(height, scale) })
}

function evenEdges(length: number, scale: number): number[] {
  const count = Math.max(Math.round(length * scale), 1)
  return Array.from({ length: count + 1 }, (_, i) => Math.round((i * length) / count))
}

async function draw(picture: StoredPicture, boxes: Boxes): Promise<Tile> {
  const small = averageBoxes(picture.image, boxes)
  const { width, height } = small
  const icc = ownProfile(picture)
  const rgba = new Uint8Array(4 * width * height)
  const colours = icc
    ? { data: await toScreenColours(withoutAlpha(small), icc), step: 3, grey: false }
    : { data: small.data, step: small.channels, grey: isGrey(small) }
  for (let from = 0, to = 0; to < rgba.length; from += colours.step, to += 4) {
    rgba[to] = colours.data[from] ?? 0
    rgba[to + 1] = colours.data[colours.grey ? from : from + 1] ?? 0
    rgba[to + 2] = colours.data[colours.grey ? from : from + 2] ?? 0
    rgba[to + 3] = 255
  }
  if (hasAlpha(small)) copyAlpha(small, rgba)
  return { width, height, rgba }
}

function copyAlpha({ data, channels }: PixelImage, rgba: Uint8Array): void {
  for (let from = channels - 1, to = 3; to < rgba.length; from += channels, to += 4) {
    rgba[to] = data[from] ?? 0
  }
}

function withoutAlpha(image: PixelImage): PixelImage {
  if (!hasAlpha(image)) return image
  const colours = isGrey(image) ? 1 : 3
  const opaque = emptyImage(image, colours, image.depth)
  for (let from = 0, to = 0; to < opaque.data.length; from += image.channels, to += colours) {
    for (let c = 0; c < colours; c++) opaque.data[to + c] = image.data[from + c] ?? 0
  }
  return opaque
}
