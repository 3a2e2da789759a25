/**
 * Dense tensors as plain values, and the one function type that runs a graph over them.
 * Nothing here allocates behind the caller's back or knows who computes.
 */

/** Row-major float tensor; images are NCHW, RGB, in [-1, 1]. */
export interface Tensor {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/** Row-major integer tensor: class labels and other indices. */
export interface IntTensor {
  readonly shape: readonly number[]
  readonly data: Int32Array
}

export type TensorMap = Readonly<Record<string, Tensor>>

/** What a graph may be fed with. */
export type Feeds = Readonly<Record<string, Tensor | IntTensor>>

/** One ONNX graph, whoever runs it: named inputs in, named outputs out. */
export type RunGraph = (feeds: Feeds) => Promise<TensorMap>

/** Number of elements of a shape; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1)
}

/** A tensor over `data`, which must hold exactly as many values as `shape` says. */
export function tensor(shape: readonly number[], data: Float32Array): Tensor {
  if (data.length !== sizeOf(shape)) {
    throw new RangeError(
      `a tensor of shape [${shape.join(', ')}] cannot hold ${data.length} values`,
    )
  }
  return { shape, data }
}

export function zeros(shape: readonly number[]): Tensor {
  return { shape, data: new Float32Array(sizeOf(shape)) }
}

/** A one-dimensional tensor. */
export function vector(values: Iterable<number>): Tensor {
  const data = Float32Array.from(values)
  return { shape: [data.length], data }
}

/** `x` with `fn` applied to every value. */
export function mapTensor(x: Tensor, fn: (value: number, index: number) => number): Tensor {
  const data = new Float32Array(x.data.length)
  for (let i = 0; i < data.length; i++) data[i] = fn(x.data[i], i)
  return { shape: x.shape, data }
}

/** Places of the values above 0, or of all others, in their order. */
export function indicesWhere(
  { data }: Tensor,
  { above0 }: { readonly above0: boolean },
): Int32Array {
  const indices = new Int32Array(data.length)
  let count = 0
  for (let i = 0; i < data.length; i++) if (data[i] > 0 === above0) indices[count++] = i
  return indices.slice(0, count)
}

/**
 * Gives the memory of an array back, which nobody may use any more. Large arrays that are left to the collector make it
 * go round again and again.
 */
export function discard({ buffer }: Float32Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0)
}
