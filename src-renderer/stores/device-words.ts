/** What is said of devices: of their tests, of what ran, and of what ran otherwise than it was asked to. Pure. */
import type {
  DeviceFall,
  DeviceId,
  DeviceLine,
  DeviceState,
} from '../../src-shared/contract/devices-api.ts'
import { message, type Message } from './message.ts'

/** Names of their own, the same in every language. */
export const DEVICE_NAMES: Readonly<Record<DeviceId, string>> = {
  webgpu: 'WebGPU',
  dml: 'DirectML',
  coreml: 'Core ML',
  cuda: 'CUDA',
  cpu: 'CPU',
}

export function saidOfState(state: DeviceState): Message {
  switch (state.kind) {
    case 'untested':
      return message('devices.untested')
    case 'refused':
      return message(`devices.refused.${state.reason}`)
    case 'passed': {
      const speed = state.windowsPerSecond.toPrecision(3)
      return message(`devices.${state.smallOnly ? 'small' : 'passed'}.${state.precision}`, {
        speed,
      })
    }
  }
}

export function saidOfTest(device: DeviceId): Message {
  return message('devices.testing', { device: DEVICE_NAMES[device] })
}

export function saidOfFall(fall: DeviceFall): Message {
  switch (fall.kind) {
    case 'refused': {
      const values = { device: DEVICE_NAMES[fall.from], other: DEVICE_NAMES[fall.to] }
      return message(`devices.fall.${fall.reason}`, values)
    }
    case 'smaller-batch':
      return message('devices.fall.smallerBatch', {
        device: DEVICE_NAMES[fall.device],
        n: fall.windows,
      })
    case 'out-of-memory':
      return message('devices.fall.outOfMemory', {
        device: DEVICE_NAMES[fall.from],
        other: DEVICE_NAMES[fall.to],
      })
  }
}

/** Operators that ran on the processor although the model ran elsewhere; empty where all is as it should be. */
export function fallenBack({ device, onCpu }: DeviceLine): string {
  return device === 'cpu' ? '' : onCpu.join(', ')
}
