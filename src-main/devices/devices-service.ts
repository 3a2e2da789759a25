/**
 * What the engine answers about devices. Models run on the processor only as yet, which passes by being what others
 * are compared with.
 */
import type { DeviceInfo, DeviceLine, DevicesApi } from '../../src-shared/contract/devices-api.ts'

export interface DevicesServiceOptions {
  /** Name of the processor, as deviceName() gives it. */
  readonly processor: string
}

export function createDevicesService({ processor }: DevicesServiceOptions): DevicesApi {
  const cpu: DeviceInfo = {
    id: 'cpu',
    name: processor,
    automatic: true,
    state: { kind: 'untested' },
  }
  const line: DeviceLine = { device: 'cpu', name: processor, precision: 'fp32', onCpu: [] }
  const never = () => () => undefined
  return {
    list: () => Promise.resolve([cpu]),
    test: () => Promise.resolve([cpu]),
    benchmark: () => Promise.resolve([]),
    onBenchmark: never,
    line: () => Promise.resolve(line),
    onLine: never,
    onFall: never,
  }
}
