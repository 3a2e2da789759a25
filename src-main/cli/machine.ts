/**
 * The devices of this machine as commands meet them: who names one gets that or an error, never another.
 */
import { fileURLToPath } from 'node:url'
import type { DeviceChoice } from '../../src-shared/contract/devices-api.ts'
import type { Prober } from '../../src-shared/contract/probe-api.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import type { AskOptions, Chosen, DeviceTester } from '../devices/device-tester.ts'
import { createMachineTester } from '../devices/machine-tester.ts'
import { startForkedWorker } from '../host/forked-worker.ts'
import { createProbes } from '../host/probes.ts'
import { defaultDataFolder } from '../data-folder.ts'
import type { ModelRecord } from '../models/model-record.ts'

const PROBE = fileURLToPath(new URL('../devices/probe.ts', import.meta.url))

/** Tries models in processes of their own. */
export function machineProber(): Prober {
  return createProbes({
    start: () => startForkedWorker(PROBE, { args: [], env: {}, role: 'probe' }),
    later: (milliseconds, action) => {
      const timer = setTimeout(action, milliseconds)
      return () => clearTimeout(timer)
    },
  })
}

/**
 * Remembers where the editor does, so that neither tests what the other has tested. A command that is cancelled has no use
 * for a test that goes on: `signal` ends it.
 */
export function machineTester(signal: AbortSignal, prober = machineProber()): DeviceTester {
  const measure: Prober['measure'] = (request, own = signal) => prober.measure(request, own)
  return createMachineTester(defaultDataFolder(process.env), { measure })
}

/** The device for a choice. UserError, with what there is, where one that was named cannot run the model. */
export async function chooseDevice(
  tester: DeviceTester,
  record: ModelRecord,
  { device, ...options }: { readonly device: DeviceChoice } & AskOptions,
): Promise<Chosen> {
  if (device === 'auto' || device === 'cpu') return tester.choose(record, device, options)
  const found = await tester.ask(record, device, options)
  if (found.kind === 'passed')
    return { device, precision: found.precision, onCpu: found.onCpu, refused: [] }
  const detail = found.kind === 'refused' ? ` (${found.detail})` : ''
  const names: string[] = []
  for (const { id } of await tester.list(record)) {
    if ((await tester.ask(record, id, options)).kind === 'passed') names.push(id)
  }
  throw new UserError(
    `The model ${record.id} does not run on ${device} here${detail}; choose ${names.join(' or ')}.`,
  )
}
