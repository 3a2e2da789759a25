/**
 * Tiles of samples in the files of a store: packed one after the other, read one by one.
 * Which tiles have to be written is the store's affair.
 */
import { open } from 'node:fs/promises'
import type { PixelImage } from '../../src-shared/tensor/pixels.ts'
import type { PictureFiles } from './picture-files.ts'
import type { TilePlace } from './picture-record.ts'
import { packTile, unpackTile } from './sample-tiles.ts'

/** Tiles that are worked on at a time. */
const BATCH = 8

/** Writes the tiles into one new file, and says where each of them is; no file for no tiles. */
export async function writeTiles(
  files: PictureFiles,
  image: PixelImage,
  tiles: readonly number[],
): Promise<ReadonlyMap<number, TilePlace>> {
  if (tiles.length === 0) return new Map()
  const lengths: number[] = []
  const file = await files.write(packTiles(image, tiles, lengths), 'tiles')
  let end = 0
  return new Map(
    tiles.map((tile, i) => {
      const length = lengths[i] ?? 0
      end += length
      return [tile, { file, offset: end - length, length }]
    }),
  )
}

async function* packTiles(
  image: PixelImage,
  tiles: readonly number[],
  lengths: number[],
): AsyncGenerator<Uint8Array> {
  for (const batch of batchesOf(tiles)) {
    for (const packed of await Promise.all(batch.map((tile) => packTile(image, tile)))) {
      lengths.push(packed.length)
      yield packed
    }
  }
}

/** Writes the tiles at `places` into `image`. Rejects where a file is not what was written. */
export async function readTiles(
  files: PictureFiles,
  image: PixelImage,
  places: ReadonlyMap<number, TilePlace>,
): Promise<void> {
  const all = [...places]
  for (const name of new Set(all.map(([, place]) => place.file))) {
    const tiles = all.filter(([, place]) => place.file === name)
    const file = await open(files.path(name))
    try {
      for (const batch of batchesOf(tiles)) {
        await Promise.all(
          batch.map(async ([tile, { offset, length }]) => {
            const { buffer } = await file.read(Buffer.alloc(length), 0, length, offset)
            await unpackTile(image, tile, buffer)
          }),
        )
      }
    } finally {
      await file.close()
    }
  }
}

function* batchesOf<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let i = 0; i < items.length; i += BATCH) yield items.slice(i, i + BATCH)
}
