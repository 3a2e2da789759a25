import type { TrainingEnd } from '../../../../src-shared/contract/training-api.ts'
import { describe, expect, test } from 'vitest'
import { stateOf } from '../../../../src-renderer/stores/training/job-words.ts'
import { remarkOf, toggled } from '../../../../src-renderer/stores/training/photograph-marks.ts'
import {
  inOrder,
  makePlan,
  parseField,
  USUAL_PLAN,
  withField,
} from '../../../../src-renderer/stores/training/plan-values.ts'
import {
  UNSEEN,
  withEvent,
  withHistory,
} from '../../../../src-renderer/stores/training/run-view.ts'
import { trainingJob } from '../../support/training-double.ts'

const photograph = {
  path: 'a.jpg',
  use: 'training',
  width: 8,
  height: 8,
  bytes: 1,
  problem: null,
  duplicateOf: null,
} as const
const like = { path: 'b.jpg', by: 'looks' } as const
const none = { exclude: [], include: [] }
const data = { source: { kind: 'folder', grant: 'g' }, ...none } as const

describe('pressing a photograph', () => {
  test('leaves it out, and takes it back when it is pressed again', () => {
    const out = toggled(none, photograph)
    expect(out).toEqual({ exclude: ['a.jpg'], include: [] })
    expect(toggled(out, { ...photograph, use: 'excluded' })).toEqual(none)
  })

  test('takes a duplicate in, and leaves it to be a duplicate again', () => {
    const taken = toggled(none, { ...photograph, use: 'duplicate', duplicateOf: like })
    expect(taken).toEqual({ exclude: [], include: ['a.jpg'] })
    expect(toggled(taken, { ...photograph, duplicateOf: like })).toEqual(none)
  })

  test('changes nothing where it is of no use, and says the reason as it was given', () => {
    const broken = {
      ...photograph,
      use: 'unusable',
      problem: { kind: 'unreadable', said: { text: 'It ends too soon.' } },
    } as const
    expect(toggled(none, broken)).toBe(none)
    expect(remarkOf(broken)).toEqual({ text: 'It ends too soon.' })
    expect(remarkOf(photograph)).toBeNull()
  })
})

describe('a plan', () => {
  test('asks for a time unless a number of updates was typed', () => {
    expect(makePlan(USUAL_PLAN, data).length).toEqual({ minutes: USUAL_PLAN.minutes })
    expect(makePlan({ ...USUAL_PLAN, updates: 20 }, data).length).toEqual({ steps: 20 })
  })

  test('names only the constants that differ from the usual ones', () => {
    const field = { name: 'levels.stages', value: 8, kind: 'integer' } as const
    const changed = { ...USUAL_PLAN, ...withField(USUAL_PLAN, field, 4) }
    expect(makePlan(changed, data).fields).toEqual({ 'levels.stages': 4 })
    const back = { ...changed, ...withField(changed, field, 8) }
    expect(makePlan(back, data)).not.toHaveProperty('fields')
  })

  test.each([
    ['integer', '4', 4],
    ['integer', '4.5', undefined],
    ['integer', '31', undefined],
    ['real', '0,5', 0.5],
    ['real', '1e-3', 1e-3],
    ['real', 'many', undefined],
    ['reals', '0.5; 0.25', [0.5, 0.25]],
    ['reals', '0.5 99', undefined],
    ['real', '', undefined],
  ] as const)('takes for a field of kind %s what is typed as "%s" for %o', (kind, text, value) => {
    expect(parseField({ name: 'f', value: 1, kind, min: 0, max: 30 }, text)).toEqual(value)
  })

  test('takes nothing for a field that can be switched off', () => {
    expect(parseField({ name: 'f', value: 1, kind: 'real', optional: true }, ' ')).toBeNull()
  })

  test('offers the recipes from the plainest to the rest, and one without words last', () => {
    const report = (name: string) => ({ name, base: 'optional', fields: [] }) as const
    const names = inOrder(['edm', 'new', 'ct', 'ect'].map(report)).map(({ name }) => name)
    expect(names).toEqual(['ct', 'ect', 'edm', 'new'])
  })
})

describe('the view of a run', () => {
  const step = (at: number) =>
    ({
      type: 'step',
      id: 'j',
      point: { step: at, loss: at, gradientNorm: 1 },
      points: 10,
      targetRate: 0.9,
      learningRate: 1e-3,
    }) as const

  test('keeps the mean of a long curve while it is thinned', () => {
    let view = UNSEEN
    const count = 2400
    for (let at = 1; at <= count; at++) view = withEvent(view, step(at))
    expect(view.points.length).toBeLessThan(1700)
    expect(view.points.at(-1)?.step).toBe(count)
    const early = view.points.slice(0, 700)
    for (const point of early) expect(point.loss).toBe(point.step - 0.5)
  })

  test('joins what was missed to what was heard since, without telling a step twice', () => {
    const heard = [3, 4, 5].reduce((view, at) => withEvent(view, step(at)), UNSEEN)
    const points = [1, 2, 3, 4].map((at) => step(at).point)
    const joined = withHistory(heard, { points, validations: [], samples: null, watched: null })
    expect(joined.points.map((point) => point.step)).toEqual([1, 2, 3, 4, 5])
  })

  test('says why a run waits, and how it ended in the words that were given', () => {
    const held = trainingJob({ state: 'held', hold: 'battery' })
    expect(stateOf(held)).toEqual({ key: 'training.hold.battery' })
    const end = { reason: 'diverged', step: 7, said: null, model: 'm' } as const
    expect(stateOf(trainingJob({ state: 'ended', end }))).toEqual({
      key: 'training.end.diverged',
      values: { step: 7 },
    })
    const said = { text: 'The disk of the run is gone.' }
    const failed = trainingJob({ state: 'ended', end: { ...end, said } })
    expect(stateOf(failed)).toEqual(said)
  })

  test('names the update of the model of a run that was stopped, where there is one', () => {
    const stopped = { reason: 'asked', step: 400, said: null, model: 'm' } as const
    const ended = (end: TrainingEnd) => stateOf(trainingJob({ state: 'ended', end }))
    expect(ended(stopped)).toEqual({ key: 'training.end.asked', values: { step: 400 } })
    expect(ended({ ...stopped, model: null })).toEqual({ key: 'training.end.nothing' })
  })
})
