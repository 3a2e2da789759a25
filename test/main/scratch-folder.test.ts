/** Folders for a while: what a killed process leaves is gone when the next one needs one. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isRunning } from '../../src-main/is-running.ts'
import { makeScratchFolder } from '../../src-main/scratch-folder.ts'

let root: string
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'selfsame-scratch-'))))
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** The id of a process that has ended. */
const gone = () => spawnSync(process.execPath, ['--version']).pid

test('a folder that a killed process left goes with the next one, other things stay', async () => {
  const dead = gone()
  for (const name of [`selfsame-probe-${dead}-aB3dE6`, `selfsame-learn-${dead}-Xy0`]) {
    mkdirSync(join(root, name, 'deep'), { recursive: true })
    writeFileSync(join(root, name, 'deep', 'profile'), 'x')
  }
  const kept = [`selfsame-other-${dead}-abc`, `my-selfsame-probe-${dead}-abc`, 'selfsame-probe-x']
  for (const name of kept) mkdirSync(join(root, name))
  const folder = await makeScratchFolder('probe', root)
  expect(existsSync(folder)).toBe(true)
  expect(readdirSync(root).sort()).toEqual([...kept, folder.slice(root.length + 1)].sort())
})

test('the folder of a process that runs is left alone', async () => {
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  const theirs = join(root, `selfsame-export-${other.pid}-abc`)
  mkdirSync(theirs)
  const own = await makeScratchFolder('export', root)
  await makeScratchFolder('export', root)
  expect([existsSync(theirs), existsSync(own)]).toEqual([true, true])
  const ended = new Promise((done) => other.once('exit', done))
  other.kill('SIGKILL')
  await ended
  await makeScratchFolder('export', root)
  expect([existsSync(theirs), existsSync(own)]).toEqual([false, true])
})

test('a process runs until it has ended', () => {
  expect([process.pid, process.ppid, gone()].map(isRunning)).toEqual([true, true, false])
})
