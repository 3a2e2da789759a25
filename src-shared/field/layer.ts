/**
 * A finished scale of a picture, kept to start the next finer one from. Reading beyond its edges
 * mirrors, as reading a photograph does.
 */
import type { Region } from '../tensor/pixels.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { mirror } from './pyramid.ts'
import { enlargeRegion, grow, relativeTo, shrinkRegion } from './regions.ts'

/** A field [1, C, H, W] and where it lies on the plane of its scale. */
export interface Layer {
  readonly region: Region
  readonly field: Tensor
}

/** An empty layer of `channels` planes. */
export function newLayer(region: Region, channels = 3): Layer {
  const { width, height } = region
  const data = new Float32Array(channels * width * height)
  return { region, field: { shape: [1, channels, height, width], data } }
}

/** The part [1, C, H, W] of a layer that lies in `region`; the layer's own field where that is all of it. */
export function readLayer({ field, region: own }: Layer, region: Region): Tensor {
  const [, channels, height, width] = field.shape
  const at = relativeTo(region, own)
  const isInside = at.x >= 0 && at.x + at.width <= width
  if (at.x === 0 && at.y === 0 && at.width === width && at.height === height) return field
  const columns = Int32Array.from({ length: at.width }, (_, i) => mirror(at.x + i, width))
  const data = new Float32Array(channels * at.width * at.height)
  for (let c = 0, target = 0; c < channels; c++) {
    for (let y = 0; y < at.height; y++) {
      const row = (c * height + mirror(at.y + y, height)) * width
      if (isInside) data.set(field.data.subarray(row + at.x, row + at.x + at.width), target)
      else for (let i = 0; i < at.width; i++) data[target + i] = field.data[row + columns[i]]
      target += at.width
    }
  }
  return { shape: [1, channels, at.height, at.width], data }
}

/** Copies a field that lies inside the layer, with its top left corner at `at`, into the layer. */
export function writeLayer(layer: Layer, field: Tensor, at: Pick<Region, 'x' | 'y'>): void {
  const [, channels, height, width] = field.shape
  const { shape, data } = layer.field
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      const source = (c * height + y) * width
      const row = c * shape[2] + at.y - layer.region.y + y
      data.set(field.data.subarray(source, source + width), row * shape[3] + at.x - layer.region.x)
    }
  }
}

/** Pixels around a region that its enlargement depends on. */
const ENLARGEMENT_MARGIN = 8

/**
 * Enlarges a part of a plane that `read` gives: `region`, in pixels of the enlargement, on whose
 * edges the result does not depend. Both sides of the region must be multiples of `factor`.
 */
export function enlargePart(
  region: Region,
  factor: number,
  {
    read,
    enlarge,
  }: {
    readonly read: (small: Region) => Tensor
    readonly enlarge: (small: Tensor, factor: number) => Tensor
  },
): Tensor {
  const small = grow(shrinkRegion(region, factor), ENLARGEMENT_MARGIN)
  const field = enlarge(read(small), factor)
  return readLayer({ region: enlargeRegion(small, factor), field }, region)
}
