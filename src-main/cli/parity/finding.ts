/**
 * What a comparison with reference numbers finds: items with their largest error, and what was left out.
 * Only arithmetic; nothing here knows a file, a network or a formula.
 */

/**
 * What an error counts in: as it is; as a share of each value; as it is up to 1 and as a share above; as a
 * share of the largest value.
 */
export type Measure = 'absolute' | 'relative' | 'relative above 1' | 'of the largest'

/** One comparison. */
export interface Item {
  readonly kind: 'item'
  readonly name: string
  /** The largest error in the unit that `measure` says; Infinity where a value is not a number. */
  readonly error: number
  readonly tolerance: number
  readonly measure: Measure
  readonly ok: boolean
  /** A network computed it, so that what computes the network has its say in the tolerance. */
  readonly byNetwork: boolean
  /** Where the largest error is, if the item has named parts. */
  readonly worst?: string
  /** Why there is nothing to compare, where that is so: a sentence. */
  readonly fault?: string
}

/** Something that was not compared, and why. */
export interface Skip {
  readonly kind: 'skip'
  readonly name: string
  readonly reason: string
}

export type Finding = Item | Skip

export interface Comparison {
  readonly tolerance: number
  readonly measure?: Measure
  readonly byNetwork?: boolean
  /** The part that the value at an index belongs to. */
  readonly partAt?: (index: number) => string
}

type Numbers = ArrayLike<number>

/** Compares values one by one; another number of values is an infinite error. */
export function compare(
  name: string,
  [actual, expected]: readonly [actual: Numbers, expected: Numbers],
  { tolerance, measure = 'absolute', byNetwork = false, partAt }: Comparison,
): Item {
  const { error, index } = largestError(actual, expected, unitOf(measure, expected))
  return {
    kind: 'item',
    name,
    error,
    tolerance,
    measure,
    ok: error <= tolerance,
    byNetwork,
    ...(partAt && error > 0 ? { worst: partAt(index) } : {}),
  }
}

/**
 * The tolerances are made for the processor, whose sine is right to the last bit. That of a device may be off by 2^-11
 * (WGSL, section 'Floating Point Accuracy'), ten times the reference's tolerance for estimates, and it is what a
 * network knows noise levels by. Measured with SwiftShader: sines 2e-4 off, estimates up to 4.5e-4.
 */
const DEVICE_FACTOR = 10

/** The comparison as it counts for a device that is not the processor. */
export function onDevice(item: Item): Item {
  if (!item.byNetwork) return item
  const tolerance = DEVICE_FACTOR * item.tolerance
  return { ...item, tolerance, ok: item.error <= tolerance }
}

export function skip(name: string, reason: string): Skip {
  return { kind: 'skip', name, reason }
}

/** An item that fails because what it is about is damaged. */
export function broken(name: string, error: unknown): Item {
  return {
    kind: 'item',
    name,
    error: Infinity,
    tolerance: 0,
    measure: 'absolute',
    ok: false,
    byNetwork: false,
    fault: error instanceof Error ? error.message : String(error),
  }
}

function largestError(actual: Numbers, expected: Numbers, unit: (value: number) => number) {
  let worst = { error: 0, index: 0 }
  if (actual.length !== expected.length || actual.length === 0) return { ...worst, error: Infinity }
  for (let index = 0; index < actual.length; index++) {
    const difference = Math.abs(Number(actual[index]) - Number(expected[index]))
    const error = difference === 0 ? 0 : difference / unit(Number(expected[index]))
    if (Number.isNaN(error)) return { error: Infinity, index }
    if (error > worst.error) worst = { error, index }
  }
  return worst
}

function unitOf(measure: Measure, expected: Numbers): (value: number) => number {
  switch (measure) {
    case 'absolute':
      return () => 1
    case 'relative':
      return Math.abs
    case 'relative above 1':
      return (value) => Math.max(1, Math.abs(value))
    case 'of the largest': {
      let largest = 0
      for (let i = 0; i < expected.length; i++)
        largest = Math.max(largest, Math.abs(Number(expected[i])))
      return () => largest
    }
  }
}
