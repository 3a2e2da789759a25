/**
 * Enlarging and reducing by separable kernels, for baselines and for the pictures on contact sheets.
 * Written here because libvips enlarges with bicubic whatever kernel it is asked for.
 */
import { emptyImage, whiteLevel } from '../../../src-shared/tensor/pixels.ts'
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'

export interface Kernel {
  /** Half the width, in pixels of the coarser picture, outside of which the weight is 0. */
  readonly radius: number
  readonly weight: (distance: number) => number
}

/** Keys' cubic convolution with a = -1/2 (Catmull-Rom). */
export const bicubic: Kernel = {
  radius: 2,
  weight: (distance) => {
    const t = Math.abs(distance)
    if (t < 1) return 1.5 * t ** 3 - 2.5 * t ** 2 + 1
    return t < 2 ? -0.5 * t ** 3 + 2.5 * t ** 2 - 4 * t + 2 : 0
  },
}

/** sinc(t) sinc(t / 3) for |t| < 3. */
export const lanczos3: Kernel = {
  radius: 3,
  weight: (distance) => (Math.abs(distance) < 3 ? sinc(distance) * sinc(distance / 3) : 0),
}

function sinc(t: number): number {
  return t === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t)
}

/** The picture at another size; edges are repeated, weights sum to one, samples are rounded and clamped. */
export function resample(
  image: PixelImage,
  size: Pick<PixelImage, 'width' | 'height'>,
  kernel: Kernel,
): PixelImage {
  const { channels, depth } = image
  const across = taps(image.width, size.width, kernel)
  const down = taps(image.height, size.height, kernel)
  const rows = new Float64Array(size.width * image.height * channels)
  for (let y = 0; y < image.height; y++) {
    const line = { from: image.data, start: y * image.width * channels, step: channels }
    for (let x = 0; x < size.width; x++) {
      for (let c = 0; c < channels; c++) {
        rows[(y * size.width + x) * channels + c] = weigh(across[x], line, c)
      }
    }
  }
  const result = emptyImage(size, channels, depth)
  const white = whiteLevel(depth)
  const stride = size.width * channels
  for (let y = 0; y < size.height; y++) {
    for (let i = 0; i < stride; i++) {
      const value = Math.round(weigh(down[y], { from: rows, start: 0, step: stride }, i))
      result.data[y * stride + i] = Math.min(Math.max(value, 0), white)
    }
  }
  return result
}

/** The source pixels of one target pixel, with weights of unit sum. */
type Tap = readonly { readonly index: number; readonly weight: number }[]

/** For each target pixel of a line: kernel weights around its centre, stretched when reducing. */
function taps(from: number, to: number, { radius, weight }: Kernel): Tap[] {
  const scale = from / to
  const stretch = Math.max(1, scale)
  return Array.from({ length: to }, (_, target) => {
    const centre = (target + 0.5) * scale - 0.5
    const first = Math.ceil(centre - radius * stretch)
    const count = Math.floor(centre + radius * stretch) - first + 1
    const raw = Array.from({ length: count }, (_, k) => weight((first + k - centre) / stretch))
    const total = raw.reduce((sum, value) => sum + value, 0)
    return raw.map((value, k) => ({
      index: Math.min(Math.max(first + k, 0), from - 1),
      weight: value / total,
    }))
  })
}

interface Line {
  readonly from: ArrayLike<number>
  readonly start: number
  readonly step: number
}

function weigh(tap: Tap | undefined, { from, start, step }: Line, offset: number): number {
  let sum = 0
  for (const { index, weight } of tap ?? []) {
    sum += weight * (from[start + index * step + offset] ?? 0)
  }
  return sum
}
