/**
 * A picture of any size by a formula, cut into tiles beforehand, so that giving one out costs nothing.
 */
import { TILE_SIZE } from '../../../src-shared/contract/pictures-api.ts'
import type { PictureInfo, Tile, TileRequest } from '../../../src-shared/contract/pictures-api.ts'
import type { TileSource } from '../../../src-renderer/canvas/tile-cache.ts'
import {
  coarsestLevel,
  regionOfTile,
  visibleTiles,
} from '../../../src-renderer/kernels/picture-tiles.ts'

/** Milliseconds that a tile takes to arrive. */
const LATENCY = 4

export function syntheticTiles(picture: PictureInfo): TileSource {
  const tiles = new Map<string, Tile>()
  const keyOf = ({ level, column, row }: TileRequest) => `${level}/${column}/${row}`
  const whole = { zoom: 1, x: 0, y: 0, width: picture.width, height: picture.height }
  for (let level = 0; level <= coarsestLevel(picture); level++) {
    for (const request of visibleTiles(picture, whole, level)) {
      tiles.set(keyOf(request), drawTile(picture, request))
    }
  }
  return {
    tile: async (request) => {
      await new Promise((resolve) => setTimeout(resolve, LATENCY))
      const tile = tiles.get(keyOf(request))
      if (tile === undefined) throw new RangeError(`no tile ${keyOf(request)}`)
      return tile
    },
  }
}

function drawTile(picture: PictureInfo, request: TileRequest): Tile {
  const scale = 2 ** request.level
  const region = regionOfTile(picture, request)
  const width = Math.min(TILE_SIZE, Math.ceil(region.width / scale))
  const height = Math.min(TILE_SIZE, Math.ceil(region.height / scale))
  const rgba = new Uint8Array(4 * width * height).fill(255)
  for (let row = 0; row < height; row++) {
    const y = region.y + row * scale
    const wave = Math.sin(y / 331) + Math.sin(y / 41)
    for (let column = 0; column < width; column++) {
      const x = region.x + column * scale
      const at = 4 * (row * width + column)
      const shade = 60 * Math.sin(x / 211 + wave) + 20 * Math.sin((x * 3 + y) / 23)
      rgba[at] = 110 + shade + (60 * x) / picture.width
      rgba[at + 1] = 120 + shade
      rgba[at + 2] = 140 + shade - (60 * y) / picture.height
    }
  }
  return { width, height, rgba }
}
