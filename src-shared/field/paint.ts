/**
 * Reads strokes of paint over a photograph as fields, at full size or reduced. Only the strokes are
 * held, never a layer of the size of the photograph; beyond the strokes there is no paint.
 */
import type { Region } from '../tensor/pixels.ts'
import { zeros } from '../tensor/tensor.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { intersect } from './regions.ts'

/** RGBA over a region, 8 bits, interleaved; blended over what is below. */
export interface Paint {
  readonly region: Region
  readonly rgba: Uint8Array
}

/** Colours [1, 3, H, W] in [-1, 1], and how much of each pixel they cover, [1, 1, H, W] in [0, 1]. */
export interface PaintField {
  readonly colours: Tensor
  readonly coverage: Tensor
}

/** Opacity and the colours times it, of one line of blocks at the size of the photograph. */
type Line = Float32Array

/** The paint of `region`, counted in blocks of `shrink` x `shrink` pixels; later strokes lie on top. */
export function readPaint(paints: readonly Paint[], region: Region, shrink = 1): PaintField {
  const { width, height } = region
  const sums = zeros([1, 4, height, width])
  const line = new Float32Array(4 * shrink * width * shrink)
  for (let y = 0; y < height; y++) {
    const rows = {
      x: region.x * shrink,
      y: (region.y + y) * shrink,
      width: width * shrink,
      height: shrink,
    }
    const touched = paints.filter((paint) => intersect(paint.region, rows).height > 0)
    if (touched.length === 0) continue
    line.fill(0)
    for (const paint of touched) blendOver(line, rows, paint)
    addBlocks(sums, line, { y, shrink })
  }
  return toField(sums, shrink)
}

/** Lays one stroke over a line of blocks. */
function blendOver(line: Line, rows: Region, { region, rgba }: Paint): void {
  const shared = intersect(region, rows)
  for (let y = shared.y; y < shared.y + shared.height; y++) {
    let source = 4 * ((y - region.y) * region.width + shared.x - region.x)
    let target = 4 * ((y - rows.y) * rows.width + shared.x - rows.x)
    for (let i = 0; i < shared.width; i++, source += 4, target += 4) {
      const opacity = rgba[source + 3] / 255
      for (let c = 0; c < 3; c++) {
        const colour = rgba[source + c] / 127.5 - 1
        line[target + c] = line[target + c] * (1 - opacity) + opacity * colour
      }
      line[target + 3] = line[target + 3] * (1 - opacity) + opacity
    }
  }
}

function addBlocks(
  sums: Tensor,
  line: Line,
  { y, shrink }: { readonly y: number; readonly shrink: number },
): void {
  const [, , height, width] = sums.shape
  for (let pixel = 0; 4 * pixel < line.length; pixel++) {
    const x = Math.floor((pixel % (width * shrink)) / shrink)
    for (let c = 0; c < 4; c++) {
      sums.data[(c * height + y) * width + x] += line[4 * pixel + c]
    }
  }
}

function toField(sums: Tensor, shrink: number): PaintField {
  const [, , height, width] = sums.shape
  const plane = width * height
  const opacity = sums.data.subarray(3 * plane)
  const colours = sums.data.slice(0, 3 * plane)
  for (let i = 0; i < colours.length; i++) {
    const total = opacity[i % plane]
    colours[i] = total > 0 ? colours[i] / total : 0
  }
  return {
    colours: { shape: [1, 3, height, width], data: colours },
    coverage: {
      shape: [1, 1, height, width],
      data: opacity.map((total) => total / shrink ** 2),
    },
  }
}
