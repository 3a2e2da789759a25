/**
 * The device tester of this machine, which remembers in the data folder what it found.
 */
import { cpus } from 'node:os'
import { join } from 'node:path'
import type { Prober } from '../../src-shared/contract/probe-api.ts'
import { deviceName } from '../models/device-name.ts'
import { devicesOf } from '../runtime/devices.ts'
import { createDeviceTester } from './device-tester.ts'
import type { DeviceTester } from './device-tester.ts'
import { describeDrivers } from './drivers.ts'
import { createTestMemory } from './test-memory.ts'

export function createMachineTester(dataFolder: string, prober: Prober): DeviceTester {
  const file = join(dataFolder, 'devices.json')
  return createDeviceTester({
    devices: devicesOf(process.platform, process.arch),
    prober,
    memory: createTestMemory({ file, drivers: describeDrivers }),
    processor: deviceName(cpus()),
  })
}
