/**
 * The worker that turns samples of tiles into images, away from the thread that draws. Holds nothing.
 */
import type { Tile } from '../../src-shared/contract/pictures-api.ts'

/** A tile to be turned into an image, and the number to answer with. */
export interface TileOrder {
  readonly id: number
  readonly tile: Tile
}

/** The image, or why there is none. */
export type TileAnswer =
  | { readonly id: number; readonly image: ImageBitmap }
  | { readonly id: number; readonly error: string }

async function answer({ id, tile }: TileOrder): Promise<void> {
  try {
    const { buffer, byteOffset, byteLength } = new Uint8Array(tile.rgba)
    const samples = new Uint8ClampedArray(buffer, byteOffset, byteLength)
    const image = await createImageBitmap(new ImageData(samples, tile.width, tile.height))
    postMessage({ id, image } satisfies TileAnswer, { transfer: [image] })
  } catch (error) {
    postMessage({ id, error: String(error) } satisfies TileAnswer)
  }
}

addEventListener('message', (event: MessageEvent<TileOrder>) => void answer(event.data))
