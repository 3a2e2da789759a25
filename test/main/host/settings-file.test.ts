import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { settingsFile } from '../../../src-main/host/settings-file.ts'

describe('the settings', () => {
  let folder: string
  let path: string
  let warnings: string[]
  const open = () => settingsFile(path, (sentence) => warnings.push(sentence))

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'settings-'))
    path = join(folder, 'data', 'settings.json')
    warnings = []
  })
  afterEach(() => rm(folder, { recursive: true }))

  test('are empty at first', async () => {
    expect(await open().read()).toEqual({})
    expect(warnings).toEqual([])
  })

  test('survive, and leave nothing beside them', async () => {
    await open().change({ theme: 'dark', steps: 3 })
    expect(await open().read()).toEqual({ theme: 'dark', steps: 3 })
    expect(await readdir(join(folder, 'data'))).toEqual(['settings.json'])
  })

  test('that nobody knows are kept', async () => {
    await open().change({ theme: 'dark' })
    await writeFile(path, JSON.stringify({ theme: 'dark', 'of a later version': true }))
    expect(await open().change({ theme: 'light' })).toEqual({
      theme: 'light',
      'of a later version': true,
    })
  })

  test('changed many times at once keep every change', async () => {
    const settings = open()
    await Promise.all(Array.from({ length: 20 }, (_, i) => settings.change({ [`key${i}`]: i })))
    const stored = Object.entries(JSON.parse(await readFile(path, 'utf8')) as object)
    expect(stored).toHaveLength(20)
  })

  test.each(['{ "theme": ', '[]', '{ "theme": { "deep": 1 } }', ''])(
    'that cannot be read (%j) are set aside with a sentence',
    async (text) => {
      await open().change({})
      await writeFile(path, text)
      expect(await open().read()).toEqual({})
      const files = await readdir(join(folder, 'data'))
      const aside = files.find((name) => name.endsWith('.bad')) ?? ''
      expect(await readFile(join(folder, 'data', aside), 'utf8')).toBe(text)
      expect(warnings).toHaveLength(1)
      expect(warnings[0]).toContain(aside)
    },
  )
})
