/**
 * Any number of windows as batches of the sizes that a graph runs with. Pure: who runs them is handed in.
 */
import { sizeOf, type Tensor } from '../../src-shared/tensor/tensor.ts'

/** Estimates [B, 3, S, S] of windows [B, 3, S, S], of which the first is window `first` of all. */
export type RunBatch = (windows: Tensor, first: number) => Promise<Tensor>

export interface Batches {
  /** Windows per run at most. */
  readonly windowBatch: number
  /** Whether what is left over may run in batches of smaller powers of two; else windows of zeros fill it up. */
  readonly smaller: boolean
  readonly run: RunBatch
}

/** The estimates of all windows [N, 3, S, S]. */
export async function inBatches(windows: Tensor, batches: Batches): Promise<Tensor> {
  const [count = 0, ...window] = windows.shape
  const size = sizeOf(window)
  if (count > 0 && count === batchFor(count, batches)) return batches.run(windows, 0)
  const estimates = new Float32Array(windows.data.length)
  for (let first = 0; first < count; first += batches.windowBatch) {
    const batch = batchFor(count - first, batches)
    const data = filled(windows.data.subarray(first * size, (first + batch) * size), batch * size)
    const run = await batches.run({ shape: [batch, ...window], data }, first)
    const rest = estimates.subarray(first * size)
    rest.set(run.data.subarray(0, rest.length))
  }
  return { shape: windows.shape, data: estimates }
}

function batchFor(left: number, { windowBatch, smaller }: Batches): number {
  return smaller ? Math.min(2 ** Math.ceil(Math.log2(left)), windowBatch) : windowBatch
}

function filled(values: Float32Array, length: number): Float32Array {
  if (values.length === length) return values
  const whole = new Float32Array(length)
  whole.set(values)
  return whole
}
