/**
 * Easy consistency tuning: the partner level, and the weighted distances: ect.
 */
import { ECT_WEIGHTS, ectPartner } from '../../../../src-shared/diffusion/curriculum.ts'
import { edmScalings } from '../../../../src-shared/diffusion/preconditioning.ts'
import { compare, type Finding } from '../finding.ts'
import { LEVELS_OR_ZERO, LOSSES } from './tolerances.ts'
import { distancesOf, levelFeeds, type TrainingFixture } from './training-fixture.ts'

interface Mapping {
  /** Of the names of its arrays: ect.qQ_stageS. */
  readonly name: string
  readonly base: number
  readonly stage: number
}

/** Every mapping of the file. */
export async function* checkEasyTuning(fixture: TrainingFixture): AsyncGenerator<Finding> {
  const { golden, item } = fixture
  if (!golden.has('ect.t')) return
  const levels = [...golden.values('ect.t')]
  const mappings = mappingsOf(golden.names)
  for (const mapping of mappings) {
    const partners = levels.map((t) => ectPartner(t, mapping))
    const name = `${mapping.name}.r`
    yield compare(`${item}/${name}`, [partners, golden.values(name)], LEVELS_OR_ZERO)
  }
  for (const digits of constantsOf(golden.names)) {
    const having = mappings.filter(({ name }) => golden.has(`${name}.loss_c${digits}`))
    yield* checkLosses(fixture, { mappings: having, digits })
  }
}

function mappingsOf(names: readonly string[]): Mapping[] {
  return names.flatMap((array) => {
    const [, name, base, stage] = /^(ect\.q(\d+)_stage(\d+))\.r$/.exec(array) ?? []
    return name === undefined ? [] : [{ name, base: Number(base), stage: Number(stage) }]
  })
}

/** The constants c of the pseudo-Huber distance as the names spell them: 006 is 0.06. */
function constantsOf(names: readonly string[]): Set<string> {
  return new Set(names.flatMap((name) => /^ect\..*\.loss_c(\d+)$/.exec(name)?.[1] ?? []))
}

/** Losses at the reference's own levels: their difference is small, and is what the weight divides by. */
async function* checkLosses(
  fixture: TrainingFixture,
  { mappings, digits }: { mappings: readonly Mapping[]; digits: string },
): AsyncGenerator<Finding> {
  if (mappings.length === 0) return
  const { golden, item } = fixture
  const t = golden.tensor('ect.t')
  const partners = mappings.map(({ name }) => golden.tensor(`${name}.r`))
  const c = Number(`${digits.slice(0, 1)}.${digits.slice(1)}`)
  const spec = { metric: { kind: 'pseudo-huber', c }, target: 'online', averages: 0 } as const
  const runs = partners.map((r) => levelFeeds(fixture, { t, r, scale: edmScalings }))
  let run = 0
  for await (const distances of distancesOf(fixture, spec, runs)) {
    const r = partners[run]?.data ?? []
    const losses = distances.map(
      (distance, i) => distance * ECT_WEIGHTS.cifar10(t.data[i] ?? NaN, r[i] ?? NaN),
    )
    const name = `${mappings[run]?.name}.loss_c${digits}`
    yield compare(`${item}/${name}`, [losses, golden.values(name)], LOSSES)
    run++
  }
}
