/** What a folder holds and what a run does with it: duplicates, damage, exclusions, the constants of recipes. */
import { copyFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { choosePhotographs } from '../../../src-main/training/choose-photographs.ts'
import { datasetReport } from '../../../src-main/training/dataset-report.ts'
import { DEFAULT_NETWORK } from '../../../src-main/training/default-network.ts'
import { lookDistance, lookHash } from '../../../src-main/training/look-hash.ts'
import {
  recipeFields,
  recipeReports,
  withFields,
} from '../../../src-main/training/recipe-fields.ts'
import { scheduleNow } from '../../../src-main/training/schedule-now.ts'
import { surveyFolder } from '../../../src-main/training/survey-folder.ts'
import type { SurveyedFile, SurveyMemory } from '../../../src-main/training/survey-folder.ts'
import { defaultRecipe, recipeNames } from '../../../src-shared/training/recipe.ts'
import { drawPhotograph, temporaryFolder, writePng } from '../../support/drawn-photographs.ts'

let folder = ''
let files: readonly SurveyedFile[] = []

beforeAll(async () => {
  folder = await temporaryFolder()
  await copyFile('assets/photographs/fruits.jpg', join(folder, 'a-fruits.jpg'))
  await copyFile('assets/photographs/fruits.jpg', join(folder, 'b-again.jpg'))
  await sharp('assets/photographs/fruits.jpg')
    .resize({ width: 300 })
    .webp({ quality: 60 })
    .toFile(join(folder, 'c-small.webp'))
  await copyFile('assets/photographs/butterfly.jpg', join(folder, 'd-butterfly.jpg'))
  await writeFile(join(folder, 'e-torn.jpg'), 'no picture')
  await writePng(join(folder, 'f-tiny.png'), drawPhotograph(1, 20, 20))
  files = await surveyFolder(folder, { minSide: 64 })
})
afterAll(async () => rm(folder, { recursive: true }))

const usesOf = (exclude: readonly string[], include: readonly string[]) =>
  Object.fromEntries(
    choosePhotographs(files, { exclude, include }).reports.map(({ path, use }) => [path, use]),
  )

describe('a folder', () => {
  test('tells copies from photographs that look alike, and both from others', () => {
    const { reports } = choosePhotographs(files, { exclude: [], include: [] })
    const found = Object.fromEntries(reports.map(({ path, duplicateOf }) => [path, duplicateOf]))
    expect(found).toEqual({
      'a-fruits.jpg': null,
      'b-again.jpg': { path: 'a-fruits.jpg', by: 'bytes' },
      'c-small.webp': { path: 'a-fruits.jpg', by: 'looks' },
      'd-butterfly.jpg': null,
      'e-torn.jpg': null,
      'f-tiny.png': null,
    })
  })

  test('says why a file is of no use', () => {
    const { skipped } = choosePhotographs(files, { exclude: [], include: [] })
    expect(skipped.find(({ path }) => path === 'f-tiny.png')?.reason).toMatch(/20x20.*64/)
    expect(skipped.map(({ path }) => path)).toContain('e-torn.jpg')
  })

  test('uses what it is told to', () => {
    expect(usesOf([], [])).toMatchObject({ 'b-again.jpg': 'duplicate', 'e-torn.jpg': 'unusable' })
    const uses = usesOf(['d-butterfly.jpg'], ['b-again.jpg'])
    expect(uses['d-butterfly.jpg']).toBe('excluded')
    expect([uses['a-fruits.jpg'], uses['b-again.jpg']].sort()).toEqual(['training', 'validation'])
  })

  test('lets a copy take the place of an excluded photograph', () => {
    const uses = usesOf(['a-fruits.jpg'], [])
    expect(uses).toMatchObject({ 'a-fruits.jpg': 'excluded', 'c-small.webp': 'duplicate' })
    expect(['training', 'validation']).toContain(uses['b-again.jpg'])
  })

  test('is counted by use', () => {
    const { reports } = choosePhotographs(files, { exclude: [], include: [] })
    const report = datasetReport('garden', reports, null)
    expect(report.counts).toEqual({
      training: 1,
      validation: 1,
      excluded: 0,
      duplicate: 2,
      unusable: 2,
    })
    expect(report.bytes).toBe((files[0]?.bytes ?? 0) + (files[3]?.bytes ?? 0))
  })

  test('is read once while its files stay as they are', async () => {
    const memory: SurveyMemory = new Map()
    const first = await surveyFolder(folder, { minSide: 64, memory })
    const told: number[] = []
    const second = await surveyFolder(folder, {
      minSide: 10,
      memory,
      onProgress: ({ done }) => told.push(done),
    })
    expect(memory.size).toBe(6)
    expect(told.at(-1)).toBe(6)
    expect(second.find(({ path }) => path === 'f-tiny.png')?.problem).toBeNull()
    expect(second.map(({ sha256 }) => sha256)).toEqual(first.map(({ sha256 }) => sha256))
  })
})

test('a look changes little with light and little with size, and much with the picture', () => {
  const image = drawPhotograph(2)
  const brighter = { ...image, data: image.data.map((value) => value / 2 + 60) }
  expect(lookDistance(lookHash(image), lookHash(brighter))).toBeLessThanOrEqual(4)
  expect(lookDistance(lookHash(image), lookHash(drawPhotograph(5)))).toBeGreaterThan(4)
  expect(lookDistance([0xffffffff, 0], [0, 1])).toBe(33)
})

describe('the constants of a recipe', () => {
  const options = { network: DEFAULT_NETWORK, steps: 100, batch: 8 }

  test('are listed for every recipe, each within its own range', () => {
    expect(recipeReports(DEFAULT_NETWORK).map(({ name }) => name)).toEqual(recipeNames)
    for (const name of recipeNames) {
      const recipe = defaultRecipe(name, options)
      const values = Object.fromEntries(
        recipeFields(recipe).map((field) => [field.name, field.value]),
      )
      expect(withFields(recipe, values)).toEqual(recipe)
    }
  })

  test('can be changed one by one', () => {
    const recipe = defaultRecipe('ict', options)
    const changed = withFields(recipe, { 'levels.law.mean': -0.5, 'optimizer.maxNorm': 2 })
    expect(changed.levels).toMatchObject({ law: { mean: -0.5, deviation: 2 } })
    expect(changed.optimizer).toEqual({ ...recipe.optimizer, maxNorm: 2 })
    expect(recipe.optimizer.maxNorm).toBeNull()
  })

  test.each([
    [{ 'levels.nonsense': 1 }, /has no levels.nonsense; it has .*levels.first/],
    [{ 'levels.first': 2.5 }, /levels.first takes .* as a whole number, not 2.5/],
    [{ 'optimizer.beta1': 1 }, /optimizer.beta1 takes 0 to/],
    [{ 'optimizer.beta1': null }, /optimizer.beta1/],
    [{ 'optimizer.kind': 'sgd' }, /one of adam, radam, not sgd/],
    [{ averageRates: [0.5, 1] }, /averageRates takes 0 to/],
  ])('are refused where they cannot be: %j', (values, words) => {
    expect(() => withFields(defaultRecipe('ct', options), values)).toThrow(words)
  })

  test('give N(k) and mu(k) where the recipe has them', () => {
    const ct = defaultRecipe('ct', options)
    expect(scheduleNow(ct, 0)).toMatchObject({ points: 2 })
    expect(scheduleNow(ct, 0).targetRate).toBeCloseTo(0.9 ** 2)
    expect(scheduleNow(ct, 99).points).toBe(151)
    expect(scheduleNow(defaultRecipe('ict', options), 0)).toMatchObject({
      points: 11,
      targetRate: null,
    })
    expect(scheduleNow(defaultRecipe('ect', options), 0).points).toBeNull()
  })
})
