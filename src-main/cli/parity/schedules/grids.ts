/**
 * The grid of noise levels, in 64 bits and as the reference program has it in 32.
 */
import { karrasSigmas } from '../../../../src-shared/diffusion/noise-schedule.ts'
import { compare, type Finding } from '../finding.ts'
import { compareExactly, matching, type ScheduleSource } from './source.ts'

/** Roundings of 1e-7 in a sum near 2 are 6e-7 of its smallest values, and the power takes them seven times. */
const SINGLE = { tolerance: 5e-6, measure: 'relative' } as const

export function* checkGrids(source: ScheduleSource): Generator<Finding> {
  for (const [name, count] of matching(source, /^karras_(\d+)$/)) {
    yield compareExactly(source, name, karrasSigmas(Number(count)))
  }
  for (const [name, count] of matching(source, /^karras_f32_(\d+)$/)) {
    const expected = source.golden.values(name)
    yield compare(`${source.item}/${name}`, [karrasSigmas(Number(count)), expected], SINGLE)
  }
}
