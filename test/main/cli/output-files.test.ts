/** All files of a command or none. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  numberedPaths,
  variationPaths,
  writeOutputFolder,
  writeOutputs,
} from '../../../src-main/cli/output-files.ts'
import { openDesk } from '../../support/command-line.ts'
import type { Desk } from '../../support/command-line.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.remove())

const bytes = new TextEncoder().encode('new')
const file = (name: string) => ({ path: desk.path(name), bytes })

test('one result has the name that was given, several are numbered before the ending', () => {
  expect(variationPaths('a/out.png', 1)).toEqual(['a/out.png'])
  expect(variationPaths('a/out.png', 2)).toEqual(['a/out-1.png', 'a/out-2.png'])
})

test('numbered names sort in their order', () => {
  const paths = numberedPaths('dir', 'frame', 1200)
  expect(paths[0]).toBe('dir/frame-0001.png')
  expect(paths.toSorted()).toEqual(paths)
})

test('when the second file cannot be written the first is removed again', async () => {
  await expect(writeOutputs([file('a.png'), file('no/b.png')], {})).rejects.toThrow(/no does not/)
  expect(await desk.files()).toEqual([])
})

test('a file that was there before is not removed', async () => {
  await writeFile(desk.path('a.png'), 'old')
  const files = [file('a.png'), file('no/b.png')]
  await expect(writeOutputs(files, { force: true })).rejects.toThrow()
  expect(await readFile(desk.path('a.png'), 'utf8')).toBe('new')
})

test('a folder that was made for nothing is unmade, one that was there stays', async () => {
  const files = [file('new/a.png'), file('new/no/b.png')]
  await expect(writeOutputFolder(desk.path('new'), files, {})).rejects.toThrow()
  expect(await desk.files()).toEqual([])
  await mkdir(desk.path('new'))
  await expect(writeOutputFolder(desk.path('new'), files, {})).rejects.toThrow()
  expect(await desk.files()).toEqual(['new'])
})
