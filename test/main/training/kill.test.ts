/** A run that is killed without warning, many times, ends with the bytes of one that was left alone. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readLastCheckpoint } from '../../../src-main/training/checkpoint.ts'
import { checkpointFolder, train } from '../../../src-main/training/trainer.ts'
import { temporaryFolder } from '../../support/drawn-photographs.ts'
import { toyRun } from '../../support/toy-run.ts'

let base = ''
beforeEach(async () => {
  base = await temporaryFolder()
})
afterEach(async () => rm(base, { recursive: true }))

const script = join(import.meta.dirname, '../../support/toy-run.ts')

/** Starts the run, lets it do a few updates and some milliseconds more, and kills it. */
async function runAndKill(folder: string, milliseconds: number): Promise<void> {
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  await Promise.race([once(child.stdout, 'data'), ended])
  await wait(milliseconds)
  child.kill('SIGKILL')
  const [, signal] = (await ended) as [number | null, string | null]
  expect(signal).toBe('SIGKILL')
}

async function finish(folder: string): Promise<unknown> {
  for await (const event of train(await toyRun(folder))) expect(event.type).not.toBe('stopped')
  return (await readLastCheckpoint(checkpointFolder(folder)))?.state
}

test('a run killed at any moment resumes to the same bytes', async () => {
  const [killed, undisturbed] = [join(base, 'killed'), join(base, 'undisturbed')]
  for (const folder of [killed, undisturbed]) await mkdir(folder)
  for (const milliseconds of [0, 17, 41]) {
    await runAndKill(killed, milliseconds)
    const left = await readLastCheckpoint(checkpointFolder(killed))
    expect(left === null || left.state.step > 0).toBe(true)
  }
  expect(await finish(killed)).toEqual(await finish(undisturbed))
})
