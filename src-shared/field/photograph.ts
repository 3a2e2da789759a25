/**
 * Reads parts of a photograph as fields, at full size or reduced, without ever holding all of it as
 * numbers. Beyond its edges a photograph is mirrored.
 */
import { alphaToTensor, brightnessToTensor, pixelsToTensor } from '../tensor/pixels.ts'
import type { PixelImage, Region } from '../tensor/pixels.ts'
import { zeros } from '../tensor/tensor.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { mirror } from './pyramid.ts'

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
  const read = (rows: Region) => brightnessToTensor(mask, rows)
  const sums = readSums(mask, { region, shrink, read })
  for (let i = 0; i < sums.data.length; i++) sums.data[i] = sums.data[i] > 0 ? 1 : 0
  return sums
}

interface Reading {
  readonly region: Region
  readonly shrink: number
  readonly read: (rows: Region) => Tensor
}

/** Sums over blocks, read row by row. */
function readSums(image: PixelImage, { region, shrink, read }: Reading): Tensor {
  const { width, height } = region
  const columns = Int32Array.from({ length: width * shrink }, (_, i) =>
    mirror(region.x * shrink + i, image.width),
  )
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
