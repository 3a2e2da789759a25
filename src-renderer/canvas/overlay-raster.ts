/**
 * What is selected and painted, as pixels for the screen at a scale near that of the view: the selection tinted with
 * an outline of dashes, paint in its colours. Pure; costs what the asked rectangle costs, never what the picture does.
 */
import type { Region } from '../../src-shared/tensor/pixels.ts'
import type { EditorDocument } from '../document/document.ts'
import { readMask } from '../kernels/mask.ts'
import type { Colour } from '../kernels/paint-layer.ts'
import { GRID_TILE, gridColumns, tilesIn } from '../kernels/tile-grid.ts'

/** How much of the accent colour covers what is selected. */
const TINT = 0.42

/** Along 3x + 2y, half of this is a dash and half a gap: no edge of a usual direction becomes a solid line. */
const DASHES = 40

type Layers = Pick<EditorDocument, 'mask' | 'paint'>

/** A rectangle of the raster at `level`, whose pixels are 2^level pixels of the picture wide. */
export interface RasterRegion extends Region {
  readonly level: number
}

/** The finest raster that has a pixel for every device pixel, but not more than eight for one of the picture. */
export function rasterLevel(zoom: number): number {
  return Math.max(-3, Math.floor(Math.log2(1 / zoom) + 1e-6))
}

/** The pixels of the picture that a rectangle of the raster shows, and those next to them. */
export function rasterToPicture({ x, y, width, height, level }: RasterRegion): Region {
  const scale = 2 ** level
  const [left, top] = [Math.floor((x - 1) * scale), Math.floor((y - 1) * scale)]
  return {
    x: left,
    y: top,
    width: Math.ceil((x + width + 1) * scale) - left,
    height: Math.ceil((y + height + 1) * scale) - top,
  }
}

/** The rectangle of the raster that a changed region of the picture shows in. */
export function pictureToRaster({ x, y, width, height }: Region, level: number): RasterRegion {
  const scale = 2 ** level
  const [left, top] = [Math.floor(x / scale) - 2, Math.floor(y / scale) - 2]
  return {
    level,
    x: left,
    y: top,
    width: Math.ceil((x + width) / scale) + 2 - left,
    height: Math.ceil((y + height) / scale) + 2 - top,
  }
}

/** True where there is nothing to show. */
export function isRasterEmpty({ mask, paint }: Layers, region: RasterRegion): boolean {
  return tilesIn(mask, rasterToPicture(region)).every(
    (index) => mask.tiles[index] === 0 && (paint.tiles[index] ?? null) === null,
  )
}

/** RGBA of a rectangle of the raster, row by row. */
export function rasterise(
  layers: Layers,
  region: RasterRegion,
  accent: Colour,
): Uint8ClampedArray<ArrayBuffer> {
  const { x, y, width, height } = region
  const coverage = sampleMask(layers.mask, region)
  const rgba = new Uint8ClampedArray(4 * width * height)
  const pixels = new Uint32Array(rgba.buffer)
  const painted = samplePaint(layers.paint, region, rgba)
  const tints = tintsOf(accent)
  const stride = width + 2
  for (let row = 0; row < height; row++) {
    let i = (row + 1) * stride + 1
    let at = row * width
    for (let column = 0; column < width; column++, i++, at++) {
      const value = coverage[i] ?? 0
      if (isOutline(coverage, i, stride) && isDash(x + column, y + row)) pixels[at] = WHITE
      else if (value === 0) continue
      else if (painted && rgba[4 * at + 3] !== 0)
        tint(rgba, 4 * at, { accent, alpha: (TINT * value) / 255 })
      else pixels[at] = tints[value] ?? 0
    }
  }
  return rgba
}

const WHITE = 0xffffffff

const isDash = (x: number, y: number): boolean => (3 * x + 2 * y) % DASHES < DASHES / 2

/** The tint of every coverage over nothing, as the four bytes of a pixel. */
function tintsOf([r, g, b]: Colour): Uint32Array {
  const bytes = new Uint8ClampedArray(4 * 256)
  for (let value = 0; value < 256; value++) bytes.set([r, g, b, TINT * value], 4 * value)
  return new Uint32Array(bytes.buffer)
}

function isOutline(coverage: Uint8Array, i: number, stride: number): boolean {
  const here = (coverage[i] ?? 0) >= 128
  return (
    (coverage[i - 1] ?? 0) >= 128 !== here ||
    (coverage[i + 1] ?? 0) >= 128 !== here ||
    (coverage[i - stride] ?? 0) >= 128 !== here ||
    (coverage[i + stride] ?? 0) >= 128 !== here
  )
}

function tint(
  rgba: Uint8ClampedArray,
  at: number,
  { accent, alpha }: { accent: Colour; alpha: number },
): void {
  const below = ((rgba[at + 3] ?? 0) / 255) * (1 - alpha)
  const whole = alpha + below
  for (let c = 0; c < 3; c++) {
    rgba[at + c] = ((accent[c] ?? 0) * alpha + (rgba[at + c] ?? 0) * below) / whole
  }
  rgba[at + 3] = 255 * whole
}

/** The picture's pixel in the middle of each pixel of the raster, along one axis; -1 outside of the picture. */
function samplePlaces(
  from: number,
  { count, level, limit }: { count: number; level: number; limit: number },
): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => {
    const at = Math.floor((from + i + 0.5) * 2 ** level)
    return at >= 0 && at < limit ? at : -1
  })
}

/** Coverage with a border of one pixel around the region. */
function sampleMask(mask: Layers['mask'], { x, y, width, height, level }: RasterRegion) {
  if (level === 0)
    return readMask(mask, { x: x - 1, y: y - 1, width: width + 2, height: height + 2 })
  const coverage = new Uint8Array((width + 2) * (height + 2))
  const columns = samplePlaces(x - 1, { count: width + 2, level, limit: mask.width })
  const rows = samplePlaces(y - 1, { count: height + 2, level, limit: mask.height })
  let i = 0
  for (const py of rows) {
    const tileRow = Math.floor(py / GRID_TILE) * gridColumns(mask)
    for (const px of columns) {
      const tile = px < 0 || py < 0 ? 0 : (mask.tiles[tileRow + (px >> 8)] ?? 0)
      coverage[i++] = typeof tile === 'number' ? tile : (tile[((py & 255) << 8) | (px & 255)] ?? 0)
    }
  }
  return coverage
}

/** False where nothing is painted. */
function samplePaint(
  paint: Layers['paint'],
  region: RasterRegion,
  rgba: Uint8ClampedArray,
): boolean {
  const painted = tilesIn(paint, rasterToPicture(region)).some(
    (i) => (paint.tiles[i] ?? null) !== null,
  )
  if (!painted) return false
  const { x, y, width, height, level } = region
  const columns = samplePlaces(x, { count: width, level, limit: paint.width })
  const rows = samplePlaces(y, { count: height, level, limit: paint.height })
  let at = 0
  for (const py of rows) {
    const tileRow = Math.floor(py / GRID_TILE) * gridColumns(paint)
    for (const px of columns) {
      const tile = px < 0 || py < 0 ? null : (paint.tiles[tileRow + (px >> 8)] ?? null)
      const from = 4 * (((py & 255) << 8) | (px & 255))
      if (tile !== null) for (let c = 0; c < 4; c++) rgba[at + c] = tile[from + c] ?? 0
      at += 4
    }
  }
  return true
}
