/**
 * What the checks of schedules share: where the numbers are, and how near they must be.
 */
import { compare, type Item } from '../finding.ts'
import type { GoldenJson } from '../golden-json.ts'
import type { GoldenTensors } from '../golden-tensors.ts'

export interface ScheduleSource {
  readonly golden: GoldenTensors
  readonly constants: GoldenJson
  /** What its items are named after. */
  readonly item: string
}

/** The reference's own tolerance for numbers in 64 bits: absolute up to 1, and a share of what is larger. */
export const EXACT = { tolerance: 1e-12, measure: 'relative above 1' } as const

/** Compares an array of 64-bit numbers. */
export function compareExactly(
  { golden, item }: ScheduleSource,
  name: string,
  actual: readonly number[],
): Item {
  return compare(`${item}/${name}`, [actual, golden.values(name)], EXACT)
}

/** The matches of `pattern` among the names of the arrays. */
export function matching({ golden }: ScheduleSource, pattern: RegExp): RegExpExecArray[] {
  return golden.names.map((name) => pattern.exec(name)).filter((match) => match !== null)
}
