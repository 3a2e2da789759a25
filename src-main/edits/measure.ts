/**
 * Compares a finished result with its source, sample by sample as both will be stored. It trusts
 * nothing of what the edit believes to have kept.
 */
import { grey } from '../../src-shared/operators/luminance.ts'
import { blockMeans } from '../../src-shared/operators/blocks.ts'
import { isGrey, pixelsToTensor } from '../../src-shared/tensor/pixels.ts'
import type { PixelImage } from '../../src-shared/tensor/pixels.ts'
import type { Turn } from './turn.ts'

/** Pixels of a result that are compared between two turns. */
const PIXELS_A_TURN = 2 ** 18

interface Changed {
  readonly before: PixelImage
  readonly after: PixelImage
  readonly turn: Turn
}

/** Samples, alpha included, that differ between two pictures of one kind where `mask` is black. */
export async function countChangesOutside(
  mask: PixelImage,
  { before: a, after: b, turn }: Changed,
): Promise<number> {
  const length = a.width * a.channels
  const rowsATurn = Math.ceil(PIXELS_A_TURN / a.width)
  let count = 0
  for (let y = 0; y < a.height; y++) {
    if (y % rowsATurn === 0) await turn()
    const [before, after] = [a, b].map(({ data }) => data.subarray(y * length, (y + 1) * length))
    if (!before || !after || bytesOf(before).equals(bytesOf(after))) continue
    const kept = mask.data.subarray(y * a.width, (y + 1) * a.width)
    before.forEach((value, i) => {
      if (value !== after[i] && kept[Math.floor(i / a.channels)] === 0) count++
    })
  }
  return count
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint8Array | Uint16Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

export interface Comparison {
  readonly turn: Turn
  readonly luminance?: boolean
  readonly mask?: PixelImage | undefined
}

/**
 * Largest difference between `source` and the block means of `result`, as a share of the full
 * range; of their luminance only where one of them is grey or `luminance` says so. Pixels under
 * `mask` do not count.
 */
export async function largestDeviation(
  source: PixelImage,
  result: PixelImage,
  { turn, mask, ...options }: Comparison,
): Promise<number> {
  const scale = result.width / source.width
  const luminance = options.luminance || isGrey(source) || isGrey(result)
  const { width } = source
  const rowsATurn = Math.ceil(PIXELS_A_TURN / (result.width * scale))
  let largest = 0
  for (let y = 0; y < source.height; y++) {
    if (y % rowsATurn === 0) await turn()
    const wanted = pixelsToTensor(source, { x: 0, y, width, height: 1 })
    const rows = { x: 0, y: y * scale, width: result.width, height: scale }
    const means = blockMeans(pixelsToTensor(result, rows), scale)
    const [a, b] = luminance ? [grey(wanted), grey(means)] : [wanted, means]
    a.data.forEach((value, i) => {
      if (mask && mask.data[y * width + (i % width)] !== 0) return
      largest = Math.max(largest, Math.abs(value - (b.data[i] ?? 0)) / 2)
    })
  }
  return largest
}
