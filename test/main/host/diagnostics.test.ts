import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { packDiagnostics, withoutPaths } from '../../../src-main/host/diagnostics.ts'

test('the diagnostics hold versions, settings and the log, and no path', () => {
  const zip = unzipSync(
    packDiagnostics({
      info: { host: 'server', version: '1.2.3', platform: 'linux', nativeDialogs: false },
      settings: { theme: 'dark', folder: '/home/someone/pictures' },
      log: ['Error: at file:///home/someone/selfsame/a.ts:3:4', 'The engine ended (code 1).'],
    }),
  )
  const texts = Object.fromEntries(Object.entries(zip).map(([name, b]) => [name, strFromU8(b)]))
  expect(Object.keys(texts).sort()).toEqual(['about.json', 'log.txt', 'settings.json'])
  expect(texts['about.json']).toContain('1.2.3')
  expect(texts['settings.json']).toContain('dark')
  expect(texts['log.txt']).toContain('The engine ended (code 1).')
  expect(JSON.stringify(texts)).not.toContain('someone')
})

test.each([
  ['at f (/home/me/a b/c.ts:1:2)', 'me'],
  ['C:\\Users\\me\\x.png is damaged', 'me'],
  ['\\\\server\\me\\x.png', 'me'],
  ['open "/Users/me/x"', 'me'],
])('a path in %j is left out', (text, name) => {
  expect(withoutPaths(text)).not.toContain(name)
})

test('the home of a user whose name has a space is left out', () => {
  expect(withoutPaths('/Users/Jane Doe/x.png', '/Users/Jane Doe')).toBe('[home][path]')
})

test.each(['3/4 done', 'https://example.org/page', 'and/or', '12 % of 4:3'])('%j stays', (text) => {
  expect(withoutPaths(text)).toBe(text)
})
