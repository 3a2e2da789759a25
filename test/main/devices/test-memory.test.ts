/** What is remembered of devices, and when it is forgotten. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { describeDrivers } from '../../../src-main/devices/drivers.ts'
import { createTestMemory } from '../../../src-main/devices/test-memory.ts'
import type { DeviceState } from '../../../src-shared/contract/devices-api.ts'

let folder: string
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'selfsame-memory-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

const memoryWith = (drivers: string) =>
  createTestMemory({
    file: join(folder, 'data', 'devices.json'),
    drivers: async () => Promise.resolve(drivers),
  })

const passed: DeviceState = {
  kind: 'passed',
  precision: 'fp16',
  difference: 0.001,
  onCpu: ['Sign'],
  windowsPerSecond: 12.5,
  smallOnly: true,
}
const wrong = { kind: 'refused', reason: 'wrong', detail: 'off by 3' } as const
const missing = { kind: 'refused', reason: 'missing', detail: 'no adapter' } as const
const UNTESTED = { kind: 'untested' }

test('what was found is found again, by model and device', async () => {
  await memoryWith('1').keep('a', 'webgpu', passed)
  await memoryWith('1').keep('a', 'dml', wrong)
  expect(await memoryWith('1').recall('a', 'webgpu')).toEqual(passed)
  expect(await memoryWith('1').recall('a', 'dml')).toEqual(wrong)
  expect(await memoryWith('1').recall('b', 'webgpu')).toEqual(UNTESTED)
})

test('another driver or runtime voids what was found', async () => {
  await memoryWith('1').keep('a', 'webgpu', wrong)
  expect(await memoryWith('2').recall('a', 'webgpu')).toEqual(UNTESTED)
})

test('hardware that is missing is missing for every model, until it is there', async () => {
  const memory = memoryWith('1')
  await memory.keep('a', 'webgpu', missing)
  expect(await memory.recall('b', 'webgpu')).toEqual(missing)
  await memory.keep('b', 'webgpu', passed)
  expect(await memory.recall('b', 'webgpu')).toEqual(passed)
  expect(await memory.recall('a', 'webgpu')).toEqual(UNTESTED)
})

test('the newest answer replaces the one before', async () => {
  const memory = memoryWith('1')
  await memory.keep('a', 'webgpu', wrong)
  await memory.keep('a', 'webgpu', passed)
  expect(await memory.recall('a', 'webgpu')).toEqual(passed)
  expect(await readFile(join(folder, 'data', 'devices.json'), 'utf8')).not.toContain('off by 3')
})

test.each(['', '{', '{"version":2}', '{"version":1,"tests":[{"model":3}]}'])(
  'a file that holds %j is as good as none, and is written anew',
  async (text) => {
    const memory = memoryWith('1')
    await memory.keep('a', 'webgpu', wrong)
    await writeFile(join(folder, 'data', 'devices.json'), text)
    expect(await memory.recall('a', 'webgpu')).toEqual(UNTESTED)
    await memory.keep('a', 'webgpu', passed)
    expect(await memory.recall('a', 'webgpu')).toEqual(passed)
  },
)

test('a folder that cannot be written to stops nothing', async () => {
  await writeFile(join(folder, 'data'), 'a file where the folder should be')
  await memoryWith('1').keep('a', 'webgpu', passed)
  expect(await memoryWith('1').recall('a', 'webgpu')).toEqual(UNTESTED)
})

test('the drivers of a machine have one description, which names the runtime', async () => {
  expect(await describeDrivers()).toBe(await describeDrivers())
  expect(await describeDrivers()).toMatch(/^onnxruntime \d+\.\d+\.\d+, /)
})
