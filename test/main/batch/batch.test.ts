/** A folder in, a folder out: what is done, skipped and listed, and that sources stay as they were. */
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createBatchService } from '../../../src-main/batch/batch-service.ts'
import type { BatchJob, BatchProgress } from '../../../src-shared/contract/batch-api.ts'
import type { BatchApi } from '../../../src-shared/contract/batch-api.ts'
import { encodePng } from '../../support/drawn-photographs.ts'
import { drawPicture } from '../../support/editing.ts'
import { openBench } from '../../support/edits-service.ts'
import type { Bench } from '../../support/edits-service.ts'

let bench: Bench
let batch: BatchApi
let job: BatchJob
const photo = encodePng(drawPicture(30, 20))
const pathOf = (...names: string[]) => join(bench.folder, ...names)

beforeEach(async () => {
  bench = await openBench()
  batch = createBatchService({ runner: bench.runner, now: () => performance.now() })
  await mkdir(pathOf('in', 'deep'), { recursive: true })
  await writeFile(pathOf('in', 'a.png'), photo)
  await writeFile(pathOf('in', 'broken.png'), photo.slice(0, 60))
  await writeFile(pathOf('in', 'deep', 'c.PNG'), photo)
  await writeFile(pathOf('in', 'notes.txt'), 'not a picture')
  job = {
    ...{ job: 'b', input: pathOf('in'), output: pathOf('out'), model: 'mean', seed: 1 },
    task: { kind: 'enlarge', scale: 2 },
    ...{ format: 'png', quality: 90, skipDone: false },
  }
})
afterEach(() => bench.remove())

const filesIn = async (folder: string) =>
  (await readdir(pathOf(folder), { recursive: true })).sort()

test('edits every picture of the tree, lists the one at fault and goes on', async () => {
  const seen: BatchProgress[] = []
  batch.onProgress((progress) => seen.push(progress))
  const outcome = await batch.run(job)
  expect(outcome).toMatchObject({ done: 2, skipped: 0, failures: [{ name: 'broken.png' }] })
  expect(outcome.failures[0]?.reason.text).toContain('broken.png')
  expect(await filesIn('out')).toEqual(['a.png', 'deep', join('deep', 'c.png')])
  expect(await sharp(pathOf('out', 'a.png')).metadata()).toMatchObject({ width: 60, height: 40 })
  expect(seen[0]).toMatchObject({ done: 0, total: 3, current: 'a.png' })
  expect(seen.at(-1)).toMatchObject({ done: 3, total: 3, current: null, secondsLeft: 0 })
})

test('goes on where it was left, and does only what is missing', async () => {
  await batch.run(job)
  const before = (await stat(pathOf('out', 'a.png'))).mtimeMs
  await rm(pathOf('out', 'deep', 'c.png'))
  const outcome = await batch.run({ ...job, skipDone: true })
  expect(outcome).toMatchObject({ done: 1, skipped: 1, failures: [{ name: 'broken.png' }] })
  expect((await stat(pathOf('out', 'a.png'))).mtimeMs).toBe(before)
  expect(await filesIn('out')).toContain(join('deep', 'c.png'))
})

test('never writes over a source, not even into its own folder', async () => {
  const outcome = await batch.run({ ...job, output: job.input })
  expect(outcome.failures.map(({ name }) => name)).toContain('a.png')
  expect(outcome.failures[0]?.reason.text).toMatch(/is the source itself/)
  expect(Buffer.compare(await readFile(pathOf('in', 'a.png')), photo)).toBe(0)
})

test('does not take its own results for sources', async () => {
  const inside = { ...job, output: pathOf('in', 'done') }
  await batch.run(inside)
  expect((await batch.run(inside)).done).toBe(2)
})

test('keeps apart what differs only in its format', async () => {
  await sharp(photo).jpeg().toFile(pathOf('in', 'a.jpg'))
  await batch.run(job)
  expect(await filesIn('out')).toEqual(['a.jpg.png', 'a.png.png', 'deep', join('deep', 'c.png')])
})

test('ends when it is cancelled, and leaves only whole files', async () => {
  const abort = new AbortController()
  batch.onProgress(({ current }) => {
    if (current?.startsWith('deep')) abort.abort()
  })
  await expect(batch.run(job, abort.signal)).rejects.toMatchObject({ name: 'AbortError' })
  expect((await filesIn('out')).filter((name) => name.includes('.'))).toEqual(['a.png'])
})

test.each(['deep/none', 'notes.txt', 'empty'])('refuses %s in a sentence', async (name) => {
  await mkdir(pathOf('in', 'empty'))
  const work = batch.run({ ...job, input: pathOf('in', name) })
  await expect(work).rejects.toThrow(/choose a(nother one| folder with photographs)\.$/)
})
