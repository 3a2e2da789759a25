import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from '../../../../src-main/models/importing/new-folder.ts'
import { temporaryFolder } from '../model-folders.ts'

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
