/**
 * What the engine answers about pictures: the contract's PicturesApi over a picture store, with files already resolved
 * to paths. Joins the store with the pure functions beside it; decides nothing itself.
 */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type {
  ExportRequest,
  PictureInfo,
  PicturesApi,
  PictureSource,
  Tile,
  TileRequest,
  Transform,
} from '../../src-shared/contract/pictures-api.ts'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { hasAlpha, isGrey, whiteLevel, type PixelImage } from '../../src-shared/tensor/pixels.ts'
import { maxPixels } from '../images/codec.ts'
import { checkHolds, encodeBytes } from '../images/encode.ts'
import { resizeImage } from '../images/resize.ts'
import { ByteCache } from './byte-cache.ts'
import { drawThumbnail, drawTile } from './draw-tile.ts'
import { imageOfMask, maskOfImage } from './mask-image.ts'
import { paintedRegion, paintOver } from './paint-over.ts'
import type { PictureStore, StoredPicture } from './picture-store.ts'
import { selectPixels } from './select-pixels.ts'
import { turnPicture } from './turn-picture.ts'

/** Where samples come from once the host has looked up what was granted. */
export type ResolvedSource =
  | Exclude<PictureSource, { readonly kind: 'grant' }>
  | { readonly kind: 'path'; readonly path: string }

/** PicturesApi as the engine answers it: paths instead of grants. */
export interface PicturesService extends Omit<PicturesApi, 'open' | 'openMask'> {
  open(source: ResolvedSource): Promise<PictureInfo>
  openMask(request: {
    readonly source: ResolvedSource
    readonly width: number
    readonly height: number
  }): ReturnType<PicturesApi['openMask']>
}

export interface PicturesOptions {
  readonly store: PictureStore
  /** Folder of the sample photographs. */
  readonly samples: string
  /** Bytes of drawn tiles that may stay in memory; 128 MiB if not given. */
  readonly tileMemory?: number
}

export function createPicturesService(options: PicturesOptions): PicturesService {
  const { store, samples, tileMemory = 2 ** 27 } = options
  const tiles = new ByteCache<string, Tile>(tileMemory, ({ rgba }) => rgba.byteLength)
  const open = async (source: ResolvedSource) => openSource(store, samples, source)
  return {
    open,
    info: async (id) => store.info(id),
    tile: async (request) => cachedTile(tiles, store, request),
    thumbnail: async ({ id, side }) => drawThumbnail(await store.get(id), side),
    colourAt: async ({ id, x, y }) => colourAt((await store.get(id)).image, x, y),
    select: async (request) => selectPixels((await store.get(request.id)).image, request),
    export: async (request, signal) => exportPicture(await store.get(request.id), request, signal),

    transform: async ({ id, transform }) => {
      const { image, info } = await store.get(id)
      return store.add(await transformed(image, transform), { name: info.name, from: id })
    },

    paint: async ({ id, patches }) => {
      const { image, info } = await store.get(id)
      const region = paintedRegion(image, patches)
      return store.add(paintOver(image, patches), { name: info.name, from: id, region })
    },

    openMask: async ({ source, ...size }) => {
      const { id, name } = await open(source)
      try {
        return maskOfImage((await store.get(id)).image, size, name)
      } finally {
        await store.release([id])
      }
    },

    exportMask: async ({ mask, ...size }) => encodeBytes(imageOfMask(mask, size), 'png'),

    release: async (ids) => {
      tiles.deleteWhere((key) => ids.some((id) => key.startsWith(`${id}/`)))
      await store.release(ids)
    },
  }
}

async function openSource(
  store: PictureStore,
  samples: string,
  source: ResolvedSource,
): Promise<PictureInfo> {
  switch (source.kind) {
    case 'path':
      return store.open(source.path)
    case 'bytes':
      return store.openBytes(source.bytes, { name: source.name })
    case 'sample': {
      const names = await readdir(samples)
      if (names.includes(source.name)) return store.open(join(samples, source.name))
      throw new UserError(`There is no sample photograph ${source.name}; choose another one`)
    }
  }
}

async function cachedTile(
  tiles: ByteCache<string, Tile>,
  store: PictureStore,
  { id, level, column, row }: TileRequest,
): Promise<Tile> {
  const key = `${id}/${level}/${column}/${row}`
  await store.info(id) // a picture that was released has no tiles
  const tile = tiles.get(key) ?? (await drawTile(await store.get(id), { level, column, row }))
  tiles.set(key, tile)
  return tile
}

/** In the picture's own colours, which are those of paint. */
function colourAt(image: PixelImage, x: number, y: number): readonly number[] {
  const { data, width, height, channels } = image
  if (x < 0 || y < 0 || x >= width || y >= height) {
    throw new RangeError(`there is no pixel at ${x}, ${y}`)
  }
  const level = (c: number) =>
    Math.round(((data[(y * width + x) * channels + c] ?? 0) / whiteLevel(image.depth)) * 255)
  const colours = isGrey(image) ? [0, 0, 0] : [0, 1, 2]
  return [...colours.map(level), hasAlpha(image) ? level(channels - 1) : 255]
}

async function transformed(image: PixelImage, transform: Transform): Promise<PixelImage> {
  if (transform.kind !== 'resize') return turnPicture(image, transform)
  const { width, height } = transform
  if (width * height <= maxPixels) return resizeImage(image, { width, height })
  const limit = maxPixels / 1e6
  throw new UserError(sentence('pictureTooLarge', { width, height, limit }))
}

async function exportPicture(
  { image, info, metadata }: StoredPicture,
  { format, quality, keepMetadata }: ExportRequest,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  signal?.throwIfAborted()
  checkHolds(image, format, info.name)
  const { icc } = metadata
  const kept = keepMetadata ? metadata : icc ? { icc } : {}
  const bytes = await encodeBytes(image, format, { quality, metadata: kept })
  signal?.throwIfAborted()
  return bytes
}
