/**
 * Makes an estimate of a field of any size out of estimates of windows: at every step all windows
 * are blended into one field, so that they agree and leave no seams. It knows no photograph.
 */
import type { Denoise, StopSignal } from '../diffusion/multistep-sampler.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { blendWeights } from './windows.ts'
import type { WindowPlan } from './windows.ts'

export interface WindowedOptions {
  /** Windows handed to the network at a time. Changes speed and memory, not the result. */
  readonly windowBatch: number
  readonly signal?: StopSignal
  /** Called after each batch with the number of windows in it. */
  readonly onBatch?: (windows: number) => void
}

/**
 * A Denoise over fields [1, C, H, W] of the size of `plan` from one over batches of windows
 * [B, C, size, size]. Pixels that no window of the plan sees are handed back as they came. Windows
 * are added in the order of the plan whatever the batch, so the sum does not depend on it. Rejects
 * with the reason of `signal` between two batches.
 */
export function windowedDenoise(
  denoise: Denoise,
  plan: WindowPlan,
  { windowBatch, signal, onBatch }: WindowedOptions,
): Denoise {
  const weights = blendWeights(plan.size)
  const totals = totalWeights(plan, weights)
  return async (noisy, sigma) => {
    const sum = { shape: noisy.shape, data: new Float32Array(noisy.data.length) }
    for (let first = 0; first < plan.corners.length; first += windowBatch) {
      signal?.throwIfAborted()
      const part = { ...plan, corners: plan.corners.slice(first, first + windowBatch) }
      addWindows(sum, await denoise(cutWindows(noisy, part), sigma), { plan: part, weights })
      onBatch?.(part.corners.length)
    }
    return normalize(sum, noisy, totals)
  }
}

/** The windows of a plan as one batch [B, C, size, size]. */
export function cutWindows(field: Tensor, { size, corners }: WindowPlan): Tensor {
  const [, channels, height, width] = field.shape
  const data = new Float32Array(corners.length * channels * size * size)
  let target = 0
  for (const { x, y } of corners) {
    for (let c = 0; c < channels; c++) {
      for (let row = 0; row < size; row++, target += size) {
        const source = (c * height + y + row) * width + x
        data.set(field.data.subarray(source, source + size), target)
      }
    }
  }
  return { shape: [corners.length, channels, size, size], data }
}

interface Blending {
  readonly plan: WindowPlan
  readonly weights: Float64Array
}

/** Adds every window of a batch, times its weights, to the field. */
function addWindows(sum: Tensor, windows: Tensor, { plan, weights }: Blending): void {
  const [, channels, height, width] = sum.shape
  const { size, corners } = plan
  let source = 0
  for (const { x, y } of corners) {
    for (let c = 0; c < channels; c++) {
      for (let row = 0; row < size; row++, source += size) {
        const target = (c * height + y + row) * width + x
        for (let i = 0; i < size; i++) {
          sum.data[target + i] += weights[row] * weights[i] * windows.data[source + i]
        }
      }
    }
  }
}

function totalWeights(plan: WindowPlan, weights: Float64Array): Float32Array {
  const { size, width, height } = plan
  const total = { shape: [1, 1, height, width], data: new Float32Array(width * height) }
  const ones = { shape: [1, 1, size, size], data: new Float32Array(size * size).fill(1) }
  for (const corner of plan.corners) {
    addWindows(total, ones, { plan: { ...plan, corners: [corner] }, weights })
  }
  return total.data
}

/** Divides by the weights, in place; where there are none the value of `otherwise` stands. */
function normalize(sum: Tensor, otherwise: Tensor, totals: Float32Array): Tensor {
  for (let start = 0; start < sum.data.length; start += totals.length) {
    for (let i = 0; i < totals.length; i++) {
      const weight = totals[i]
      sum.data[start + i] = weight > 0 ? sum.data[start + i] / weight : otherwise.data[start + i]
    }
  }
  return sum
}
