/**
 * Pictures made smaller by averaging whole pixels: what tiles and thumbnails are drawn from.
 * Works in the picture's own colours; converting these for the screen is the caller's affair.
 */
import {
  emptyImage,
  hasAlpha,
  isGrey,
  whiteLevel,
  type PixelImage,
} from '../../src-shared/tensor/pixels.ts'

/** Pixel i of the result covers the columns (rows) from edge i up to, without, edge i + 1. */
export interface Boxes {
  readonly columns: readonly number[]
  readonly rows: readonly number[]
}

/** The mean of each box in 8 bits, colours weighted by their alpha; the channels stay. */
export function averageBoxes(image: PixelImage, boxes: Boxes): PixelImage {
  const { columns, rows } = boxes
  const size = { width: columns.length - 1, height: rows.length - 1 }
  const result = emptyImage(size, image.channels, 8)
  const sums = new Float64Array(size.width * image.channels)
  for (let row = 0; row < size.height; row++) {
    const [top = 0, bottom = 0] = [rows[row], rows[row + 1]]
    sums.fill(0)
    for (let y = top; y < bottom; y++) {
      const line = image.data.subarray(y * image.width * image.channels)
      if (hasAlpha(image)) addWeighted(sums, line, { columns, channels: image.channels })
      else if (isGrey(image)) addGrey(sums, line, columns)
      else addColours(sums, line, columns)
    }
    const counts = columns.map((left, i) => ((columns[i + 1] ?? left) - left) * (bottom - top))
    writeMeans(result, row, { sums, counts, scale: 255 / whiteLevel(image.depth) })
  }
  return result
}

type Samples = Uint8Array | Uint16Array

function addGrey(sums: Float64Array, line: Samples, columns: readonly number[]): void {
  for (let box = 0; box + 1 < columns.length; box++) {
    const end = columns[box + 1] ?? 0
    let grey = 0
    for (let i = columns[box] ?? 0; i < end; i++) grey += line[i] ?? 0
    sums[box] = (sums[box] ?? 0) + grey
  }
}

function addColours(sums: Float64Array, line: Samples, columns: readonly number[]): void {
  for (let box = 0; box + 1 < columns.length; box++) {
    const end = 3 * (columns[box + 1] ?? 0)
    let [red, green, blue] = [0, 0, 0]
    for (let i = 3 * (columns[box] ?? 0); i < end; i += 3) {
      red += line[i] ?? 0
      green += line[i + 1] ?? 0
      blue += line[i + 2] ?? 0
    }
    const at = 3 * box
    sums[at] = (sums[at] ?? 0) + red
    sums[at + 1] = (sums[at + 1] ?? 0) + green
    sums[at + 2] = (sums[at + 2] ?? 0) + blue
  }
}

interface Line {
  readonly columns: readonly number[]
  readonly channels: number
}

/** Colours are multiplied by the alpha in the last channel. */
function addWeighted(sums: Float64Array, line: Samples, { columns, channels }: Line): void {
  const last = channels - 1
  for (let box = 0; box + 1 < columns.length; box++) {
    const end = (columns[box + 1] ?? 0) * channels
    const at = box * channels
    for (let i = (columns[box] ?? 0) * channels; i < end; i += channels) {
      const alpha = line[i + last] ?? 0
      for (let c = 0; c < last; c++) sums[at + c] = (sums[at + c] ?? 0) + alpha * (line[i + c] ?? 0)
      sums[at + last] = (sums[at + last] ?? 0) + alpha
    }
  }
}

interface Means {
  readonly sums: Float64Array
  /** Pixels in each box. */
  readonly counts: readonly number[]
  /** From the picture's levels to those of 8 bits. */
  readonly scale: number
}

function writeMeans(result: PixelImage, row: number, { sums, counts, scale }: Means): void {
  const { channels, width, data } = result
  const colours = hasAlpha(result) ? channels - 1 : channels
  for (let box = 0; box < width; box++) {
    const from = box * channels
    const to = (row * width + box) * channels
    const count = counts[box] ?? 1
    const weight = hasAlpha(result) ? (sums[from + colours] ?? 0) : count
    for (let c = 0; c < colours; c++) {
      // What cannot be seen has no colour.
      data[to + c] = weight === 0 ? 0 : Math.round(((sums[from + c] ?? 0) / weight) * scale)
    }
    if (hasAlpha(result)) data[to + colours] = Math.round((weight / count) * scale)
  }
}
