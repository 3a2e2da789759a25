/** The real command, killed without warning at any moment, one of them while a checkpoint is being written. */
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readLastCheckpoint } from '../../../src-main/training/checkpoint.ts'
import { drawPhotograph, writePng } from '../../support/drawn-photographs.ts'
import { openDesk } from '../../support/command-line.ts'
import type { Desk } from '../../support/command-line.ts'
import { writeTinyModel } from '../../support/tiny-model.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
  for (const index of [1, 2, 3])
    await writePng(desk.path(`photographs/${index}.png`), drawPhotograph(index, 96, 80))
  await writeTinyModel(desk.path('tiny'))
  await mkdir(desk.path('models'))
})
afterEach(() => desk.remove())

const STEPS = 200
const command = (out: string) => [
  ...['train', 'photographs', '--from', 'tiny', '--steps', String(STEPS), '--seed', '5'],
  ...['--batch', '2', '--threads', '1', '--json', '--out', join('models', out)],
]

const weightsOf = (out: string) =>
  readFile(desk.path(`models/${out}/unet/diffusion_pytorch_model.safetensors`))

/** Events of the output, each on a line of its own; a killed process may leave half of the last one. */
function eventsOf(stdout: string): { readonly type: string; readonly step?: number }[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as { type: string; step?: number })
}

/** Kills the process once `now` is true, looked at as often as the machine allows. */
function killWhen(now: () => boolean) {
  return (child: ChildProcess) => {
    const look = () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      if (now()) child.kill('SIGKILL')
      else setImmediate(look)
    }
    look()
  }
}

const checkpoints = () => desk.path('models/killed.run/checkpoints')
const parts = () =>
  existsSync(checkpoints())
    ? readdirSync(checkpoints()).filter((name) => name.endsWith('.part'))
    : []
const after = (milliseconds: number) => {
  const begun = performance.now()
  return () => performance.now() - begun > milliseconds
}
const stepOf = async () =>
  (await readLastCheckpoint(checkpoints()).catch(() => null))?.state.step ?? -1

test('a training that is killed again and again and continued with --resume writes the weights of one that was not', async () => {
  const undisturbed = await desk.run(command('undisturbed'))
  expect(undisturbed.exitCode).toBe(0)
  const types = eventsOf(undisturbed.stdout).map(({ type }) => type)
  expect(types[0]).toBe('started')
  expect(types.filter((type) => type === 'step')).toHaveLength(STEPS)
  expect(types).toContain('validation')

  const run = (now: () => boolean) =>
    desk.run([...command('killed'), '--resume'], { onStart: killWhen(now) })
  // Before it has begun, while the network is opened, and at some update.
  for (const milliseconds of [80, 700]) {
    const { exitCode } = await run(after(milliseconds))
    expect(exitCode).toBeNull()
  }
  // While a checkpoint is written: the half of it that is left proves it.
  let hits = 0
  for (let tries = 0; tries < 12 && hits < 2; tries++) {
    const left = await stepOf()
    const { exitCode } = await run(
      () => parts().length > 0 && existsSync(desk.path('models/killed.run/run.json')),
    )
    if (parts().length > 0) hits++
    if (exitCode === 0) break
    expect(await stepOf()).toBeGreaterThanOrEqual(left)
  }
  expect(hits).toBeGreaterThan(0)
  if (!existsSync(desk.path('models/killed'))) {
    const { exitCode } = await desk.run([...command('killed'), '--resume'])
    expect(exitCode).toBe(0)
  }
  expect((await weightsOf('killed')).equals(await weightsOf('undisturbed'))).toBe(true)
  const again = await desk.run([...command('killed'), '--resume'])
  expect(again.exitCode).toBe(0)
  expect(eventsOf(again.stdout).map(({ type }) => type)).toEqual(['model', 'finished'])
  const words = await desk.run(
    [...command('killed'), '--resume'].filter((word) => word !== '--json'),
  )
  expect(words.stdout).toBe(
    `models/killed is finished already, after ${STEPS} updates; nothing was changed\n`,
  )
}, 300_000)
