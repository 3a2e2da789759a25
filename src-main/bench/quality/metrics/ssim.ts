/**
 * Structural similarity of Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment" (2004), on luma.
 * Written here because the packages that compute it have been unkept since 2020; nothing is downsampled.
 */
import { isGrey, whiteLevel } from '../../../../src-shared/tensor/pixels.ts'
import type { PixelImage } from '../../../../src-shared/tensor/pixels.ts'
import { requireAlike } from './psnr.ts'

const SIDE = 11
const SIGMA = 1.5
const K1 = 0.01
const K2 = 0.03

/** A plane of numbers, row by row. */
interface Plane {
  readonly width: number
  readonly height: number
  readonly data: Float64Array
}

/**
 * Mean of the SSIM map over all 11x11 windows that lie inside the pictures; 1 for equal pictures.
 * With `where` (grey, same size), only windows around a pixel that is not black there count; NaN when there is none.
 */
export function ssim(a: PixelImage, b: PixelImage, where?: PixelImage): number {
  requireAlike(a, b)
  if (Math.min(a.width, a.height) < SIDE) {
    throw new RangeError(`SSIM needs at least ${SIDE} pixels a side`)
  }
  const map = ssimMap(luma(a), luma(b), whiteLevel(a.depth))
  let sum = 0
  let count = 0
  for (let i = 0; i < map.data.length; i++) {
    if (where && !isMarked(where, map.width, i)) continue
    sum += map.data[i] ?? 0
    count++
  }
  return sum / count
}

/** Equation (13) of the paper for every window. */
function ssimMap(x: Plane, y: Plane, white: number): Plane {
  const c1 = (K1 * white) ** 2
  const c2 = (K2 * white) ** 2
  const meanX = blur(x)
  const meanY = blur(y)
  const squareX = blur(product(x, x))
  const squareY = blur(product(y, y))
  const cross = blur(product(x, y))
  const data = meanX.data.map((mx, i) => {
    const my = at(meanY, i)
    const varianceX = at(squareX, i) - mx * mx
    const varianceY = at(squareY, i) - my * my
    const covariance = at(cross, i) - mx * my
    return (
      ((2 * mx * my + c1) * (2 * covariance + c2)) /
      ((mx * mx + my * my + c1) * (varianceX + varianceY + c2))
    )
  })
  return { ...meanX, data }
}

const at = (plane: Plane, i: number) => plane.data[i] ?? NaN

function isMarked(where: PixelImage, mapWidth: number, i: number): boolean {
  const x = (i % mapWidth) + (SIDE - 1) / 2
  const y = Math.floor(i / mapWidth) + (SIDE - 1) / 2
  return where.data[(y * where.width + x) * where.channels] !== 0
}

/** Rec. 601 luma in sample values. */
function luma({ width, height, channels, data, ...image }: PixelImage): Plane {
  const grey = isGrey({ width, height, channels, data, ...image })
  const plane = Float64Array.from({ length: width * height }, (_, i) => {
    const red = data[i * channels] ?? 0
    if (grey) return red
    return (
      0.299 * red + 0.587 * (data[i * channels + 1] ?? 0) + 0.114 * (data[i * channels + 2] ?? 0)
    )
  })
  return { width, height, data: plane }
}

function product(a: Plane, b: Plane): Plane {
  return { ...a, data: a.data.map((value, i) => value * at(b, i)) }
}

/** Gaussian window of unit sum, sigma 1.5. */
const WINDOW = (() => {
  const weights = Array.from({ length: SIDE }, (_, i) =>
    Math.exp(-((i - (SIDE - 1) / 2) ** 2) / (2 * SIGMA ** 2)),
  )
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
})()

/** The plane under the separable Gaussian window, where the window lies inside. */
function blur(plane: Plane): Plane {
  const { width, height } = plane
  const rows = slide(plane, { width: width - SIDE + 1, height }, 1)
  return slide(rows, { width: rows.width, height: height - SIDE + 1 }, rows.width)
}

function slide(plane: Plane, size: { width: number; height: number }, stride: number): Plane {
  const data = new Float64Array(size.width * size.height)
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const start = y * plane.width + x
      let sum = 0
      for (let k = 0; k < SIDE; k++) sum += (WINDOW[k] ?? 0) * at(plane, start + k * stride)
      data[y * size.width + x] = sum
    }
  }
  return { ...size, data }
}
