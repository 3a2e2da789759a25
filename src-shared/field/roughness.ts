/**
 * How rough a picture is around each of its pixels. Beside its colours it tells patches of smooth things from patches of
 * rough ones that are the same when seen from afar, where a filling is decided: without it the smooth ones fit
 * everywhere a little, and win (Newson, Almansa, Fradet, Gousseau and Pérez 2014, "Video inpainting of complex scenes").
 */
import type { Tensor } from '../tensor/tensor.ts'
import type { Turn } from './turn.ts'

/** Pixels around one that its roughness is the mean of, to each side. */
const RADIUS = 8
/** Pixels between two turns for others: some milliseconds' work. */
const PIXELS_PER_TURN = 2 ** 18

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
  const [, , height, width] = field.shape
  const plane = width * height
  const { changes, known } = await changesOf(field, hole, turn)
  for (const sums of [changes, known]) {
    await sumAlong(sums, turn, { lines: height, stride: width, length: width, step: 1 })
    await sumAlong(sums, turn, { lines: width, stride: 1, length: height, step: width })
  }
  await turn()
  const data = new Float32Array(4 * plane)
  data.set(field.data)
  await pieceByPiece(plane, turn, (from, to) => {
    for (let i = from; i < to; i++) {
      if (known[i] > 0) data[3 * plane + i] = (weight * changes[i]) / known[i]
    }
  })
  return { shape: [1, 4, height, width], data }
}

/** By how much each pixel differs from those to its right and below it, and 1 where all three are known. */
async function changesOf({ shape, data }: Tensor, hole: Tensor, turn: Turn) {
  const [, , height, width] = shape
  const plane = width * height
  const changes = new Float32Array(plane)
  const known = new Float32Array(plane)
  await pieceByPiece(plane - width, turn, (from, to) => {
    for (let i = from; i < to; i++) {
      const isLast = i % width === width - 1
      if (isLast || hole.data[i] + hole.data[i + 1] + hole.data[i + width] > 0) continue
      changes[i] = changeAt(data, i, { width, plane })
      known[i] = 1
    }
  })
  return { changes, known }
}

/** Works on all of `count` pixels in their order, with a turn for others before each few of them. */
async function pieceByPiece(
  count: number,
  turn: Turn,
  work: (from: number, to: number) => void,
): Promise<void> {
  for (let from = 0; from < count; from += PIXELS_PER_TURN) {
    await turn()
    work(from, Math.min(from + PIXELS_PER_TURN, count))
  }
}

interface Planes {
  readonly width: number
  readonly plane: number
}

/** By how much the pixel `i` differs from the one to its right, and from the one below it. */
function changeAt(data: Float32Array, i: number, { width, plane }: Planes): number {
  const [green, blue] = [i + plane, i + 2 * plane]
  const own = data[i] + data[green] + data[blue]
  const right = data[i + 1] + data[green + 1] + data[blue + 1]
  const below = data[i + width] + data[green + width] + data[blue + width]
  return (Math.abs(right - own) + Math.abs(below - own)) / 3
}

interface Lines {
  readonly lines: number
  readonly stride: number
  readonly length: number
  readonly step: number
}

/** Replaces every value by the sum of those at most RADIUS away on its line, in place. */
async function sumAlong(
  values: Float32Array,
  turn: Turn,
  { lines, stride, length, step }: Lines,
): Promise<void> {
  const line = new Float32Array(length)
  const linesPerTurn = Math.ceil(PIXELS_PER_TURN / length)
  for (let n = 0; n < lines; n++) {
    if (n % linesPerTurn === 0) await turn()
    const first = n * stride
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
