/**
 * What the engine answers about devices, and how it opens models on them: keeps what runs at the moment, and tells
 * of what changes. Which device it is to be, device-tester.ts decides.
 */
import type {
  BenchmarkRow,
  DeviceFall,
  DeviceId,
  DeviceLine,
  DevicesApi,
} from '../../src-shared/contract/devices-api.ts'
import type { UseOptions } from '../models/model-in-use.ts'
import type { ModelLibrary } from '../models/model-library.ts'
import type { ModelRecord } from '../models/model-record.ts'
import { usualWindowBatch } from '../models/model-size.ts'
import type { OpenModel } from '../models/opened-model.ts'
import type { DeviceTester } from './device-tester.ts'
import { fallsTo, openOnDevice } from './open-on-device.ts'
import type { OpenOnDeviceOptions } from './open-on-device.ts'

export interface DevicesServiceOptions {
  readonly tester: DeviceTester
  readonly library: Pick<ModelLibrary, 'find'>
  readonly open?: OpenOnDeviceOptions['open']
}

export interface DevicesService {
  readonly api: DevicesApi
  /** Opens a model where it is to run. */
  readonly open: (record: ModelRecord, options: UseOptions) => Promise<OpenModel>
  /** What the last run ran on, in words. */
  readonly deviceWords: () => string
}

export function createDevicesService(options: DevicesServiceOptions): DevicesService {
  const { tester, library } = options
  const lines = createEvent<DeviceLine>()
  const falls = createEvent<DeviceFall>()
  const rows = createEvent<BenchmarkRow>()
  const tests = createEvent<DeviceId | null>()
  const processor: DeviceLine = {
    ...{ device: 'cpu', precision: 'fp32', onCpu: [] },
    name: tester.nameOf('cpu'),
  }
  let line = () => processor

  const open = async (record: ModelRecord, { device = 'auto', signal }: UseOptions) => {
    const onFall = (fall: DeviceFall) => {
      falls.tell(fall)
      lines.tell(line())
    }
    const onTest = tests.tell
    const chosen = await tester
      .choose(record, device, { signal, onTest })
      .finally(() => tests.tell(null))
    for (const fall of fallsTo(chosen, { choice: device, model: record.id })) falls.tell(fall)
    const opened = await openOnDevice(record, { tester, chosen, onFall, open: options.open })
    line = opened.line
    lines.tell(line())
    return opened.model
  }
  const devicesOf = async (record: ModelRecord) => (await tester.list(record)).map(({ id }) => id)

  const api: DevicesApi = {
    list: async (model) => tester.list(await library.find(model)),
    test: async ({ model, device }, signal) => {
      const record = await library.find(model)
      const devices = device === undefined ? await devicesOf(record) : [device]
      for (const one of devices) await tester.test(record, one, { signal })
      return tester.list(record)
    },
    benchmark: async ({ models }, signal) => {
      const all: BenchmarkRow[] = []
      for (const id of models) {
        const record = await library.find(id)
        for (const device of await devicesOf(record)) {
          const row = await measure(tester, { record, device }, signal)
          rows.tell(row)
          all.push(row)
        }
      }
      return all
    },
    line: () => Promise.resolve(line()),
    onLine: lines.on,
    onFall: falls.on,
    onTest: tests.on,
    onBenchmark: rows.on,
  }
  return { api, open, deviceWords: () => wordsFor(line()) }
}

/** Such as 'WebGPU' or 'WebGPU in half precision'. */
export function wordsFor({ name, precision }: Pick<DeviceLine, 'name' | 'precision'>): string {
  return precision === 'fp16' ? `${name} in half precision` : name
}

/** The speed of a model with as many windows at a time as an edit has. */
export async function measure(
  tester: Pick<DeviceTester, 'test'>,
  { record, device }: { readonly record: ModelRecord; readonly device: DeviceId },
  signal?: AbortSignal,
): Promise<BenchmarkRow> {
  const windows = usualWindowBatch(record)
  const state = await tester.test(record, device, { windows, signal })
  if (state.kind !== 'passed') return { model: record.id, device, test: null }
  const { precision, difference, onCpu, windowsPerSecond, smallOnly } = state
  const test = { precision, difference, onCpu, windowsPerSecond, smallOnly }
  return { model: record.id, device, test }
}

function createEvent<Value>() {
  const listeners = new Set<(value: Value) => void>()
  return {
    tell: (value: Value) => listeners.forEach((listener) => listener(value)),
    on: (listener: (value: Value) => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
