/** What the page shows of pictures: tiles, small views, selections that the engine makes. */
import { defineStore } from 'pinia'
import type {
  PictureId,
  SelectRequest,
  TileRequest,
} from '../../src-shared/contract/pictures-api.ts'
import { useApi } from './api.ts'

export const usePictures = defineStore('pictures', () => {
  const api = useApi()
  return {
    tile: (request: TileRequest) => api.pictures.tile(request),
    select: (request: SelectRequest) => api.pictures.select(request),
    /** Longest side in pixels. */
    thumbnail: (id: PictureId, side: number) => api.pictures.thumbnail({ id, side }),
  }
})
