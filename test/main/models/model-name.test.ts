/** What models may be called: what file systems take, in any script, and nothing that one of them trips over. */
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cleanName } from '../../../src-main/models/importing/free-id.ts'
import { findModel } from '../../../src-main/models/library.ts'
import { createModelLibrary } from '../../../src-main/models/model-library.ts'
import { faultOfName, idOfFolder } from '../../../src-main/models/model-name.ts'
import { readRecord } from '../../../src-main/models/model-record.ts'
import { taskDefaultsIn } from '../../../src-main/models/task-defaults.ts'
import { writeText } from '../../../src-main/models/model-files.ts'
import { modelIdOf } from '../../../src-main/trainer/run-job.ts'
import { bringIn, contentsOf, emptyLibrary } from './importing/libraries.ts'
import { copyOf, imagenet, temporaryFolder } from './model-folders.ts'

const apart = (name: string) => name.normalize('NFD')

test.each([
  'Bäume',
  '写真',
  'сад',
  'حديقة',
  'my model',
  'a.b',
  'Garden (2)',
  "l'été",
  '🌳',
  'con-2',
])('%s may be the name of a model', (name) => {
  expect(faultOfName(name)).toBeNull()
  expect(faultOfName(apart(name))).toBeNull()
})

test.each([
  ['', 'is empty'],
  ['.', 'begins with a dot'],
  ['..', 'begins with a dot'],
  ['.hidden', 'begins with a dot'],
  ...[...'\\/:*?"<>|'].map((mark) => [`a${mark}b`, 'holds one of']),
  ['a\nb', 'cannot be seen'],
  ['a\0', 'cannot be seen'],
  ['a\u0085b', 'cannot be seen'],
  ['gpj.\u202Eexe', 'cannot be seen'],
  ['half \uD83C', 'cannot be seen'],
  [' a', 'space'],
  ['a ', 'space'],
  ['a.', 'dot'],
  ['CON', 'by Windows'],
  ['nul.txt', 'by Windows'],
  ['com1', 'by Windows'],
  ['LPT³.a', 'by Windows'],
  ['写'.repeat(67), 'longer than 200 bytes'],
])('%j may not be the name of a model', (name, fault) => {
  expect(faultOfName(name)).toContain(fault)
})

test('a folder without a record is known by its name as it is composed, and found however it is typed', async () => {
  const root = temporaryFolder()
  mkdirSync(root, { recursive: true })
  const folder = copyOf(imagenet, join(root, apart('Bäume 写真')))
  expect(idOfFolder(folder)).toBe('Bäume 写真'.normalize('NFC'))
  const library = createModelLibrary({ shipped: root, own: join(root, 'none') })
  const [record] = await library.list()
  for (const typed of ['NFC', 'NFD']) {
    expect(await library.find('Bäume 写真'.normalize(typed))).toEqual(record)
    expect(await findModel('Bäume 写真'.normalize(typed), library)).toEqual(record)
  }
  const tasks = taskDefaultsIn(root)
  await tasks.change('remove', apart('Bäume 写真'))
  expect(await tasks.read()).toEqual({ remove: record?.id })
})

test.each(['../outside', 'a/b', '.hidden', 'a\u0007'])(
  'a record that calls itself %j is refused by its file',
  async (id) => {
    const folder = copyOf(imagenet, temporaryFolder())
    const words = { name: 'A', licence: 'CC0-1.0', hash: 'a'.repeat(64), patch_folding: 1 }
    await writeText(join(folder, 'model.json'), JSON.stringify({ id, ...words, training: null }))
    await expect(readRecord(folder)).rejects.toThrow(`${join(folder, 'model.json')}: id `)
  },
)

test('models that are brought in keep the letters of their names, whatever the script', async () => {
  const library = emptyLibrary()
  for (const name of ['Bäume', apart('BÄUME'), '写真 2', '🌳', '😀 a/b:c'])
    await bringIn(imagenet, library, { name })
  const expected = ['a-b-c', 'bäume', 'bäume-2', 'model', '写真-2']
  expect(contentsOf(library)).toEqual(expect.arrayContaining(expected))
  expect(readdirSync(library.own)).toHaveLength(expected.length)
})

test('long names of letters that take four bytes are cut to what a file system takes', async () => {
  const library = emptyLibrary()
  for (let i = 0; i < 2; i++) await bringIn(imagenet, library, { name: '𠮷'.repeat(60) })
  expect(contentsOf(library)).toEqual(['𠮷'.repeat(45), `${'𠮷'.repeat(45)}-2`])
})

test('a shown name is never cut within a character', () => {
  expect(cleanName(`a${'🌳'.repeat(200)}`)).toBe(`a${'🌳'.repeat(199)}`)
})

test.each([
  ['Bäume & Büsche', 'bäume-büsche-7'],
  ['写真', '写真-7'],
  ['?!', 'model-7'],
  ['𠮷'.repeat(50), `${'𠮷'.repeat(40)}-7`],
])('a training that is called %s makes the folder %s', (name, folder) => {
  expect(modelIdOf(jobOf(name))).toBe(folder)
  expect(faultOfName(modelIdOf(jobOf(name)))).toBeNull()
})

function jobOf(name: string): Parameters<typeof modelIdOf>[0] {
  const plan = { base: 'a', name, seconds: 60, seed: 1 }
  const mask = { region: { x: 0, y: 0, width: 1, height: 1 }, coverage: new Uint8Array(1) }
  return { id: '7', order: { kind: 'picture', picture: 'a.png', plan: { ...plan, mask } } }
}
