import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { runHere, type BatchFile } from '../../../src-renderer/stores/batch-here.ts'
import type { NamedBytes } from '../../../src-renderer/stores/written-file.ts'
import { zipOf } from '../../../src-renderer/stores/zip.ts'
import { AppError } from '../../../src-shared/contract/app-error.ts'
import type { BatchProgress } from '../../../src-shared/contract/batch-api.ts'
import { appDouble, pictureInfo } from '../support/app-double.ts'

const fileOf = (name: string): BatchFile => ({
  name,
  read: () => Promise.resolve(Uint8Array.of(1)),
})
const job = {
  job: 'j',
  task: { kind: 'denoise' },
  model: 'm',
  seed: 7,
  format: 'png',
  quality: 90,
} as const

/** A batch in which each picture takes ten seconds. */
async function ran(
  names: readonly string[],
  { stopAfter = Infinity, there = [] }: { stopAfter?: number; there?: readonly string[] } = {},
) {
  const stage = appDouble({
    pictures: {
      open: (source) =>
        source.kind === 'bytes' && source.name === 'bad.jpg'
          ? Promise.reject(new AppError('user', 'bad.jpg is no picture.'))
          : Promise.resolve(pictureInfo({ id: source.kind })),
    },
  })
  const stop = new AbortController()
  const seen: BatchProgress[] = []
  const progress = (now: BatchProgress) => {
    seen.push(now)
    if (seen.length > stopAfter) stop.abort()
  }
  let clock = 0
  const now = () => (clock += 10_000)
  const run: typeof stage.api.edits.run = (asked, signal) => {
    signal?.throwIfAborted()
    return stage.api.edits.run(asked, signal)
  }
  const api = { ...stage.api, edits: { ...stage.api.edits, run } }
  const results: NamedBytes[] = []
  const output = {
    has: (name: string) => Promise.resolve(there.includes(name)),
    put: (file: NamedBytes) => Promise.resolve(void results.push(file)),
  }
  const { signal } = stop
  const options = { signal, now, progress, output, skipDone: there.length > 0 }
  const outcome = await runHere(api, { files: names.map(fileOf), job }, options)
  return { outcome, results, seen, stage }
}

test('every file is edited in turn and a bad one is named', async () => {
  const { outcome, results, seen, stage } = await ran(['a.jpg', 'bad.jpg', 'b.tif'])
  expect(outcome).toEqual({
    done: 2,
    skipped: 0,
    failures: [{ name: 'bad.jpg', reason: { text: 'bad.jpg is no picture.' } }],
  })
  expect(results.map(({ name }) => name)).toEqual(['a-selfsame.png', 'b-selfsame.png'])
  expect(seen.map(({ done, secondsLeft }) => [done, secondsLeft])).toEqual([
    [0, null],
    [1, 20],
    [2, 10],
  ])
  expect(stage.jobs.map(({ seed, task }) => [seed, task.kind])).toEqual([
    [7, 'denoise'],
    [7, 'denoise'],
  ])
  expect(stage.released).toHaveLength(4)
})

test('what was done before stopping is kept, and nothing is called a failure', async () => {
  const { outcome, results } = await ran(['a.jpg', 'b.jpg', 'c.jpg'], { stopAfter: 1 })
  expect(results.map(({ name }) => name)).toEqual(['a-selfsame.png'])
  expect(outcome.failures).toEqual([])
})

test('what lies in the folder already is left out', async () => {
  const { outcome, results } = await ran(['a.jpg', 'b.jpg'], { there: ['a-selfsame.png'] })
  expect(results.map(({ name }) => name)).toEqual(['b-selfsame.png'])
  expect(outcome).toEqual({ done: 1, skipped: 1, failures: [] })
})

test('files of one name do not hide each other in the zip', async () => {
  const { results } = await ran(['a.jpg', 'a.png', 'a.tif'])
  const entries = unzipSync(zipOf(results))
  expect(Object.keys(entries)).toEqual(['a-selfsame.png', 'a-selfsame-2.png', 'a-selfsame-3.png'])
  expect(entries['a-selfsame.png']).toEqual(Uint8Array.of(1, 2, 3))
})
