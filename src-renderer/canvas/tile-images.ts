/**
 * Tiles as images for the screen, made by a worker. Keeps none of them.
 */
import type { Tile } from '../../src-shared/contract/pictures-api.ts'
import type { TileAnswer, TileOrder } from './tile-worker.ts'

export interface TileImages {
  readonly make: (tile: Tile) => Promise<ImageBitmap>
  /** Ends the worker; images on the way never arrive. */
  readonly close: () => void
}

interface Waiting {
  readonly resolve: (image: ImageBitmap) => void
  readonly reject: (error: Error) => void
}

export function createTileImages(): TileImages {
  const worker = new Worker(new URL('./tile-worker.ts', import.meta.url), { type: 'module' })
  const waiting = new Map<number, Waiting>()
  let last = 0
  worker.onmessage = ({ data }: MessageEvent<TileAnswer>) => {
    const asked = waiting.get(data.id)
    waiting.delete(data.id)
    if ('image' in data) asked?.resolve(data.image)
    else asked?.reject(new Error(data.error))
  }
  worker.onerror = () => {
    for (const { reject } of waiting.values()) reject(new Error('The picture cannot be drawn.'))
    waiting.clear()
  }
  return {
    make: (tile) =>
      new Promise((resolve, reject) => {
        const order: TileOrder = { id: ++last, tile }
        waiting.set(order.id, { resolve, reject })
        worker.postMessage(order)
      }),
    close: () => worker.terminate(),
  }
}
