/**
 * The noise levels of a reference case, from its grid indices or as it lists them.
 */
import {
  SIGMA_MIN,
  sigmasAt,
  type GridOptions,
} from '../../../../src-shared/diffusion/noise-schedule.ts'
import type { JsonFields } from '../../../../src-shared/importers/json-fields.ts'
import { compare, type Finding } from '../finding.ts'

export interface CaseLevels {
  /** Where the network is asked, decreasing. */
  readonly sigmas: readonly number[]
  /** Where the last estimate is taken to before it is the result; null leaves it as it is. */
  readonly last: number | null
  readonly sigmaMin: number
}

const GRID = 1e-12
/** sqrt(sigma^2 - sigmaMin^2) at the end of the grid is the root of a rounding error. */
const DEVIATION = 1e-9

/**
 * `ts` are indices of a grid of `steps` points, the last of which the network is not asked at; without
 * them, `sigma` lists the levels.
 */
export function readLevels(fields: JsonFields, constants: GridOptions): CaseLevels {
  const sigmaMin = constants.sigmaMin ?? SIGMA_MIN
  if (!fields.has('ts')) return { sigmas: numbersOf(fields, 'sigma'), last: null, sigmaMin }
  const steps = fields.integer('steps', { min: 1, max: 1_000_000 })
  const indices = fields.integers('ts', { min: 0, max: steps - 1 })
  if (indices.length < 2) throw fields.wrong('ts', 'has fewer than two entries')
  const sigmas = sigmasAt(indices, steps, constants)
  return { sigmas: sigmas.slice(0, -1), last: sigmas.at(-1) ?? null, sigmaMin }
}

/** The reference's own lists of levels against the grid. */
export function* checkLevels(
  item: string,
  fields: JsonFields,
  { sigmas, last, sigmaMin }: CaseLevels,
): Generator<Finding> {
  if (last === null) return
  const next = [...sigmas.slice(1), last]
  const expected = {
    sigma: [sigmas, GRID],
    next_sigma: [next, GRID],
    noise_std: [next.map((sigma) => Math.sqrt(Math.max(sigma ** 2 - sigmaMin ** 2, 0))), DEVIATION],
  } as const
  for (const [key, [actual, tolerance]] of Object.entries(expected)) {
    if (!fields.has(key)) continue
    const measure = 'relative above 1'
    yield compare(`${item}/${key}`, [actual, numbersOf(fields, key)], { tolerance, measure })
  }
}

/** A list of numbers, or one number as a list. */
function numbersOf(fields: JsonFields, key: string): number[] {
  return Array.isArray(fields.take(key)) ? fields.numbers(key) : [fields.number(key)]
}
