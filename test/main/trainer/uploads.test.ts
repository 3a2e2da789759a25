/** Photographs that pages have handed over, and what becomes of them when nobody comes back. */
import { readdir, rm } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createUploads } from '../../../src-main/trainer/uploads.ts'
import { temporaryFolder } from '../../support/drawn-photographs.ts'

const HOUR = 3_600_000
let root = ''
beforeEach(async () => {
  root = await temporaryFolder()
})
afterEach(() => rm(root, { recursive: true }))

test('they stay for a day, and as long as a job may read them', async () => {
  let later = 0
  const inUse = () => new Set(['read'])
  const uploads = createUploads({ root, inUse, now: () => Date.now() + later })
  for (const upload of ['read', 'left'])
    await uploads.add({ upload, path: 'a/b.png', bytes: Uint8Array.of(1) })
  later = 23 * HOUR
  await uploads.sweep()
  expect((await readdir(root)).sort()).toEqual(['left', 'read'])
  later = 25 * HOUR
  await uploads.sweep()
  await uploads.forget('read')
  expect(await readdir(root)).toEqual(['read'])
})

test('there need not be any', async () => {
  const uploads = createUploads({ root: `${root}/none`, inUse: () => new Set(), now: Date.now })
  await expect(uploads.sweep()).resolves.toBeUndefined()
})
