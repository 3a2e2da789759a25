/** Commands that write folders: pictures, frames, models; and those that only look. */
import { spawnSync } from 'node:child_process'
import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  TINY_MODEL,
  call,
  openDesk,
  paintPhotograph,
  samplesOf,
} from '../../support/command-line.ts'
import type { Desk } from '../../support/command-line.ts'
import { drawPhotograph, writePng } from '../../support/drawn-photographs.ts'
import { writeTinyModel } from '../../support/tiny-model.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.remove())

const at = (name: string) => desk.path(name)
const model = ['--model', TINY_MODEL, '--steps', '1']
const generate = (...more: string[]) => ['generate', '--out', at('new'), ...model, ...more]

async function json(args: readonly string[]): Promise<unknown> {
  const { exitCode, stdout, stderr } = await call([...args, '--json'])
  expect([exitCode, stderr]).toEqual([0, ''])
  return JSON.parse(stdout) as unknown
}

describe('generate', () => {
  test('makes the folder and pictures of the size of the model, one a seed', async () => {
    expect(await json(generate('--count', '3', '--seed', '5'))).toEqual({
      output: at('new'),
      pictures: ['001', '002', '003'].map((digits) => at(`new/picture-${digits}.png`)),
      model: 'tiny_imagenet64',
      device: 'cpu',
      seed: 5,
    })
    expect(await sharp(at('new/picture-001.png')).metadata()).toMatchObject({
      width: 32,
      height: 32,
    })
    await call(['generate', '--out', at('again'), '--count', '1', '--seed', '7', ...model])
    const [third, again] = [at('new/picture-003.png'), at('again/picture-001.png')]
    expect(await readFile(again)).toEqual(await readFile(third))
    expect(await samplesOf(third)).not.toEqual(await samplesOf(at('new/picture-001.png')))
  })

  test('leaves a picture that is there alone, and says so before the work', async () => {
    await mkdir(at('new'))
    await writeFile(at('new/picture-002.png'), 'precious')
    const { exitCode, stderr } = await call(generate('--count', '2'))
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/picture-002\.png exists/)
    expect(await readdir(at('new'))).toEqual(['picture-002.png'])
    expect((await call(generate('--count', '2', '--force'))).exitCode).toBe(0)
    expect(await sharp(at('new/picture-002.png')).metadata()).toMatchObject({ width: 32 })
  })

  test.each([
    ['no/new', /no does not exist; create the folder/],
    ['file', /file is not a folder/],
  ])('refuses the folder %s', async (folder, says) => {
    await writeFile(at('file'), '')
    const { exitCode, stderr } = await call([
      ...['generate', '--count', '1', '--out', at(folder), ...model],
    ])
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(says)
    expect(await desk.files()).toEqual(['file'])
  })

  test('needs to know how many', async () => {
    const { exitCode, stderr } = await call(generate())
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/^--count is missing/)
  })
})

describe('blend', () => {
  test('goes from the one photograph to the other', async () => {
    await paintPhotograph(at('a.png'))
    await sharp(at('a.png')).negate().toFile(at('b.png'))
    const args = ['blend', at('a.png'), at('b.png'), '--frames', '3', '--out', at('new'), ...model]
    const frames = ['001', '002', '003'].map((digits) => at(`new/frame-${digits}.png`))
    expect(await json(args)).toMatchObject({ output: at('new'), frames })
    const [first, , last] = await Promise.all(frames.map(samplesOf))
    expect(first).toEqual(await samplesOf(at('a.png')))
    expect(last).toEqual(await samplesOf(at('b.png')))
  })

  test('refuses photographs of two sizes and makes no folder', async () => {
    await paintPhotograph(at('a.png'))
    await paintPhotograph(at('b.png'), 40, 40)
    const { exitCode, stderr } = await call([
      ...['blend', at('a.png'), at('b.png'), '--frames', '3', '--out', at('new'), ...model],
    ])
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/a\.png has 48 x 40 pixels and \S+b\.png has 40 x 40 pixels; crop/)
    expect(await desk.files()).toEqual(['a.png', 'b.png'])
  })
})

describe('train', () => {
  test('makes a model that the other commands take, and tells of it line by line', async () => {
    await mkdir(at('photographs'))
    for (const [i, name] of ['a', 'b', 'c'].entries()) {
      await writePng(at(`photographs/${name}.png`), drawPhotograph(3 * i, 96, 80))
    }
    await copyFile(at('photographs/a.png'), at('photographs/d.png'))
    await writeTinyModel(at('base'))
    const { exitCode, stdout } = await call([
      ...['train', at('photographs'), '--from', at('base'), '--exclude', 'c.png'],
      ...['--recipe', 'edm', '--steps', '2', '--set', 'optimizer.maxNorm=none', '--strength', '2'],
      ...['--batch', '2', '--out', at('mine'), '--name', 'Mine', '--json'],
    ])
    const events = stdout.trimEnd().split('\n')
    const told = events.map((line) => JSON.parse(line) as { readonly type: string })
    expect(exitCode).toBe(0)
    expect(told[0]).toMatchObject({
      type: 'started',
      photographs: 1,
      heldBack: 1,
      skipped: [{ path: 'd.png', reason: 'is a.png once more' }],
    })
    expect(told.filter(({ type }) => type === 'step')).toHaveLength(2)
    expect(told.at(-1)).toMatchObject({ type: 'finished', reason: 'all-steps', steps: 2 })
    const shown = await json(['models', 'show', at('mine')])
    expect(shown).toMatchObject({ id: 'mine', name: 'Mine', windowSize: 16 })
    const record = JSON.parse(await readFile(at('mine/model.json'), 'utf8')) as {
      readonly training: { readonly recipe: unknown }
    }
    expect(record.training.recipe).toMatchObject({
      optimizer: { maxNorm: null, learningRate: 1.2e-3 },
    })
  })
})

describe('models', () => {
  test('list gives the models that come along', async () => {
    const listed = (await json(['models', 'list'])) as { models: { id: string; hash: string }[] }
    for (const { id, hash } of listed.models) {
      expect(await json(['models', 'show', id])).toMatchObject({ id, hash })
    }
  })

  test('show tells what a folder holds, counted from its weights', async () => {
    const shown = await json(['models', 'show', TINY_MODEL])
    expect(shown).toMatchObject({ id: 'tiny_imagenet64', classes: 10, patchFolding: 1 })
    const { stdout } = await call(['models', 'show', TINY_MODEL])
    expect(stdout).toMatch(/\d+ parameters, SHA-256/)
  })

  test('are mixed into one that says of what, and two of other networks are not', async () => {
    const made = await json(['models', 'mix', TINY_MODEL, TINY_MODEL, '--out', at('mixed')])
    expect(made).toMatchObject({ id: 'mixed' })
    const card = await readFile(at('mixed/MODEL_CARD.md'), 'utf8')
    expect(card).toContain(`selfsame models mix ${TINY_MODEL} ${TINY_MODEL} --out ${at('mixed')}`)
    const refused = await call(['models', 'mix', TINY_MODEL, 'selfsame-base', '--out', at('other')])
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toMatch(
      /tiny_imagenet64 and selfsame-base are not of one network and kind;/,
    )
    expect((await call(['models', 'mix', TINY_MODEL, TINY_MODEL])).exitCode).toBe(2)
    expect(await desk.files()).not.toContain('other')
  })

  test('come in, are renamed and go, in a data folder that is named from here', async () => {
    const env = { SELFSAME_DATA: 'data', XDG_DATA_HOME: '' }
    const run = (...args: string[]) => desk.run(['models', ...args, '--json'], { env })
    const { pid } = spawnSync(process.execPath, ['--version'])
    await mkdir(desk.path(`data/models/.killed.${pid}.part`), { recursive: true })
    const brought = await run('import', TINY_MODEL, '--name', 'Räume 部屋')
    const { id, folder } = JSON.parse(brought.stdout) as { id: string; folder: string }
    expect(folder).toBe(desk.path(`data/models/${id}`))
    const defaults = desk.path('data/models/defaults.json')
    await writeFile(defaults, JSON.stringify({ remove: id, enlarge: 'selfsame-base' }))
    const renamed = await run('rename', id, 'Rooms\n')
    expect(JSON.parse(renamed.stdout)).toMatchObject({ id, name: 'Rooms' })
    expect((await run('rename', id, ' ')).exitCode).toBe(2)
    const removed = await run('remove', id)
    expect([removed.exitCode, removed.stderr]).toEqual([0, ''])
    expect(await desk.files()).toEqual(['data', 'data/models', 'data/models/defaults.json'])
    expect(JSON.parse(await readFile(defaults, 'utf8'))).toEqual({ enlarge: 'selfsame-base' })
  })
})
