/** Files appear whole or not at all; a full disk is told in words. /dev/full is Linux's disk without space. */
import { mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readLastCheckpoint, writeCheckpoint } from '../../../src-main/training/checkpoint.ts'
import { appendLine, writeDurably } from '../../../src-main/images/durable-file.ts'
import { appendLog, createLossLog, readLog } from '../../../src-main/training/run-log.ts'
import { truncateLog } from '../../../src-main/training/run-log.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { temporaryFolder } from '../../support/drawn-photographs.ts'
import { toyState } from '../../support/toy-step.ts'

let folder = ''
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(async () => rm(folder, { recursive: true }))

const progress = { best: null, stage: '', misses: 0, computeSeconds: 1, cpuSeconds: 2 }

test('a file is replaced as a whole and nothing is left beside it', async () => {
  await writeDurably(join(folder, 'a'), 'one')
  await writeDurably(join(folder, 'a'), Uint8Array.of(0x74, 0x77, 0x6f))
  expect(await readFile(join(folder, 'a'), 'utf8')).toBe('two')
  expect(await readdir(folder)).toEqual(['a'])
})

test('without space left the old file stays and the error names it', async () => {
  await writeFile(join(folder, 'a'), 'old')
  await symlink('/dev/full', join(folder, 'a.part'))
  const attempt = writeDurably(join(folder, 'a'), 'new')
  await expect(attempt).rejects.toThrow(UserError)
  await expect(attempt).rejects.toThrow(`${folder}/a was not written: no space is left`)
  expect(await readFile(join(folder, 'a'), 'utf8')).toBe('old')
  expect(await readdir(folder)).toEqual(['a'])
})

test('a log that cannot grow is told in the same words', async () => {
  await expect(appendLine('/dev/full', 'line')).rejects.toThrow('/dev/full was not written')
})

test('a checkpoint for which there is no space leaves the one before', async () => {
  await writeCheckpoint(folder, { state: toyState(), progress })
  await symlink('/dev/full', join(folder, '00000007.safetensors.part'))
  const late = { ...toyState(), step: 7 }
  await expect(writeCheckpoint(folder, { state: late, progress })).rejects.toThrow(UserError)
  expect(await readLastCheckpoint(folder)).toEqual({ state: toyState(), progress })
})

test('what a killed process left half written is cleared away in time', async () => {
  await mkdir(join(folder, 'checkpoints'))
  await writeFile(join(folder, 'checkpoints', '00000003.safetensors'), 'no record vouches for it')
  await writeFile(join(folder, 'checkpoints', '00000004.json.part'), '{')
  for (const step of [5, 6]) {
    const state = { ...toyState(), step }
    await writeCheckpoint(join(folder, 'checkpoints'), { state, progress })
  }
  expect((await readdir(join(folder, 'checkpoints'))).sort()).toEqual([
    '00000005.json',
    '00000005.safetensors',
    '00000006.json',
    '00000006.safetensors',
  ])
})

test('the log holds means, survives a torn line and is cut back to a step', async () => {
  const path = join(folder, 'log.jsonl')
  const losses = createLossLog(path, 2)
  for (const [index, loss] of [1, 3, 5, 7].entries()) {
    await losses.add({ state: { step: index + 1 }, loss, gradientNorm: 10 * loss })
  }
  await appendLog(path, { step: 4, stage: 'diffusion', validation: 0.5 })
  await writeFile(path, '{"step": 5, "lo', { flag: 'a' })
  const lines = [
    { step: 2, loss: 2, gradientNorm: 20 },
    { step: 4, loss: 6, gradientNorm: 60 },
    { step: 4, stage: 'diffusion', validation: 0.5 },
  ]
  expect(await readLog(path)).toEqual(lines)
  await truncateLog(path, 3)
  expect(await readLog(path)).toEqual(lines.slice(0, 1))
  expect(await readLog(join(folder, 'missing'))).toEqual([])
})
