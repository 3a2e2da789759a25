import { expect, test } from 'vitest'
import { documentsOf, MOST_FROM_FOLDER } from '../../../src-renderer/composables/read-folder.ts'

const dropped = (...paths: readonly string[]) =>
  paths.map((path) => ({ path, file: new File([], path.split('/').at(-1) ?? '') }))
const namesOf = ({ files }: ReturnType<typeof documentsOf>) => files.map(({ name }) => name)

test('files are opened as they were dropped, so that one of no use is named', () => {
  const opened = documentsOf(dropped('b.png', 'notes.txt', 'a.jpg'))
  expect(namesOf(opened)).toEqual(['b.png', 'notes.txt', 'a.jpg'])
})

test('of a folder only the pictures and projects that lie directly in it are opened, by name', () => {
  const opened = documentsOf(
    dropped(
      'trip/z.png',
      'trip/.hidden.png',
      'trip/notes.txt',
      'trip/a.selfsame',
      'trip/raw/c.png',
    ),
  )
  expect(namesOf(opened)).toEqual(['a.selfsame', 'z.png'])
  expect(opened.left).toBe(0)
})

test('of a large folder no more are opened than people can look at, and the rest is counted', () => {
  const opened = documentsOf(dropped(...Array.from({ length: 100 }, (_, i) => `trip/${i}.png`)))
  expect(opened.files).toHaveLength(MOST_FROM_FOLDER)
  expect(opened.left).toBe(100 - MOST_FROM_FOLDER)
})
