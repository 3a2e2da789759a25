/**
 * How training tightens: N(k) and mu(k) of consistency training, its improved form, and easy consistency tuning.
 */
import { huberConstant } from '../../../../src-shared/diffusion/consistency-loss.ts'
import {
  ctPointCount,
  ctTargetRate,
  ectPartner,
  ictPointCount,
  ictStageLength,
  type CtSchedule,
} from '../../../../src-shared/diffusion/curriculum.ts'
import {
  intervalProbabilities,
  intervalWeights,
} from '../../../../src-shared/diffusion/interval-law.ts'
import { karrasSigmas } from '../../../../src-shared/diffusion/noise-schedule.ts'
import type { JsonFields } from '../../../../src-shared/importers/json-fields.ts'
import { compare, skip, type Finding } from '../finding.ts'
import { compareExactly, matching, type ScheduleSource } from './source.ts'

const EQUAL = { tolerance: 0 }

/** ct.NAME.{k, N, mu_code, mu_paper}, with the constants of NAME. */
export function* checkConsistencyCurricula(source: ScheduleSource): Generator<Finding> {
  const { golden, constants } = source
  for (const [name, base = ''] of matching(source, /^ct\.(.+)\.k$/)) {
    const fields = constants.case(base)
    if (!fields) {
      yield skip(`${source.item}/ct.${base}`, 'the JSON file holds no constants for it')
      continue
    }
    const schedule = ctSchedule(fields)
    const iterations = [...golden.values(name)]
    const functions = {
      N: (k: number) => ctPointCount(k, schedule),
      mu_code: (k: number) => ctTargetRate(k, schedule, 'published'),
      mu_paper: (k: number) => ctTargetRate(k, schedule, 'paper'),
    }
    for (const [key, of] of Object.entries(functions)) {
      const array = `ct.${base}.${key}`
      if (golden.has(array)) yield compareExactly(source, array, iterations.map(of))
    }
    if (fields.has('first_seen'))
      yield checkFirstSeen(`${source.item}/ct.${base}`, fields, schedule)
  }
}

/** s0, s1, mu0 and K of consistency training. */
export function ctSchedule(fields: JsonFields): CtSchedule {
  return {
    first: fields.integer('s0', { min: 1 }),
    last: fields.integer('s1', { min: 1 }),
    targetRate: fields.number('mu0', { min: 0, max: 1 }),
    iterations: fields.integer('K', { min: 1 }),
  }
}

/** Pairs [k, N]: among every so many iterations, k is the first with N points. */
function checkFirstSeen(item: string, fields: JsonFields, schedule: CtSchedule): Finding {
  const every = fields.integer('scanned_every', { min: 1 })
  const pairs = fields.integerLists('first_seen')
  const expected = pairs.flatMap(([k = -1, points = -1]) => [points, k])
  const actual = pairs.flatMap(([k = -1]) => {
    const points = ctPointCount(k, schedule)
    const before = k === 0 ? 0 : ctPointCount(k - every, schedule)
    return [points, before < points ? k : -1]
  })
  return compare(`${item}.first_seen`, [actual, expected], EQUAL)
}

/** ict.NAME.{k, N}, and what belongs to a grid of N points or to images of d values. */
export function* checkImprovedCurricula(source: ScheduleSource): Generator<Finding> {
  const { golden, constants, item } = source
  for (const [name, base = ''] of matching(source, /^(ict\..+)\.k$/)) {
    const fields = constants.case(base)
    if (!fields) {
      yield skip(`${item}/${base}`, 'the JSON file holds no constants for it')
      continue
    }
    const schedule = ictSchedule(fields)
    const points = [...golden.values(name)].map((k) => ictPointCount(k, schedule))
    yield compareExactly(source, `${base}.N`, points)
    yield checkStageLength(`${item}/${base}.K_prime`, fields)
  }
  yield* checkImprovedGrids(source)
  if (golden.has('ict_huber_c')) {
    const rows = golden.values('ict_huber_c')
    const actual = [...rows].map((value, i) =>
      i % 2 === 0 ? value : huberConstant(rows[i - 1] ?? 0),
    )
    yield compareExactly(source, 'ict_huber_c', actual)
  }
}

/** s0, s1 and K of improved consistency training. */
export function ictSchedule(fields: JsonFields) {
  return {
    first: fields.integer('s0', { min: 1 }),
    last: fields.integer('s1', { min: 1 }),
    iterations: fields.integer('K', { min: 1 }),
  }
}

/** K': iterations between two doublings. */
export function checkStageLength(name: string, fields: JsonFields): Finding {
  const actual = ictStageLength(ictSchedule(fields))
  return compare(name, [[actual], [fields.integer('K_prime')]], EQUAL)
}

function* checkImprovedGrids(source: ScheduleSource): Generator<Finding> {
  const functions = {
    sigma: (sigmas: readonly number[]) => [...sigmas],
    p: (sigmas: readonly number[]) => intervalProbabilities(sigmas),
    lambda: intervalWeights,
  }
  for (const [key, of] of Object.entries(functions)) {
    for (const [name, count] of matching(source, new RegExp(`^ict_${key}_(\\d+)$`))) {
      yield compareExactly(source, name, of(karrasSigmas(Number(count)).reverse()))
    }
  }
}

/** ect_r_qQ_stageS at the levels of ect_t. */
export function* checkEasyCurricula(source: ScheduleSource): Generator<Finding> {
  for (const [name, base, stage] of matching(source, /^ect_r_q(\d+)_stage(\d+)$/)) {
    const mapping = { base: Number(base), stage: Number(stage) }
    const levels = [...source.golden.values('ect_t')]
    yield compareExactly(
      source,
      name,
      levels.map((t) => ectPartner(t, mapping)),
    )
  }
}
