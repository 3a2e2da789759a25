/** Folders in the making: whole or not there, whoever else is at work. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { clearUnfinished, makeFolder } from '../../../../src-main/models/importing/new-folder.ts'
import { copyOf, imagenet, temporaryFolder } from '../model-folders.ts'
import { bringIn, contentsOf, emptyLibrary } from './libraries.ts'

test('a model that is larger than the disk is refused by its place and size before anything is written', async () => {
  const root = temporaryFolder()
  const filling = makeFolder({ root, id: 'vast', bytes: 1e18 }, () => {
    throw new Error('was filled')
  })
  const sentence =
    /\/vast was not written: the model needs 1000000000000\.0 MB, and [\d.]+ MB of the disk are left; free/
  await expect(filling).rejects.toThrow(sentence)
  expect(existsSync(join(root, 'vast'))).toBe(false)
  expect(readdirSync(root)).toEqual([])
})

test('what dead processes left is cleared, what another one is writing stays', async () => {
  const root = temporaryFolder()
  const { pid: dead } = spawnSync(process.execPath, ['--version'])
  const living = `.rooms.${process.ppid}.part`
  for (const name of [
    ...[`.rooms.${dead}.part`, `.old.${dead}.removed`, `.own.${process.pid}.part`],
    ...[living, 'rooms', '.hidden'],
  ]) {
    mkdirSync(join(root, name))
    writeFileSync(join(root, name, 'file'), '')
  }
  await clearUnfinished(root)
  expect(readdirSync(root).sort()).toEqual(['.hidden', living, 'rooms'].sort())
})

test('a folder that is in the making is not begun again, and is not spoilt by trying', async () => {
  const root = temporaryFolder()
  const place = { root, id: 'rooms', bytes: 1 }
  await makeFolder(place, async (folder) => {
    await folder.writeText('first', 'a')
    const again = makeFolder(place, () => Promise.resolve())
    await expect(again).rejects.toThrow(`${join(root, 'rooms')} exists; choose another place`)
    await folder.writeText('second', 'b')
  })
  expect(readdirSync(join(root, 'rooms')).sort()).toEqual(['first', 'second'])
  await expect(makeFolder(place, () => Promise.resolve())).rejects.toThrow('exists')
  expect(readdirSync(root)).toEqual(['rooms'])
})

test('a file in the place of the folder that all lie in is called that', async () => {
  const root = join(temporaryFolder(), 'file')
  writeFileSync(root, '')
  const making = makeFolder({ root, id: 'a', bytes: 1 }, () => Promise.resolve())
  await expect(making).rejects.toThrow(`${root} is not a folder; choose another place`)
})

test('a name that a damaged model has is not taken again', async () => {
  const library = emptyLibrary()
  mkdirSync(join(library.own, 'rooms'), { recursive: true })
  writeFileSync(join(library.own, 'rooms', 'model_index.json'), '{')
  const record = await bringIn(copyOf(imagenet, join(temporaryFolder(), 'Rooms')), library)
  expect(record.id).toBe('rooms-2')
})

test('a name that Windows keeps for a device becomes another one', async () => {
  const library = emptyLibrary()
  await bringIn(imagenet, library, { name: 'CON' })
  expect(contentsOf(library)).toEqual(['model-con'])
})
