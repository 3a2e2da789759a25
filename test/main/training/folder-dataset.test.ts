/** Which files become photographs, which are listed as skipped, and which of them are held back. */
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fingerprint } from '../../../src-main/training/folder-dataset.ts'
import { splitPhotographs } from '../../../src-main/training/split.ts'
import { scanFolder } from '../../../src-main/training/survey-folder.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import {
  drawPhotograph,
  encodePng,
  imaginary,
  temporaryFolder,
  writePng,
} from '../../support/drawn-photographs.ts'

let folder = ''
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(async () => rm(folder, { recursive: true }))

const usable = { minSide: 64 }

describe('scanFolder', () => {
  test('finds photographs in subfolders in the byte order of their paths', async () => {
    for (const name of ['b.png', 'a/z.PNG', 'B.png', 'é.png', 'a-1.png']) {
      await writePng(join(folder, name), drawPhotograph(1))
    }
    const { photographs, skipped } = await scanFolder(folder, usable)
    expect(photographs.map(({ path }) => path)).toEqual([
      'B.png',
      'a-1.png',
      'a/z.PNG',
      'b.png',
      'é.png',
    ])
    expect(photographs[0]).toMatchObject({ width: 160, height: 128 })
    expect(skipped).toEqual([])
  })

  test('lists truncated, empty, foreign and small files with a reason and goes on', async () => {
    const png = encodePng(drawPhotograph(1))
    await writePng(join(folder, 'good.png'), drawPhotograph(1))
    await writePng(join(folder, 'small.png'), drawPhotograph(1, 70, 63))
    await writeFile(join(folder, 'truncated.png'), png.subarray(0, png.length / 2))
    await writeFile(join(folder, 'empty.jpg'), '')
    await writeFile(join(folder, 'text.jpg'), 'no picture')
    await writeFile(join(folder, 'notes.txt'), 'left alone')
    await mkdir(join(folder, 'folder.png'))
    const { photographs, skipped } = await scanFolder(folder, usable)
    expect(photographs.map(({ path }) => path)).toEqual(['good.png'])
    expect(skipped.map(({ path }) => path)).toEqual([
      'empty.jpg',
      'small.png',
      'text.jpg',
      'truncated.png',
    ])
    expect(skipped.every(({ reason }) => reason.length > 5)).toBe(true)
    expect(skipped[1]?.reason).toContain('70x63')
  })

  test('follows links, looks into no folder twice, and says which link leads nowhere', async () => {
    const elsewhere = await temporaryFolder()
    await writePng(join(elsewhere, 'disk', 'far.png'), drawPhotograph(1))
    await writePng(join(elsewhere, 'near.png'), drawPhotograph(2))
    await symlink(join(elsewhere, 'disk'), join(folder, 'album'))
    await symlink(join(elsewhere, 'disk'), join(folder, 'the same album'))
    await symlink(join(elsewhere, 'near.png'), join(folder, 'near.png'))
    await symlink(folder, join(folder, 'round and round'))
    await symlink(join(elsewhere, 'gone.jpg'), join(folder, 'gone.jpg'))
    const { photographs, skipped } = await scanFolder(folder, usable)
    await rm(elsewhere, { recursive: true })
    expect(photographs.map(({ path }) => path)).toEqual(['album/far.png', 'near.png'])
    expect(skipped).toEqual([{ path: 'gone.jpg', reason: 'a link that leads to no file' }])
  })

  test('leaves hidden files and folders alone', async () => {
    for (const name of ['a.png', '._a.png', '.thumbnails/a.png'])
      await writePng(join(folder, name), drawPhotograph(1))
    const { photographs, skipped } = await scanFolder(folder, usable)
    expect(photographs.map(({ path }) => path)).toEqual(['a.png'])
    expect(skipped).toEqual([])
  })

  test('a folder that is missing or without photographs is the user’s to mend', async () => {
    await expect(scanFolder(join(folder, 'missing'), usable)).rejects.toThrow(UserError)
    await expect(scanFolder(folder, usable)).rejects.toThrow(/holds no photograph/)
  })

  test('stops when it is aborted', async () => {
    await writePng(join(folder, 'a.png'), drawPhotograph(1))
    const scan = scanFolder(folder, { ...usable, signal: AbortSignal.abort() })
    await expect(scan).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('fingerprint', () => {
  test('changes with a name or a size and with nothing else', () => {
    const [one, two] = imaginary(2)
    if (!one || !two) throw new Error('two photographs are needed')
    expect(fingerprint([one, two])).toBe(fingerprint([{ ...one, file: 'moved' }, two]))
    expect(fingerprint([one, two])).not.toBe(fingerprint([{ ...one, width: 161 }, two]))
    expect(fingerprint([one, two])).not.toBe(fingerprint([one]))
  })
})

describe('splitPhotographs', () => {
  test('holds back about one in sixteen and loses none', () => {
    const photographs = imaginary(800)
    const { training, heldBack } = splitPhotographs(photographs)
    expect(heldBack.length).toBeGreaterThan(30)
    expect(heldBack.length).toBeLessThan(70)
    expect(new Set([...training, ...heldBack])).toEqual(new Set(photographs))
    expect(training.length + heldBack.length).toBe(800)
  })

  test('holds back exactly one of two and none of one', () => {
    expect(splitPhotographs(imaginary(2)).heldBack).toHaveLength(1)
    expect(splitPhotographs(imaginary(1))).toEqual({ training: imaginary(1), heldBack: [] })
  })

  test('a photograph stays on its side when others are added', () => {
    const before = splitPhotographs(imaginary(400)).heldBack
    const after = splitPhotographs(imaginary(800)).heldBack
    expect(after).toEqual(expect.arrayContaining([...before]))
  })
})
