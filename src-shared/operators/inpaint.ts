/**
 * Inpainting keeps known pixels and lets the model fill the rest. A is the identity.
 */
import { keep } from './known-part.ts'
import type { KnownContent, LinearMap } from './known-part.ts'
import type { KnownPart } from '../diffusion/multistep-sampler.ts'
import { planFrom } from './plan.ts'
import type { OperatorPlan } from './plan.ts'
import { indicesWhere, mapTensor } from '../tensor/tensor.ts'
import type { Tensor } from '../tensor/tensor.ts'

export interface InpaintInput {
  /** [1, 3, H, W] in [-1, 1]; what lies in the hole does not matter. */
  readonly image: Tensor
  /** [1, 1, H, W]: 1 keeps a pixel, 0 replaces it. The paper's Omega is its complement. */
  readonly known: Tensor
  /**
   * What lies under the starting noise in the hole: a value, or a picture [1, 3, H, W]. The paper
   * has 0 (grey), the published program -1 (black).
   */
  readonly fill?: number | Tensor
}

export function inpaint({ image, known, fill = 0 }: InpaintInput): OperatorPlan {
  const base = fillHole(image, known, fill)
  return planFrom(base, keepPixels(base, known))
}

/** Keeps the pixels of `image` [1, 3, H, W] where `known` [1, 1, H, W] is above 0. */
export function keepPixels(image: Tensor, known: Tensor): KnownContent {
  return keep(image, {
    project: byMask(known),
    impose: choosing(known, image),
    fit: (estimate) => estimate,
  })
}

/** `base` where the mask [1, 1, H, W] is above 0, the estimate elsewhere: x - P x + P y in one pass over the hole. */
function choosing(mask: Tensor, base: Tensor): KnownPart['impose'] {
  const hole = indicesWhere(mask, { above0: false })
  return (estimate, spent) => {
    requireSameSize(mask, estimate)
    const { data: from, shape } = estimate
    const data = spent?.data ?? repeated(base.data, from.length)
    const plane = mask.data.length
    for (let first = 0; first < data.length; first += plane) {
      copyAt(hole, from.subarray(first), data.subarray(first))
    }
    return { shape, data }
  }
}

function copyAt(places: Int32Array, from: Float32Array, to: Float32Array): void {
  for (let i = 0; i < places.length; i++) to[places[i]] = from[places[i]]
}

/** A copy of `values`, as often as it takes to be `length` long. */
function repeated(values: Float32Array, length: number): Float32Array {
  if (values.length === length) return values.slice()
  const data = new Float32Array(length)
  for (let first = 0; first < length; first += values.length) data.set(values, first)
  return data
}

/** Multiplies every channel by a mask [1, 1, H, W] of zeros and ones. */
export function byMask(mask: Tensor): LinearMap {
  return (image) => {
    requireSameSize(mask, image)
    const plane = mask.data.length
    const data = new Float32Array(image.data.length)
    for (let first = 0; first < data.length; first += plane) {
      for (let i = 0; i < plane; i++) {
        if (mask.data[i] > 0) data[first + i] = image.data[first + i]
      }
    }
    return { shape: image.shape, data }
  }
}

function fillHole(image: Tensor, known: Tensor, fill: number | Tensor): Tensor {
  requireSameSize(known, image)
  return mapTensor(image, (x, i) => {
    if (known.data[i % known.data.length] > 0) return x
    return typeof fill === 'number' ? fill : fill.data[i]
  })
}

function requireSameSize(mask: Tensor, image: Tensor): void {
  const [a, b] = [mask.shape.slice(2).join('x'), image.shape.slice(2).join('x')]
  if (a !== b) throw new RangeError(`a mask of ${a} does not fit a picture of ${b}`)
}
