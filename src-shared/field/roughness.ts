/**
 * How rough a picture is around each of its pixels. Beside its colours it tells patches of smooth things from patches of
 * rough ones that are the same when seen from afar, where a filling is decided: without it the smooth ones fit
 * everywhere a little, and win (Newson, Almansa, Fradet, Gousseau and Pérez 2014, "Video inpainting of complex scenes",
 * section 3.2).
 */
import type { Tensor } from '../tensor/tensor.ts'
import type { Turn } from './turn.ts'

/** Pixels around one that its roughness is the mean of, to each side. */
const RADIUS = 8

/**
 * The planes of `field` [1, 3, H, W] in [-1, 1] and a fourth one: by how much neighbours differ, in the mean over the
 * square around each pixel, times `weight`; 0 where all of the square lies in holes. Nothing is read from where `hole`
 * [1, 1, H, W] is above 0.
 */
export async function withRoughness(
  field: Tensor,
  hole: Tensor,
  { weight, turn }: { readonly weight: number; readonly turn: Turn },
): Promise<Tensor> {
  const [, channels, height, width] = field.shape
  const { changes, known } = changesOf(field, hole)
  for (const plane of [changes, known]) {
    await turn()
    sumAlong(plane, { lines: height, stride: width, length: width, step: 1 })
    await turn()
    sumAlong(plane, { lines: width, stride: 1, length: height, step: width })
  }
  await turn()
  const data = new Float32Array(field.data.length + known.length)
  data.set(field.data)
  data.set(
    changes.map((sum, i) => (known[i] > 0 ? (weight * sum) / known[i] : 0)),
    field.data.length,
  )
  return { shape: [1, channels + 1, height, width], data }
}

/** By how much each pixel differs from the ones to its right and below it, and 1 where all three are known. */
function changesOf({ shape, data }: Tensor, hole: Tensor) {
  const [, channels, height, width] = shape
  const plane = width * height
  const [changes, known] = [new Float32Array(plane), new Float32Array(plane)]
  for (let i = 0; i < plane - width; i++) {
    const isLast = i % width === width - 1
    if (isLast || hole.data[i] + hole.data[i + 1] + hole.data[i + width] > 0) continue
    let [across, down] = [0, 0]
    for (let at = i; at < channels * plane; at += plane) {
      across += data[at + 1] - data[at]
      down += data[at + width] - data[at]
    }
    changes[i] = (Math.abs(across) + Math.abs(down)) / channels
    known[i] = 1
  }
  return { changes, known }
}

interface Lines {
  readonly lines: number
  readonly stride: number
  readonly length: number
  readonly step: number
}

/** Replaces every value by the sum of those at most RADIUS away on its line, in place. */
function sumAlong(values: Float32Array, { lines, stride, length, step }: Lines): void {
  const line = new Float32Array(length)
  for (let first = 0; first < lines * stride; first += stride) {
    for (let i = 0; i < length; i++) line[i] = values[first + i * step]
    let sum = 0
    for (let i = 0; i < Math.min(RADIUS, length); i++) sum += line[i]
    for (let i = 0; i < length; i++) {
      if (i + RADIUS < length) sum += line[i + RADIUS]
      if (i > RADIUS) sum -= line[i - RADIUS - 1]
      values[first + i * step] = sum
    }
  }
}
