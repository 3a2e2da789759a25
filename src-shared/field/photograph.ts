/**
 * Reads parts of a photograph as fields, at full size or reduced, without ever holding all of it as
 * numbers. Beyond its edges a photograph is mirrored.
 */
import { alphaToTensor, pixelsToTensor, wholeOf } from '../tensor/pixels.ts'
import type { PixelImage, Region } from '../tensor/pixels.ts'
import { zeros } from '../tensor/tensor.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { mirror } from './pyramid.ts'
import { intersect } from './regions.ts'

/** The colours [1, 3, H, W] in [-1, 1] of `region`, counted in blocks of `shrink` x `shrink` pixels. */
export function readField(image: PixelImage, region: Region, shrink = 1): Tensor {
  const read = (rows: Region) => pixelsToTensor(image, rows)
  return scaled(readSums(image, { region, shrink, read }), 1 / shrink ** 2)
}

/** Opacity [1, 1, H, W] in [0, 1] of `region`, counted in blocks. */
export function readAlpha(image: PixelImage, region: Region, shrink = 1): Tensor {
  const read = (rows: Region) => alphaToTensor(image, rows)
  return scaled(readSums(image, { region, shrink, read }), 1 / shrink ** 2)
}

/** 1 for every block of `region` that holds a pixel to be replaced (above black), else 0: [1, 1, H, W]. */
export function readHole(mask: PixelImage, region: Region, shrink = 1): Tensor {
  const { width, height } = region
  const data = new Float32Array(width * height)
  if (shrink === 1 && isInside(region, mask)) {
    for (let y = 0; y < height; y++) {
      const row = data.subarray(y * width, (y + 1) * width)
      readHoleRow(row, mask.data, (region.y + y) * mask.width + region.x)
    }
    return { shape: [1, 1, height, width], data }
  }
  const columns = mirroredColumns(mask, region, shrink)
  for (let line = 0; line < height * shrink; line++) {
    const row = mirror(region.y * shrink + line, mask.height) * mask.width
    const target = Math.floor(line / shrink) * width
    for (let i = 0; i < columns.length; i++) {
      if (mask.data[row + columns[i]] > 0) data[target + Math.floor(i / shrink)] = 1
    }
  }
  return { shape: [1, 1, height, width], data }
}

function readHoleRow(row: Float32Array, mask: PixelImage['data'], first: number): void {
  for (let x = 0; x < row.length; x++) row[x] = mask[first + x] > 0 ? 1 : 0
}

interface Reading {
  readonly region: Region
  readonly shrink: number
  readonly read: (rows: Region) => Tensor
}

function isInside(region: Region, image: PixelImage): boolean {
  const inside = intersect(region, wholeOf(image))
  return inside.width === region.width && inside.height === region.height
}

/** For each column of pixels of a region counted in blocks, the column of the picture. */
function mirroredColumns(image: PixelImage, region: Region, shrink: number): Int32Array {
  const columns = new Int32Array(region.width * shrink)
  for (let i = 0; i < columns.length; i++) columns[i] = mirror(region.x * shrink + i, image.width)
  return columns
}

/** Sums over blocks, read row by row; at once where there is nothing to add or to mirror. */
function readSums(image: PixelImage, { region, shrink, read }: Reading): Tensor {
  const { width, height } = region
  if (shrink === 1 && isInside(region, image)) return read(region)
  const columns = mirroredColumns(image, region, shrink)
  const left = columns.reduce((a, b) => Math.min(a, b), image.width)
  const right = columns.reduce((a, b) => Math.max(a, b), 0) + 1
  let sums: Tensor | undefined
  for (let line = 0; line < height * shrink; line++) {
    const y = mirror(region.y * shrink + line, image.height)
    const row = read({ x: left, y, width: right - left, height: 1 })
    sums ??= zeros([1, row.shape[1], height, width])
    for (let c = 0; c < row.shape[1]; c++) {
      const target = (c * height + Math.floor(line / shrink)) * width
      const source = c * (right - left) - left
      for (let i = 0; i < columns.length; i++) {
        sums.data[target + Math.floor(i / shrink)] += row.data[source + columns[i]]
      }
    }
  }
  return sums ?? zeros([1, 0, height, width])
}

function scaled(x: Tensor, factor: number): Tensor {
  if (factor !== 1) for (let i = 0; i < x.data.length; i++) x.data[i] *= factor
  return x
}
