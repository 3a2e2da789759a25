/**
 * The tiles of pictures as images for the screen, as many as fit a budget of bytes; those not used longest go first.
 * Knows neither the canvas nor the engine: where tiles come from and how they become images is handed in.
 */
import type { Tile, TileRequest } from '../../src-shared/contract/pictures-api.ts'

export interface TileSource {
  tile(request: TileRequest): Promise<Tile>
}

/** An image that holds memory until it is closed, such as an ImageBitmap. */
export interface TileImage {
  readonly width: number
  readonly height: number
  close(): void
}

export interface TileCacheOptions<Image> {
  readonly source: TileSource
  readonly toImage: (tile: Tile) => Promise<Image>
  /** Bytes of images that are kept at most; what is wanted at the moment is kept in any case. */
  readonly budget: number
  /** Requests under way at the same time. */
  readonly parallel: number
  readonly onLoaded: (request: TileRequest) => void
  readonly onFailed: (error: unknown) => void
}

export interface TileCache<Image> {
  /** The image if it is there; asks for nothing. */
  readonly get: (request: TileRequest) => Image | null
  /** Says what is to be loaded next, most important first; what was wanted before and is not yet asked for is dropped. */
  readonly want: (requests: readonly TileRequest[]) => void
  /** Bytes of the images that are kept. */
  readonly bytes: () => number
  readonly close: () => void
}

const keyOf = ({ id, level, column, row }: TileRequest): string => `${id}/${level}/${column}/${row}`

const bytesOf = ({ width, height }: TileImage): number => 4 * width * height

/** Images in the order of use, the one used last at the end. */
interface Kept<Image> {
  readonly images: Map<string, Image>
  bytes: number
}

export function createTileCache<Image extends TileImage>(
  options: TileCacheOptions<Image>,
): TileCache<Image> {
  const kept: Kept<Image> = { images: new Map(), bytes: 0 }
  const loading = new Set<string>()
  const failed = new Set<string>()
  let wanted: readonly TileRequest[] = []
  let closed = false

  async function load(request: TileRequest): Promise<void> {
    const key = keyOf(request)
    loading.add(key)
    try {
      const image = await options.toImage(await options.source.tile(request))
      if (closed) return image.close()
      keep(kept, key, image)
      trim(kept, options.budget, new Set(wanted.map(keyOf)))
      options.onLoaded(request)
    } catch (error) {
      failed.add(key) // asked for again only when it is wanted anew
      if (!closed) options.onFailed(error)
    } finally {
      loading.delete(key)
      pump()
    }
  }

  function pump(): void {
    for (const request of wanted) {
      if (closed || loading.size >= options.parallel) return
      const key = keyOf(request)
      if (!kept.images.has(key) && !loading.has(key) && !failed.has(key)) void load(request)
    }
  }

  function want(requests: readonly TileRequest[]): void {
    wanted = requests
    const keys = new Set(requests.map(keyOf))
    for (const key of failed) if (!keys.has(key)) failed.delete(key)
    pump()
  }

  return {
    get: (request) => touch(kept, keyOf(request)),
    want,
    bytes: () => kept.bytes,
    close: () => {
      closed = true
      trim(kept, 0, new Set())
    },
  }
}

function touch<Image>({ images }: Kept<Image>, key: string): Image | null {
  const image = images.get(key)
  if (image === undefined) return null
  images.delete(key)
  images.set(key, image)
  return image
}

function keep<Image extends TileImage>(kept: Kept<Image>, key: string, image: Image): void {
  kept.images.set(key, image)
  kept.bytes += bytesOf(image)
}

function trim<Image extends TileImage>(
  kept: Kept<Image>,
  budget: number,
  needed: ReadonlySet<string>,
): void {
  for (const [key, image] of kept.images) {
    if (kept.bytes <= budget) return
    if (needed.has(key)) continue
    kept.images.delete(key)
    kept.bytes -= bytesOf(image)
    image.close()
  }
}
