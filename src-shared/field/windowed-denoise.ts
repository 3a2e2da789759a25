/**
 * Makes an estimate of a field of any size out of estimates of windows: at every step all windows
 * are blended into one field, so that they agree and leave no seams. It knows no photograph.
 */
import type { Denoise, StopSignal } from '../diffusion/multistep-sampler.ts'
import { zeros } from '../tensor/tensor.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { eachSpan, fullSpans, spansAbove0 } from '../tensor/spans.ts'
import type { Spans } from '../tensor/spans.ts'
import { blendWeights } from './windows.ts'
import type { WindowPlan } from './windows.ts'

export interface WindowedOptions {
  /** Windows handed to the network at a time. Changes speed and memory, not the result. */
  readonly windowBatch: number
  /** Whether the blended estimate is brought into [-1, 1]; false if not given. */
  readonly clip?: boolean
  readonly signal?: StopSignal
  /** Called after each batch with the number of windows in it. */
  readonly onBatch?: (windows: number) => void
  /** Called with the estimates of a batch of windows that are not needed any more. */
  readonly onBlended?: (windows: Tensor) => void
}

/** So many pixels that nobody needs are sooner blended than left out. */
const GAP = 8

/**
 * A Denoise over fields [1, C, H, W] of the size of `plan` from one over batches of windows
 * [B, C, size, size]. Pixels far from those that the plan needs stay 0. Windows
 * are added in the order of the plan whatever the batch, so the sum does not depend on it. An estimate
 * is overwritten by the next but one. Rejects with the reason of `signal` between two batches.
 */
export function windowedDenoise(
  denoise: Denoise,
  plan: WindowPlan,
  { windowBatch, clip = false, signal, onBatch, onBlended }: WindowedOptions,
): Denoise {
  const weights = blendWeights(plan.size)
  const spans = plan.needed ? spansAbove0(plan.needed, GAP) : fullSpans(plan)
  const totals = totalWeights(plan, { weights, spans })
  const most = Math.min(windowBatch, plan.corners.length)
  // The same for all batches, and two for all estimates: new memory is paid for in collections.
  let room: Float32Array | undefined
  const rowsOf = rememberRows(plan)
  const sums: Tensor[] = []
  return async (noisy, sigma) => {
    const sum = (sums.length > 1 ? sums.shift() : undefined) ?? zeros(noisy.shape)
    sums.push(sum)
    eachSpan(sum, spans, (from, to) => sum.data.fill(0, from, to))
    const channels = noisy.shape[1]
    const perWindow = channels * plan.size
    room ??= new Float32Array(most * perWindow * plan.size)
    const rows = rowsOf(noisy)
    for (let first = 0; first < plan.corners.length; first += windowBatch) {
      signal?.throwIfAborted()
      const part = { ...plan, corners: plan.corners.slice(first, first + windowBatch) }
      const shape = [part.corners.length, channels, plan.size, plan.size]
      const cut = rows.slice(first * perWindow, (first + part.corners.length) * perWindow)
      const windows = await denoise({ shape, data: joinRows(cut, room) }, sigma)
      addWindows(sum, windows, { plan: part, weights, spans })
      if (windows.data.buffer !== room.buffer) onBlended?.(windows)
      onBatch?.(part.corners.length)
    }
    normalize(sum, totals, { spans, bound: clip ? 1 : Infinity })
    return sum
  }
}

/** Views of all rows of all windows, in the order of a batch; made once for a field whose values change at every step. */
function rememberRows({ size, corners }: WindowPlan) {
  let field: Float32Array | undefined
  let rows: Float32Array[] = []
  return ({ shape, data }: Tensor): readonly Float32Array[] => {
    if (data === field) return rows
    const [, channels, height, width] = shape
    field = data
    rows = []
    for (const { x, y } of corners) {
      for (let c = 0; c < channels; c++) {
        for (let row = y; row < y + size; row++) {
          const from = (c * height + row) * width + x
          rows.push(data.subarray(from, from + size))
        }
      }
    }
    return rows
  }
}

/** The rows one after the other at the beginning of `room`. */
function joinRows(rows: readonly Float32Array[], room: Float32Array): Float32Array {
  let target = 0
  for (const row of rows) {
    room.set(row, target)
    target += row.length
  }
  return room.subarray(0, target)
}

interface Blending {
  readonly weights: Float64Array
  /** The pixels that are wanted. */
  readonly spans: Spans
}

/** Adds every window of a batch, times its weights, to the field. */
function addWindows(
  sum: Tensor,
  windows: Tensor,
  { plan, weights, spans }: Blending & { readonly plan: WindowPlan },
): void {
  const [, channels, height, width] = sum.shape
  const { size, corners } = plan
  const { rows, bounds } = spans
  for (const [index, { x, y }] of corners.entries()) {
    for (let row = 0; row < size; row++) {
      for (let n = rows[y + row]; n < rows[y + row + 1]; n++) {
        const from = Math.max(bounds[2 * n] - x, 0)
        const to = Math.min(bounds[2 * n + 1] - x, size)
        for (let c = 0; from < to && c < channels; c++) {
          const source = ((index * channels + c) * size + row) * size
          const target = (c * height + y + row) * width + x
          addRun(windows.data, sum.data, { source, target, row, from, to, weights })
        }
      }
    }
  }
}

interface WeightedRun {
  readonly source: number
  readonly target: number
  readonly weights: Float64Array
  /** Of the window; its pixels from `from` to before `to`. */
  readonly row: number
  readonly from: number
  readonly to: number
}

function addRun(windows: Float32Array, sum: Float32Array, run: WeightedRun): void {
  const { source, target, weights, row, from, to } = run
  for (let i = from; i < to; i++) {
    sum[target + i] += weights[row] * weights[i] * windows[source + i]
  }
}

function totalWeights(plan: WindowPlan, blending: Blending): Float32Array {
  const { size, width, height } = plan
  const total = { shape: [1, 1, height, width], data: new Float32Array(width * height) }
  const ones = { shape: [1, 1, size, size], data: new Float32Array(size * size).fill(1) }
  for (const corner of plan.corners) {
    addWindows(total, ones, { plan: { ...plan, corners: [corner] }, ...blending })
  }
  return total.data
}

/** Divides by the weights, in place, and brings into [-bound, bound]. */
function normalize(
  sum: Tensor,
  totals: Float32Array,
  { spans, bound }: { readonly spans: Spans; readonly bound: number },
): void {
  eachSpan(sum, spans, (from, to) => divideRun(sum.data, totals, { from, to, bound }))
}

function divideRun(
  data: Float32Array,
  totals: Float32Array,
  { from, to, bound }: { readonly from: number; readonly to: number; readonly bound: number },
): void {
  for (let i = from, k = from % totals.length; i < to; i++, k++) {
    const value = data[i] / totals[k]
    data[i] = value > bound ? bound : value < -bound ? -bound : value
  }
}
