import { describe, expect, test } from 'vitest'
import { menuPlan, type MenuEntry } from '../../../src-main/host/desktop/menu-plan.ts'
import {
  filesOfDrop,
  MOST_FROM_FOLDER,
  parseRecent,
  withRecent,
} from '../../../src-main/host/desktop/opened-files.ts'
import { programFolders } from '../../../src-main/host/desktop/program-folders.ts'
import { parseWindowState, planWindow } from '../../../src-main/host/desktop/window-state.ts'
import { wordsFor } from '../../../src-main/host/desktop/words.ts'
import { action as de } from '../../../src-renderer/messages/actions/de.ts'
import { action as en } from '../../../src-renderer/messages/actions/en.ts'
import { action as ja } from '../../../src-renderer/messages/actions/ja.ts'
import { action as zh } from '../../../src-renderer/messages/actions/zh.ts'

const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 }
const stateAt = (x: number, y: number, width = 1200, height = 800) => ({
  bounds: { x, y, width, height },
  maximized: true,
})

describe('the place of the window', () => {
  test('is the one that it was closed at', () => {
    const plan = planWindow(stateAt(100, 50), [SCREEN])
    expect(plan).toEqual({ width: 1200, height: 800, place: { x: 100, y: 50 }, maximized: true })
  })

  test.each([
    ['right of every screen', 1900, 50],
    ['above it', 100, -30],
    ['below it', 100, 1060],
    ['on a screen that is gone', -3000, 100],
  ])('is left to the system when it was %s', (_, x, y) => {
    expect(planWindow(stateAt(x, y), [SCREEN]).place).toBeNull()
  })

  test('is on a second screen when that is still there', () => {
    const left = { x: -1920, y: 0, width: 1920, height: 1080 }
    expect(planWindow(stateAt(-1800, 10), [SCREEN, left]).place).toEqual({ x: -1800, y: 10 })
  })

  test('fits a screen that has become smaller, and is never too small to use', () => {
    const plan = planWindow(stateAt(0, 0, 5000, 10), [SCREEN])
    expect([plan.width, plan.height]).toEqual([1920, 640])
  })

  test.each([
    '',
    '{}',
    'null',
    '{"bounds":{"x":1,"y":2,"width":"3","height":4}}',
    '[1',
    '{"bounds":null}',
  ])('is forgotten when its file holds %j', (text) => {
    expect(parseWindowState(text)).toBeNull()
  })

  test('survives being written and read', () => {
    const state = stateAt(1, 2)
    expect(parseWindowState(JSON.stringify(state))).toEqual(state)
  })
})

describe('recent files', () => {
  test('name each file once, latest first, and end somewhere', () => {
    expect(withRecent(['/a', '/b'], '/b')).toEqual(['/b', '/a'])
    const many = Array.from({ length: 50 }, (_, index) => `/${index}`).reduce(
      withRecent,
      [] as readonly string[],
    )
    expect(many).toHaveLength(12)
    expect(many[0]).toBe('/49')
  })

  test('are none where the file is broken, and only paths where it is not', () => {
    expect(parseRecent('{')).toEqual([])
    expect(parseRecent('{"a":1}')).toEqual([])
    expect(parseRecent('["/a.png",7,"b.png"]')).toEqual(['/a.png'])
  })
})

describe('what is dropped', () => {
  const folders: Readonly<Record<string, readonly string[]>> = {
    '/album': [...Array.from({ length: 15 }, (_, index) => `${index}.png`), 'notes.txt'],
    '/trip': Array.from({ length: 100 }, (_, index) => `${index}.jpg`),
    '/model': ['model_index.json', 'unet', 'curve.png'],
  }
  const disk = {
    isFolder: (path: string) => Promise.resolve(path in folders),
    namesIn: (path: string) => Promise.resolve(folders[path] ?? []),
  }

  test('opens whole where it is a small folder, and leaves nothing', async () => {
    const { paths, left } = await filesOfDrop(['/album'], disk)
    expect([paths.length, left]).toEqual([15, 0])
  })

  test('opens no more pictures of folders than people can look at, and counts the rest', async () => {
    const one = await filesOfDrop(['/trip'], disk)
    expect([one.paths.length, one.left]).toEqual([MOST_FROM_FOLDER, 80])
    const two = await filesOfDrop(['/trip', '/album'], disk)
    expect([two.paths, two.left]).toEqual([one.paths, 95])
  })

  test('counts neither files nor the folder of a model among the pictures of folders', async () => {
    const files = Array.from({ length: 30 }, (_, index) => `/${index}.png`)
    const { paths, left } = await filesOfDrop([...files, '/model', '/album'], disk)
    expect([paths.length, left]).toEqual([30 + 1 + 15, 0])
  })
})

test('what comes with the program lies beside the sources, and among the resources once the program is packed', () => {
  const sources = programFolders({ bundle: '/p/dist/main', resources: null })
  const resourcesOf = ({ models, samples, features }: typeof sources) => [models, samples, features]
  expect(resourcesOf(sources)).toEqual([
    '/p/models',
    '/p/assets/photographs',
    '/p/assets/features/mobilenet-v2.onnx',
  ])
  const packed = programFolders({ bundle: '/r/app.asar/dist/main', resources: '/r' })
  expect(resourcesOf(packed)).toEqual([
    '/r/models',
    '/r/photographs',
    '/r/features/mobilenet-v2.onnx',
  ])
  expect(packed.page).toBe('/r/app.asar/dist/renderer')
})

/** What the page calls its actions. */
const namesOf = (groups: Readonly<Record<string, Readonly<Record<string, string>>>>) =>
  new Map(
    Object.entries(groups).flatMap(([group, names]) =>
      Object.entries(names).map(([name, text]): [string, string] => [`${group}.${name}`, text]),
    ),
  )
const PAGE = { en: namesOf(en), de: namesOf(de), zh: namesOf(zh), ja: namesOf(ja) }

describe('the menu plan', () => {
  const flatten = (entries: readonly MenuEntry[]): readonly MenuEntry[] =>
    entries.flatMap((entry) =>
      entry.kind === 'menu' ? [entry, ...flatten(entry.entries)] : [entry],
    )
  const planFor = (platform: string, locale = 'en') =>
    flatten(menuPlan({ platform, words: wordsFor(locale), recent: [], development: false }))

  test.each(['linux', 'win32', 'darwin'])('gives no keys twice on %s', (platform) => {
    const keys = planFor(platform).flatMap((entry) =>
      entry.kind === 'command' && entry.keys !== undefined ? [entry.keys] : [],
    )
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('has the roles of the system on macOS and none of its own menus elsewhere', () => {
    const roles = (platform: string) =>
      planFor(platform).flatMap((entry) => (entry.kind === 'role' ? [entry.role] : []))
    expect(roles('darwin')).toEqual(expect.arrayContaining(['about', 'hide', 'copy', 'quit']))
    expect(roles('linux')).not.toContain('about')
    expect(roles('linux')).not.toContain('toggleDevTools')
  })

  test.each(['de-AT', 'zh-CN', 'ja'])('speaks %s in every entry that English has', (locale) => {
    const english = planFor('linux').map((entry) => ('label' in entry ? entry.label : ''))
    const other = planFor('linux', locale).map((entry) => ('label' in entry ? entry.label : ''))
    expect(other).toHaveLength(english.length)
    const same = other.filter((label, index) => label !== '' && label === english[index])
    expect(same.every((label) => /%$/.test(label ?? ''))).toBe(true)
  })

  test.each(Object.entries(PAGE))('calls every command in %s as the page does', (locale, page) => {
    const commands = planFor('linux', locale).filter((entry) => entry.kind === 'command')
    expect(commands.length).toBeGreaterThan(30)
    for (const { command, label } of commands) expect(label, command).toBe(page.get(command))
  })

  test('falls back to English', () => {
    expect(wordsFor('tlh').open).toBe('Open…')
  })
})
