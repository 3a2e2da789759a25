import { expect, test } from 'vitest'
import type {
  BenchmarkRow,
  DeviceFall,
  DeviceId,
  DeviceLine,
  DeviceState,
  PassedTest,
} from '../../../src-shared/contract/devices-api.ts'
import { fallenBack, saidOfState, saidOfTest } from '../../../src-renderer/stores/device-words.ts'
import { useDevices } from '../../../src-renderer/stores/devices.ts'
import { useDocuments } from '../../../src-renderer/stores/documents.ts'
import { useEngine } from '../../../src-renderer/stores/engine.ts'
import { useNotices } from '../../../src-renderer/stores/notices.ts'
import { useRuns } from '../../../src-renderer/stores/runs.ts'
import { readSettings, writeSettings } from '../../../src-renderer/stores/settings-values.ts'
import { useSettings } from '../../../src-renderer/stores/settings.ts'
import { useTask } from '../../../src-renderer/stores/task.ts'
import { appDouble, pictureInfo } from '../support/app-double.ts'
import { withApp } from '../support/with-app.ts'

const GPU: DeviceLine = { device: 'webgpu', name: 'WebGPU', precision: 'fp16', onCpu: ['Sign'] }
const TEST: PassedTest = {
  ...{ precision: 'fp32', difference: 0, onCpu: [] },
  ...{ windowsPerSecond: 12.345, smallOnly: false },
}

async function started(changes: Parameters<typeof appDouble>[0] = {}) {
  const stage = appDouble(changes)
  const stores = withApp(stage.api, () => ({
    devices: useDevices(),
    documents: useDocuments(),
    engine: useEngine(),
    notices: useNotices(),
    runs: useRuns(),
    settings: useSettings(),
    task: useTask(),
  }))
  await stores.engine.start()
  await stores.devices.start()
  return { stage, ...stores }
}

test('the line is of what ran last, and names what fell back to the processor', async () => {
  let tell: (line: DeviceLine) => void = () => undefined
  const onLine = (listener: typeof tell) => {
    tell = listener
    return () => undefined
  }
  const { devices } = await started({ devices: { onLine } })
  expect(devices.line?.device).toBe('cpu')
  tell(GPU)
  expect(devices.line).toEqual(GPU)
  expect(fallenBack(GPU)).toBe('Sign')
  expect(fallenBack({ ...GPU, device: 'cpu' })).toBe('')
})

test('a self-test that a run waits for is said while it lasts', async () => {
  let tell: (device: DeviceId | null) => void = () => undefined
  const onTest = (listener: typeof tell) => {
    tell = listener
    return () => undefined
  }
  const { devices } = await started({ devices: { onTest } })
  expect(devices.tested).toBeNull()
  tell('webgpu')
  const said = { key: 'devices.testing', values: { device: 'WebGPU' } }
  expect(devices.tested && saidOfTest(devices.tested)).toEqual(said)
  tell(null)
  expect(devices.tested).toBeNull()
})

test('a device that gives way is told with what takes its place', async () => {
  let tell: (fall: DeviceFall) => void = () => undefined
  const onFall = (listener: typeof tell) => {
    tell = listener
    return () => undefined
  }
  const { notices } = await started({ devices: { onFall } })
  const between = { from: 'webgpu', to: 'cpu' } as const
  tell({ kind: 'refused', model: 'm', reason: 'wrong', detail: '0.3', ...between })
  expect(notices.latest).toMatchObject({
    kind: 'fault',
    said: { key: 'devices.fall.wrong', values: { device: 'WebGPU', other: 'CPU' } },
  })
  tell({ kind: 'smaller-batch', device: 'webgpu', windows: 2 })
  expect(notices.latest?.said).toMatchObject({ key: 'devices.fall.smallerBatch', values: { n: 2 } })
})

test('measuring goes from device to device and shows each as it did at its test', async () => {
  const states = new Map<DeviceId, DeviceState>()
  const ids = ['webgpu', 'cpu'] as const
  let tell: (row: BenchmarkRow) => void = () => undefined
  const stood: unknown[] = []
  const { devices, task } = await started({
    devices: {
      list: () =>
        Promise.resolve(
          ids.map((id) => ({
            ...{ id, name: id, automatic: true },
            state: states.get(id) ?? { kind: 'untested' },
          })),
        ),
      onBenchmark: (listener) => {
        tell = listener
        return () => undefined
      },
      benchmark: ({ models: [model = ''] }) => {
        stood.push(devices.current)
        states.set('webgpu', { kind: 'refused', reason: 'missing', detail: 'no adapter' })
        tell({ model, device: 'webgpu', test: null })
        stood.push(devices.current)
        states.set('cpu', { kind: 'passed', ...TEST })
        tell({ model, device: 'cpu', test: TEST })
        return Promise.resolve([])
      },
    },
  })
  expect(task.model).not.toBeNull()
  await devices.measure()
  expect(stood).toEqual(['webgpu', 'cpu'])
  expect(devices.current).toBeNull()
  expect(devices.list.map((device) => saidOfState(device.state))).toEqual([
    { key: 'devices.refused.missing' },
    { key: 'devices.passed.fp32', values: { speed: '12.3' } },
  ])
  expect(devices.busy).toBe(false)
})

test('a device too slow for whole windows is said to have passed with a small one', () => {
  const state = { kind: 'passed', ...TEST, smallOnly: true } as const
  expect(saidOfState(state)).toEqual({ key: 'devices.small.fp32', values: { speed: '12.3' } })
})

test('a task runs on the device that was chosen for it, the others as they like', async () => {
  const { settings, task, documents, runs, stage } = await started()
  settings.change({ devices: { denoise: 'cpu' } })
  documents.add(pictureInfo())
  for (const kind of ['denoise', 'colorize'] as const) {
    task.choose(kind)
    await runs.apply()
  }
  expect(stage.jobs.map(({ device }) => device)).toEqual(['cpu', undefined])
})

test('chosen devices are kept, and what makes no sense is passed over', () => {
  const kept = writeSettings({ devices: { remove: 'webgpu', enlarge: 'auto' } })
  expect(readSettings(kept).devices).toEqual({ remove: 'webgpu', enlarge: 'auto' })
  const devices = JSON.stringify({ remove: 'abacus', nothing: 'cpu', paint: 'cpu' })
  expect(readSettings({ devices }).devices).toEqual({ paint: 'cpu' })
  expect(readSettings({ devices: 'torn' }).devices).toEqual({})
})
