/** Whether the machine runs on its battery, from files such as Linux has in /sys/class/power_supply. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readIsOnBattery } from '../../../src-main/host/power.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'selfsame-power-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function supply(name: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(join(folder, name))
  for (const [file, text] of Object.entries(files))
    await writeFile(join(folder, name, file), `${text}\n`)
}

const battery = (status: string) => supply('BAT0', { type: 'Battery', status })
const mains = (online: string) => supply('AC', { type: 'Mains', online })

test.each([
  ['a laptop that is plugged in', () => Promise.all([battery('Charging'), mains('1')]), false],
  ['one that is not', () => Promise.all([battery('Discharging'), mains('0')]), true],
  [
    'one whose battery helps the mains',
    () => Promise.all([battery('Discharging'), mains('1')]),
    false,
  ],
  ['a machine without a battery', () => Promise.all([mains('1')]), false],
  [
    'a machine with a mouse',
    () =>
      Promise.all([supply('mouse', { type: 'Battery', status: 'Discharging', scope: 'Device' })]),
    false,
  ],
  ['a machine that tells nothing', () => Promise.resolve(), false],
])('%s', async (_, plug, expected) => {
  await plug()
  expect(await readIsOnBattery(folder)).toBe(expected)
})

test('a system without such files', async () => {
  expect(await readIsOnBattery(join(folder, 'none'))).toBe(false)
})
