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
  if (count > 0 && count <= batches.windowBatch) return inOneBatch(windows, batches)
  const estimates = new Float32Array(windows.data.length)
  for (let first = 0; first < count; first += batches.windowBatch) {
    const data = windows.data.subarray(first * size, (first + batches.windowBatch) * size)
    const part = { shape: [data.length / size, ...window], data }
    estimates.set((await inOneBatch(part, batches, first)).data, first * size)
  }
  return { shape: windows.shape, data: estimates }
}

/** The estimates of no more windows than a batch has. */
async function inOneBatch(
  windows: Tensor,
  { run, ...batches }: Batches,
  first = 0,
): Promise<Tensor> {
  const { shape, data } = windows
  const [count = 0, ...window] = shape
  const batch = batchFor(count, batches)
  if (batch === count) return run(windows, first)
  const whole = new Float32Array(batch * sizeOf(window))
  whole.set(data)
  const estimates = await run({ shape: [batch, ...window], data: whole }, first)
  return { shape, data: estimates.data.subarray(0, data.length) }
}

function batchFor(left: number, { windowBatch, smaller }: Omit<Batches, 'run'>): number {
  return smaller ? Math.min(2 ** Math.ceil(Math.log2(left)), windowBatch) : windowBatch
}
