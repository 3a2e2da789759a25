/** A machine with a graphics processor that does as it is told. */
import { createDeviceTester } from '../../src-main/devices/device-tester.ts'
import type { TestMemory } from '../../src-main/devices/test-memory.ts'
import type { DeviceState } from '../../src-shared/contract/devices-api.ts'
import type { ProbeReport, ProbeRequest } from '../../src-shared/contract/probe-api.ts'

export const GOOD = {
  kind: 'measured',
  largest: 1e-5,
  rms: 1e-6,
  onCpu: [],
  windowsPerSecond: 100,
  smallOnly: false,
} as const

export const MISSING = { kind: 'failed', reason: 'missing', detail: 'no adapter' } as const
export const CRASHED = { kind: 'failed', reason: 'crashed', detail: 'signal SIGSEGV' } as const

type Answer = (request: ProbeRequest) => ProbeReport | Promise<ProbeReport>

/** A tester of WebGPU, DirectML and a processor of 10 windows a second, with what was asked of probes. */
export function machine(answer: Answer) {
  const asked: string[] = []
  const kept = new Map<string, DeviceState>()
  const memory: TestMemory = {
    recall: (model, device) =>
      Promise.resolve(kept.get(`${model} ${device}`) ?? { kind: 'untested' }),
    keep: (model, device, state) => Promise.resolve(void kept.set(`${model} ${device}`, state)),
  }
  const measure = async (request: ProbeRequest) => {
    asked.push(`${request.device} ${request.precision}`)
    await Promise.resolve()
    return request.device === 'cpu' ? { ...GOOD, windowsPerSecond: 10 } : answer(request)
  }
  const devices = ['webgpu', 'dml', 'cpu'] as const
  const tester = createDeviceTester({ devices, prober: { measure }, memory, processor: 'Slow CPU' })
  return { tester, asked, kept }
}

export const MODEL = { hash: 'h', folder: '/models/m' }
