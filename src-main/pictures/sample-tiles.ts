/**
 * Samples of a picture cut into tiles, so that only those that an edit changed have to be kept.
 * Knows samples and bytes, not where these are stored.
 */
import { promisify } from 'node:util'
import { constants, deflateRaw, inflateRaw } from 'node:zlib'
import { intersect } from '../../src-shared/field/regions.ts'
import { wholeOf } from '../../src-shared/tensor/pixels.ts'
import type { PixelImage, Region } from '../../src-shared/tensor/pixels.ts'

/** Side of a tile in pixels; those at the right and lower edge are smaller. */
const SIDE = 256

type Size = Pick<PixelImage, 'width' | 'height'>

export function countTiles({ width, height }: Size): number {
  return Math.ceil(width / SIDE) * Math.ceil(height / SIDE)
}

/** Numbers of the tiles, row by row, that share pixels with `region`. */
export function tilesWithin(image: Size, region: Region): number[] {
  const all = Array.from({ length: countTiles(image) }, (_, tile) => tile)
  return all.filter((tile) => {
    const { width, height } = intersect(tileRegion(image, tile), region)
    return width > 0 && height > 0
  })
}

function tileRegion(image: Size, tile: number): Region {
  const columns = Math.ceil(image.width / SIDE)
  const [x, y] = [(tile % columns) * SIDE, Math.floor(tile / columns) * SIDE]
  return intersect({ x, y, width: SIDE, height: SIDE }, wholeOf(image))
}

/** True if any sample of the tile differs between two images of the same kind. */
export function tileDiffers(a: PixelImage, b: PixelImage, tile: number): boolean {
  return rowsOf(a, tile).some(([start, end]) => {
    const [one, other] = [
      bytesOf(a.data.subarray(start, end)),
      bytesOf(b.data.subarray(start, end)),
    ]
    return Buffer.compare(one, other) !== 0
  })
}

const deflate = promisify(deflateRaw)
const inflate = promisify(inflateRaw)

/** The samples of a tile as compressed differences from the sample before: photographs pack better so. */
export async function packTile(image: PixelImage, tile: number): Promise<Uint8Array> {
  const { channels, data } = image
  const rows = rowsOf(image, tile)
  const differences = samplesFor(image, rows)
  let at = 0
  for (const [start, end] of rows) {
    for (let i = start; i < end; i++) {
      const before = i < start + channels ? 0 : (data[i - channels] ?? 0)
      differences[at++] = (data[i] ?? 0) - before
    }
  }
  // Looking for repetitions takes three times as long and finds none in photographs.
  return deflate(bytesOf(differences), { level: 1, strategy: constants.Z_RLE })
}

/** Writes the samples that packTile() packed into `image`. Rejects where they are not a tile of it. */
export async function unpackTile(
  image: PixelImage,
  tile: number,
  packed: Uint8Array,
): Promise<void> {
  const { channels, data } = image
  const rows = rowsOf(image, tile)
  const differences = samplesFor(image, rows)
  const bytes = await inflate(packed, { maxOutputLength: differences.byteLength })
  if (bytes.length !== differences.byteLength) throw new RangeError('a tile has too few samples')
  bytesOf(differences).set(bytes)
  let at = 0
  for (const [start, end] of rows) {
    for (let i = start; i < end; i++) {
      const before = i < start + channels ? 0 : (data[i - channels] ?? 0)
      data[i] = (differences[at++] ?? 0) + before // both kinds of array wrap around
    }
  }
}

/** The bytes that samples lie in, not copied. */
export function bytesOf(samples: Uint8Array | Uint16Array): Buffer {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
}

/** First and end of the samples of each row of a tile. */
function rowsOf(image: PixelImage, tile: number): (readonly [start: number, end: number])[] {
  const { x, y, width, height } = tileRegion(image, tile)
  return Array.from({ length: height }, (_, row) => {
    const start = ((y + row) * image.width + x) * image.channels
    return [start, start + width * image.channels] as const
  })
}

function samplesFor(
  image: PixelImage,
  rows: readonly (readonly [start: number, end: number])[],
): Uint8Array | Uint16Array {
  const count = rows.reduce((sum, [start, end]) => sum + end - start, 0)
  return image.depth === 8 ? new Uint8Array(count) : new Uint16Array(count)
}
