/** A photograph of 24 megapixels, from file to file in a process of its own, with the model that comes along. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeImage } from '../../../src-main/images/encode.ts'
import { drawMask, drawPicture, repeatPicture } from '../../support/editing.ts'

const GIBIBYTE = 2 ** 30
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'selfsame-large-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** Fills a hole of 300 x 300 pixels, with its corner at `at`, in a photograph. */
async function fillHole([width, height]: [number, number], at: { x: number; y: number }) {
  const files = ['photograph.jpg', 'mask.png', 'out.jpg'].map((name) =>
    join(folder, `${width}-${name}`),
  )
  const [photograph = '', mask = '', out = ''] = files
  const hole = { ...at, width: 300, height: 300 }
  await encodeImage(repeatPicture(drawPicture(256, 256), width, height), photograph)
  await encodeImage(drawMask(width, height, [hole]), mask)
  const script = 'test/support/edit-large-photograph.ts'
  const model = 'models/selfsame-base'
  const run = await promisify(execFile)(process.execPath, [script, photograph, mask, model, out])
  return JSON.parse(run.stdout) as {
    windows: number
    changedOutsideMask: number
    peakBytes: number
  }
}

test('a 300-pixel hole in 24 megapixels takes no more than 1.5 GiB, and no more windows than in 3', async () => {
  const large = await fillHole([6016, 4000], { x: 3008, y: 1984 })
  expect(large.peakBytes).toBeLessThan(1.5 * GIBIBYTE)
  expect(large.changedOutsideMask).toBe(0)
  expect((await fillHole([2048, 1536], { x: 896, y: 640 })).windows).toBe(large.windows)
}, 240_000)
