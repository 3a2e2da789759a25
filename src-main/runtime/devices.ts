/**
 * What the runtime can drive on which machine, and how it is told to. Pure: whether the hardware is there and does
 * what it should is found out by trying.
 */
import type { InferenceSession } from 'onnxruntime-node'
import type { DeviceId } from '../../src-shared/contract/devices-api.ts'

/** Platform and processor, as Node names them -> devices in the order in which they are tried. */
const DEVICES_OF: Readonly<Record<string, readonly DeviceId[]>> = {
  'linux x64': ['webgpu', 'cuda', 'cpu'],
  'win32 x64': ['webgpu', 'dml', 'cpu'],
  'win32 arm64': ['webgpu', 'dml', 'cpu'],
  'darwin arm64': ['webgpu', 'coreml', 'cpu'],
}

/** What the runtime is built with for a machine; the processor is last, and always there. */
export function devicesOf(platform: string, architecture: string): readonly DeviceId[] {
  return DEVICES_OF[`${platform} ${architecture}`] ?? ['cpu']
}

/** CUDA needs libraries that the user brings along, in versions that fit: only who asks for it gets it. */
export const isAutomatic = (device: DeviceId): boolean => device !== 'cuda'

/** As their makers spell them; the processor's name is the machine's affair. */
export const DEVICE_NAMES: Readonly<Record<Exclude<DeviceId, 'cpu'>, string>> = {
  webgpu: 'WebGPU',
  dml: 'DirectML',
  coreml: 'Core ML',
  cuda: 'CUDA',
}

/** Core ML's newer model format, which knows more operators. */
const COREML_CREATE_MLPROGRAM = 0x10

type DeviceOptions = Pick<
  InferenceSession.SessionOptions,
  'executionProviders' | 'enableMemPattern' | 'executionMode'
>

/** Session options that name the device and no other, so that opening fails where it is missing. */
export const DEVICE_OPTIONS: Readonly<Record<DeviceId, DeviceOptions>> = {
  cpu: { executionProviders: ['cpu'] },
  webgpu: { executionProviders: [{ name: 'webgpu' }] },
  // DirectML runs neither of the two in another way.
  dml: { executionProviders: ['dml'], enableMemPattern: false, executionMode: 'sequential' },
  coreml: {
    executionProviders: [{ name: 'coreml', coreMlFlags: COREML_CREATE_MLPROGRAM }],
  },
  cuda: { executionProviders: ['cuda'] },
}

/** Of two graphics processors the faster one; the name is the runtime's own for WebGPU. */
export const PREFER_FASTER = { webgpuexecutionprovider: { powerPreference: 'high-performance' } }
