import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createHostApi } from '../../../src-main/host/create-host-api.ts'
import { fileGrants, newGrantKey } from '../../../src-main/host/file-grants.ts'
import type { Desktop } from '../../../src-main/host/host.ts'
import type { HostApi, OpenedFiles } from '../../../src-shared/contract/host-api.ts'

const nothing = () => undefined
const never = () => nothing
const none = () => Promise.resolve(null)

let folder: string
let host: HostApi
/** What the next dialogs are answered with, and how many have been. */
let answers: (string | null)[]
let asked: string[]
const grants = fileGrants(newGrantKey())

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saving-'))
  answers = []
  asked = []
  const desktop: Desktop = {
    chooseImages: () => Promise.resolve([join(folder, 'source.png')]),
    chooseProject: () => Promise.resolve(join(folder, 'mine.selfsame')),
    chooseFolder: none,
    chooseModel: none,
    chooseSaveTarget: (name) => {
      asked.push(name)
      return Promise.resolve(answers.shift() ?? null)
    },
    recentFiles: () => Promise.resolve([]),
    reveal: nothing,
    showProgress: nothing,
    keepAwake: nothing,
    notify: nothing,
    setUnsaved: nothing,
    onClosing: never,
    answerClosing: nothing,
    onCommand: never,
    onOpenFiles: (listener) => {
      listener({ paths: [join(folder, 'dropped.png')], left: 3 })
      return nothing
    },
  }
  host = createHostApi({
    host: {
      info: { host: 'electron', version: '0', platform: 'linux', nativeDialogs: true },
      desktop,
    },
    log: { add: nothing, lines: () => [] },
    grants,
    settings: { read: () => Promise.resolve({}), change: () => Promise.resolve({}) },
    onEngineRestarted: never,
  })
})
afterEach(() => rm(folder, { recursive: true }))

const bytes = (text: string) => new TextEncoder().encode(text)
const content = (name: string) => readFile(join(folder, name), 'utf8')

test('what was saved once is saved there again without a question', async () => {
  answers = [join(folder, 'a.selfsame')]
  const first = await host.save({ suggestedName: 'a.selfsame', bytes: bytes('one') })
  expect(first?.name).toBe('a.selfsame')
  const { grant: to = '' } = first ?? {}
  const again = await host.save({ suggestedName: 'a.selfsame', bytes: bytes('two'), to })
  expect(again?.name).toBe('a.selfsame')
  expect(asked).toEqual(['a.selfsame'])
  expect(await content('a.selfsame')).toBe('two')
  expect(await readdir(folder)).toEqual(['a.selfsame'])
})

test('a project that was opened is saved where it lies', async () => {
  await writeFile(join(folder, 'mine.selfsame'), 'old')
  const { grant: to = '' } = (await host.chooseProject()) ?? {}
  await host.save({ suggestedName: 'x.selfsame', bytes: bytes('new'), to })
  expect(asked).toEqual([])
  expect(await content('mine.selfsame')).toBe('new')
})

test('a source is never written over: who names one is asked for another place', async () => {
  await writeFile(join(folder, 'source.png'), 'the only one')
  const [source] = await host.chooseImages()
  const to = source?.grant ?? ''
  expect(await host.save({ suggestedName: 'a.png', bytes: bytes('new'), to })).toBeNull()
  expect(asked).toEqual(['a.png'])
  expect(await content('source.png')).toBe('the only one')
})

test('a place that nobody was granted is refused', async () => {
  const request = { suggestedName: 'a.selfsame', bytes: bytes('x'), to: 'made up' }
  await expect(host.save(request)).rejects.toMatchObject({ name: 'UserError' })
})

test('a folder that is gone is told with the name of the file, without its path', async () => {
  answers = [join(folder, 'gone', 'a.png')]
  const failure = host.save({ suggestedName: 'a.png', bytes: bytes('x') })
  await expect(failure).rejects.toThrow(/^a\.png was not written: the folder does not exist/)
})

test('the page gets grants for files that are opened, and how many of a folder were left', () => {
  const heard: OpenedFiles[] = []
  host.onOpenFiles((opened) => heard.push(opened))
  const [opened] = heard
  expect(opened).toMatchObject({ files: [{ name: 'dropped.png' }], left: 3 })
  expect(grants.open(opened?.files[0]?.grant ?? '')).toBe(join(folder, 'dropped.png'))
})
