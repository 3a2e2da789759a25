/**
 * What is done to each channel of each sample alone, in blocks: as convolutions with as many groups as channels, the
 * samples side by side as further channels. So each is one pass over memory, and every thread has its share.
 */
import { sizeOf } from '../../tensor/tensor.ts'
import { type NodeOf, type Value } from '../graph.ts'
import { BLOCKED_DOMAIN, type Added, type Layouts } from './layouts.ts'

/** A value in blocks as one sample of N C channels. */
function sideBySide(layouts: Layouts, name: string, [n, c, h, w]: readonly number[]): string {
  return layouts.reshape(name, [1, n * c, h, w])
}

interface Affine extends Added {
  /** [N, C, 1, 1]. */
  readonly factor?: string | undefined
}

/** x * factor + offset + sum, from the name of x in blocks to `output`. */
export function writeAffine(
  layouts: Layouts,
  {
    x,
    shape,
    output,
  }: { readonly x: string; readonly shape: readonly number[]; readonly output: string },
  { factor, offset, sum }: Affine,
): void {
  const count = shape[0] * shape[1]
  const weights = layouts.reshape(factor ?? { ones: count, type: 'float32' }, [count, 1, 1, 1])
  const inputs = [sideBySide(layouts, x, shape), weights]
  if (offset !== undefined || sum !== undefined)
    inputs.push(offset === undefined ? '' : layouts.reshape(offset, [count]))
  if (sum !== undefined) inputs.push(sideBySide(layouts, sum, shape))
  const flat = depthwise(layouts, inputs, { count, kernel: [1, 1] })
  layouts.reshape(flat, shape, output)
}

/**
 * Means over the pixels of a * b, [N, C, 1, 1]. Each row of pixels is a sample's channel of its own first, b the kernel
 * that covers all of it: sums of few numbers lose less than sums of all, and a variance from sums needs every digit.
 */
export function pixelProducts(
  layouts: Layouts,
  [a, b]: readonly [string, string],
  shape: readonly number[],
): string {
  const [n, c, h, w] = shape
  const count = n * c * h
  const kernel = layouts.reshape(b, [count, 1, 1, w])
  const inputs = [layouts.reshape(a, [1, count, 1, w]), kernel]
  const rows = depthwise(layouts, inputs, { count, kernel: [1, w] })
  const mean = averageOf(layouts, layouts.reshape(rows, [n, c, h, 1]))
  return layouts.add({ op: 'Div', inputs: [mean, { scalar: w }] })
}

/** Means over the pixels, [N, C, 1, 1]. */
export function pixelMeans(layouts: Layouts, x: string, [n, c, h, w]: readonly number[]): string {
  const rows = averageOf(layouts, layouts.reshape(x, [1, n * c * h, 1, w]))
  return averageOf(layouts, layouts.reshape(rows, [n, c, h, 1]))
}

function averageOf(layouts: Layouts, x: string): string {
  return layouts.add({ op: 'GlobalAveragePool', domain: BLOCKED_DOMAIN, inputs: [x] })
}

function depthwise(
  layouts: Layouts,
  inputs: readonly string[],
  { count, kernel }: { readonly count: number; readonly kernel: readonly number[] },
): string {
  return layouts.add({
    op: 'Conv',
    domain: BLOCKED_DOMAIN,
    inputs,
    attributes: {
      strides: [1, 1],
      pads: [0, 0, 0, 0],
      kernel_shape: kernel,
      dilations: [1, 1],
      group: count,
    },
  })
}

/** True for [1 or N, C, 1, 1] beside [N, C, H, W]. */
export function isChannelwise({ shape }: Value, beside: Value): boolean {
  const [n, c] = beside.shape
  return (
    shape.length === 4 &&
    shape[1] === c &&
    sizeOf(shape.slice(2)) === 1 &&
    (shape[0] === n || shape[0] === 1)
  )
}

/** [1 or N, C, 1, 1] as [N, C, 1, 1]. */
export function perSample(layouts: Layouts, value: Value, beside: Value): string {
  const [n, c] = beside.shape
  const name = layouts.plain(value)
  if (value.shape[0] === n) return name
  return layouts.add({ op: 'Expand', inputs: [name, { integers: [n, c, 1, 1] }] })
}

/** Group normalisation: two passes that read, and one that writes what is asked for. */
export function blockedGroupNorm(node: NodeOf<'GroupNorm'>, layouts: Layouts): boolean {
  const [x, factor, offset] = node.inputs
  const [y, standardized, inverseDeviation] = node.outputs
  if (!layouts.fits(x)) return false
  const { shape } = x
  const from = layouts.blocked(x)
  const { inverse, shift } = writeStatistics(layouts, from, node)
  layouts.definePlain(inverseDeviation)
  const place = { x: from, shape }
  if (layouts.isUsed(standardized)) {
    const output = layouts.defineBlocked(standardized)
    writeAffine(layouts, { ...place, output }, { factor: inverse, offset: shift })
  }
  const [a, b] = [perSample(layouts, factor, x), perSample(layouts, offset, x)]
  const scaled = layouts.add({ op: 'Mul', inputs: [inverse, a] })
  const moved = layouts.add({ op: 'Mul', inputs: [shift, a] })
  const total = layouts.add({ op: 'Add', inputs: [moved, b] })
  writeAffine(
    layouts,
    { ...place, output: layouts.defineBlocked(y) },
    { factor: scaled, offset: total },
  )
  return true
}

/** 1 / deviation and -mean / deviation of every channel's group, [N, C, 1, 1]. */
function writeStatistics(
  layouts: Layouts,
  x: string,
  { inputs: [{ shape }], outputs: [, , inverseDeviation], attributes }: NodeOf<'GroupNorm'>,
): { readonly inverse: string; readonly shift: string } {
  const [n, c] = shape
  const grouped = [n, attributes.groups, c / attributes.groups]
  const meanOf = (name: string): string =>
    layouts.add({
      op: 'ReduceMean',
      inputs: [layouts.reshape(name, grouped), { integers: [2] }],
      attributes: { keepdims: 1 },
    })
  const mean = meanOf(pixelMeans(layouts, x, shape))
  const meanSquare = meanOf(pixelProducts(layouts, [x, x], shape))
  const square = layouts.add({ op: 'Mul', inputs: [mean, mean] })
  const difference = layouts.add({ op: 'Sub', inputs: [meanSquare, square] })
  const variance = layouts.add({ op: 'Relu', inputs: [difference] })
  const raised = layouts.add({ op: 'Add', inputs: [variance, { scalar: attributes.epsilon }] })
  const deviation = layouts.add({ op: 'Sqrt', inputs: [raised] })
  layouts.add({ op: 'Reciprocal', inputs: [deviation] }, inverseDeviation.name)
  const ratio = layouts.add({ op: 'Mul', inputs: [mean, inverseDeviation.name] })
  const shift = layouts.add({ op: 'Neg', inputs: [ratio] })
  const spread = (name: string): string => {
    const repeated = layouts.add({ op: 'Expand', inputs: [name, { integers: grouped }] })
    return layouts.reshape(repeated, [n, c, 1, 1])
  }
  return { inverse: spread(inverseDeviation.name), shift: spread(shift) }
}
