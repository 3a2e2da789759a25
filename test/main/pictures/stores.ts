/**
 * Stores and services over folders that are gone after the test.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { openPictureStore } from '../../../src-main/pictures/open-picture-store.ts'
import type { PictureStore } from '../../../src-main/pictures/picture-store.ts'
import { createPicturesService } from '../../../src-main/pictures/pictures-service.ts'
import type { PicturesService } from '../../../src-main/pictures/pictures-service.ts'
import type { Region, PixelImage } from '../../../src-shared/tensor/pixels.ts'
import { temporaryFolder } from '../images/pictures.ts'

export interface Pictures {
  readonly folder: string
  readonly store: PictureStore
  readonly service: PicturesService
}

/** A store and a service, over an empty folder if none is given. */
export async function openPictures(
  folder = temporaryFolder(),
  memory = 2 ** 28,
): Promise<Pictures> {
  const store = await openPictureStore({ folder, memory })
  return { folder, store, service: createPicturesService({ store, samples: 'assets/photographs' }) }
}

/** Bytes of all files in a folder. */
export function bytesIn(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
}

/** A copy in which every sample of the region is the opposite. */
export function invertWithin(image: PixelImage, region: Region): PixelImage {
  const copy = { ...image, data: image.data.slice() }
  const white = image.depth === 8 ? 255 : 65535
  for (let y = region.y; y < region.y + region.height; y++) {
    const row = (y * image.width + region.x) * image.channels
    for (let i = row; i < row + region.width * image.channels; i++) {
      copy.data[i] = white - (image.data[i] ?? 0)
    }
  }
  return copy
}
