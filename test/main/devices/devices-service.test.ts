/** What is told of devices while a model is opened on one. */
import { expect, test } from 'vitest'
import { createDevicesService } from '../../../src-main/devices/devices-service.ts'
import { readRecord } from '../../../src-main/models/model-record.ts'
import type { OpenModel } from '../../../src-main/models/opened-model.ts'
import { GOOD, machine } from '../../support/device-doubles.ts'
import { modelOf, windowMean } from '../../support/editing.ts'

const record = await readRecord('test/fixtures/tiny_imagenet64')

/** A service over WebGPU, which runs at once, and all that it told. */
function serviceThat(measures: () => Promise<void>) {
  const { tester } = machine(async () => {
    await measures()
    return GOOD
  })
  const told: string[] = []
  const service = createDevicesService({
    tester,
    library: { find: () => Promise.resolve(record) },
    open: (_, { device = 'cpu', precision = 'fp32' }) => {
      const model = { ...modelOf(windowMean), record, device, precision }
      const opened: OpenModel = { ...model, release: () => Promise.resolve() }
      return Promise.resolve(opened)
    },
  })
  service.api.onTest((device) => told.push(device === null ? 'tested' : `tests ${device}`))
  service.api.onLine(({ name }) => told.push(`runs on ${name}`))
  return { service, told }
}

test('a run that waits for self-tests says of which, and then what runs', async () => {
  const { service, told } = serviceThat(() => Promise.resolve())
  await service.open(record, {})
  expect(told).toEqual(['tests webgpu', 'tests cpu', 'tested', 'runs on WebGPU'])
})

test('a run that is cancelled while its device is tested waits no longer', async () => {
  const { service, told } = serviceThat(() => new Promise(() => undefined))
  const leaving = new AbortController()
  const left = service.open(record, { signal: leaving.signal })
  await expect.poll(() => told).toEqual(['tests webgpu'])
  leaving.abort()
  await expect(left).rejects.toMatchObject({ name: 'AbortError' })
  expect(told).toEqual(['tests webgpu', 'tested'])
})
