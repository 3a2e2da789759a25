/** The runtime keeps what it learns of the machine and its models to itself. */
import { mkdir, readdir } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { TINY_MODEL, openDesk } from '../../support/command-line.ts'
import type { Desk } from '../../support/command-line.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
  await mkdir(desk.path('home'))
})
afterEach(() => desk.remove())

test.runIf(process.platform === 'linux')(
  'a command leaves no number for this machine in the home of its user, as the telemetry of the runtime would',
  async () => {
    const places = { HOME: desk.path('home'), XDG_CACHE_HOME: '', ORT_DISABLE_TELEMETRY: '' }
    const args = ['generate', '--count', '1', '--out', 'new', '--model', TINY_MODEL, '--steps', '1']
    const { exitCode } = await desk.run(args, { env: places })
    expect(exitCode).toBe(0)
    const left = await readdir(desk.path('home'), { recursive: true })
    expect(left.filter((path) => /deviceid|onnxruntime/i.test(path))).toEqual([])
  },
)
