/** Recipes on the command line: written by an edit, replayed to the same samples, refused when anything changed. */
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  TINY_MODEL,
  call,
  openDesk,
  paintDab,
  paintMask,
  paintPhotograph,
  samplesOf,
} from '../../support/command-line.ts'
import type { Desk } from '../../support/command-line.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
  await paintPhotograph(desk.path('photo.png'))
  await paintMask(desk.path('mask.png'))
  await paintDab(desk.path('dab.png'))
})
afterEach(() => desk.remove())

const at = (name: string) => desk.path(name)
const model = () => ['--model', TINY_MODEL]
const inpaint = (...more: string[]) => [
  ...['edit', 'inpaint', at('photo.png'), '--mask', at('mask.png'), '--out', at('out.png')],
  ...['--recipe', at('out.json'), '--steps', '2', ...model(), ...more],
]
const replay = (...more: string[]) => [
  ...['replay', at('out.json'), '--out', at('again.png'), ...model(), ...more],
]

test.each([
  ['inpaint', () => ['--mask', at('mask.png'), '--steps', '2']],
  ['upscale', () => ['--scale', '2', '--seed', '5']],
  ['denoise', () => []],
  ['stroke', () => ['--label', '3']],
  ['colorize', () => ['--hints', at('dab.png'), '--steps', '2']],
] as const)('the recipe of edit %s makes the same samples again', async (operator, options) => {
  const edit = ['edit', operator, at('photo.png'), '--out', at('out.png'), ...options()]
  expect(await call([...edit, '--recipe', at('out.json'), ...model()])).toMatchObject({
    exitCode: 0,
  })
  const { exitCode, stdout, stderr } = await call([...replay(), '--json'])
  expect(stderr).toBe('')
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ identical: true, output: at('again.png') })
  expect(await samplesOf(at('again.png'))).toEqual(await samplesOf(at('out.png')))
})

test('what wide holes were filled with is said, and one that does not say it was filled in the natural way', async () => {
  await paintMask(at('mask.png'), { white: (x, y) => x >= 10 && x < 34 && y >= 8 && y < 30 })
  const filled = async (...more: string[]) =>
    expect(await call(inpaint(...more, '--force'))).toMatchObject({ exitCode: 0 })
  await filled('--fill', 'natural')
  const natural = await samplesOf(at('out.png'))
  await filled('--fill', 'smooth')
  expect(await samplesOf(at('out.png'))).not.toEqual(natural)
  await filled()
  expect(await samplesOf(at('out.png'))).toEqual(natural)
  const recipe = await readFile(at('out.json'), 'utf8')
  const silent = recipe.replace(/,\s*"fill": "natural"/, '')
  expect(silent).not.toBe(recipe)
  await writeFile(at('out.json'), silent)
  expect((await call(replay())).exitCode).toBe(0)
  expect(await samplesOf(at('again.png'))).toEqual(natural)
})

test('every variation has a recipe of its own', async () => {
  await call(inpaint('--variations', '2'))
  await cp(at('out-2.json'), at('out.json'))
  expect((await call(replay('--source', at('photo.png')))).exitCode).toBe(0)
  expect(await samplesOf(at('again.png'))).toEqual(await samplesOf(at('out-2.png')))
})

test('another result ends with code 1 and is said', async () => {
  await call(inpaint())
  const recipe = await readFile(at('out.json'), 'utf8')
  await writeFile(at('out.json'), recipe.replace('"seed": 0', '"seed": 9'))
  const { exitCode, stdout } = await call([...replay(), '--json'])
  expect(exitCode).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({ identical: false })
})

test('a changed source is refused by name', async () => {
  await call(inpaint())
  await paintPhotograph(at('other.png'), 48, 41)
  const { exitCode, stderr } = await call(replay('--source', at('other.png')))
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(/^other\.png is not the picture that the recipe was made from/)
  expect(await desk.files()).not.toContain('again.png')
})

test('a source that is neither named nor beside the recipe is asked for', async () => {
  await call(inpaint())
  await paintPhotograph(at('photo.png'), 50, 41)
  const { exitCode, stderr } = await call(replay())
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(/^No picture beside the recipe .*; name it with --source\.\n$/)
})

test('another model is refused with the remedy', async () => {
  await call(inpaint())
  const other = join('test', 'fixtures', 'tiny_bedroom256')
  const { exitCode, stderr } = await call(replay('--model', other))
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(
    /^The model tiny_bedroom256 is not the one .*; install the one whose SHA-256/,
  )
})

test('the source is never written over', async () => {
  await call(inpaint())
  const { exitCode, stderr } = await call([
    ...['replay', at('out.json'), '--out', at('photo.png'), '--force'],
    ...model(),
  ])
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(/is the source itself/)
})
