/** What the record of a training says about what the model can do. */
import { expect, test } from 'vitest'
import { learntColours } from '../../../src-main/models/trained-with.ts'

const trained = (name: string, colourShare?: number, base: object | null = null) => ({
  recipe: { name, ...(colourShare !== undefined && { colourShare }) },
  base,
})

test('a model has learnt to colour grey pictures where its training showed some', () => {
  expect(learntColours(trained('ect', 0.2))).toBe(true)
  expect(learntColours(trained('ect', 0))).toBe(false)
  expect(learntColours(trained('ect'))).toBe(false)
})

test('an adaption keeps that up, and does not teach it', () => {
  expect(learntColours(trained('adapt', 0.2, { coloursGrey: true }))).toBe(true)
  expect(learntColours(trained('adapt', 0.2, { coloursGrey: false }))).toBe(false)
  expect(learntColours(trained('adapt', 0.2, { id: 'of old' }))).toBe(false)
  expect(learntColours(trained('adapt', 0, { coloursGrey: true }))).toBe(false)
})

test('nothing is known of a model without a record, or with one that is not ours', () => {
  for (const training of [
    undefined,
    null,
    'ect',
    { recipe: null },
    { recipe: { colourShare: '1' } },
  ])
    expect(learntColours(training)).toBe(false)
})
