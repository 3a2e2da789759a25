/** Which files of a folder are handed to the trainer. */
import { expect, test } from 'vitest'
import { photographsOf } from '../../../src-renderer/composables/read-folder.ts'

const files = (...paths: string[]) => paths.map((path) => ({ path, file: new File(['x'], path) }))

test('only photographs go to the trainer, by their paths below the folder that holds them all', () => {
  const { name, files: sent } = photographsOf(
    files('trip/a.JPG', 'trip/day 2/b.webp', 'trip/film.mp4', 'trip/._a.JPG', 'trip/.thumbs/c.png'),
  )
  expect(name).toBe('trip')
  expect(sent.map(({ path }) => path)).toEqual(['a.JPG', 'day 2/b.webp'])
})

test('single files have no folder in common', () => {
  const { name, files: sent } = photographsOf(files('a.png', 'b.tiff'))
  expect(name).toBe('a.png')
  expect(sent.map(({ path }) => path)).toEqual(['a.png', 'b.tiff'])
})
