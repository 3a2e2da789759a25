/** What happens to a run when its device gives up. */
import { describe, expect, test } from 'vitest'
import { openFalling } from '../../../src-main/devices/falling-model.ts'
import type { Way } from '../../../src-main/devices/falling-model.ts'
import { readRecord } from '../../../src-main/models/model-record.ts'
import type { OpenModel } from '../../../src-main/models/opened-model.ts'
import type { DeviceFall } from '../../../src-shared/contract/devices-api.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { zeros } from '../../../src-shared/tensor/tensor.ts'
import { modelOf, windowMean } from '../../support/editing.ts'

const record = await readRecord('test/fixtures/tiny_imagenet64')
const FULL = new Error('Failed to allocate memory for requested buffer of size 4294967296')
const LOST = new Error('Device is lost.')

/** Opens a model that runs only the ways that do not throw. */
async function open(fails: (way: Way) => Error | undefined, { atOnce = false } = {}) {
  const falls: DeviceFall[] = []
  const opened: string[] = []
  const released: string[] = []
  const openWay = (way: Way): Promise<OpenModel> => {
    const { device, precision, windowBatch } = way
    const name = `${device} ${precision} ${windowBatch}`
    opened.push(name)
    const fault = fails(way)
    if (fault && atOnce) return Promise.reject(fault)
    const denoise: OpenModel['denoise'] = (noisy, sigma) =>
      fault ? Promise.reject(fault) : modelOf(windowMean).denoise(noisy, sigma)
    const release = () => Promise.resolve(void released.push(name))
    return Promise.resolve({ ...modelOf(windowMean), ...way, record, denoise, release })
  }
  const model = await openFalling(record, {
    ...{ device: 'webgpu', precision: 'fp16', windowBatch: 4 },
    open: openWay,
    onFall: (fall) => falls.push(fall),
  })
  const run = () => model.denoise(zeros([6, 3, 16, 16]), 1)
  return { model, run, falls, opened, released }
}

describe('a device that gives up', () => {
  test('for lack of memory gets half as many windows at a time, and goes on', async () => {
    const { model, run, falls, opened, released } = await open(({ windowBatch }) =>
      windowBatch > 1 ? FULL : undefined,
    )
    expect((await run()).shape).toEqual([6, 3, 16, 16])
    expect(falls).toEqual([
      { kind: 'smaller-batch', device: 'webgpu', windows: 2 },
      { kind: 'smaller-batch', device: 'webgpu', windows: 1 },
    ])
    expect(opened).toEqual(['webgpu fp16 4', 'webgpu fp16 2', 'webgpu fp16 1'])
    expect(released).toEqual(['webgpu fp16 4', 'webgpu fp16 2'])
    expect([model.device, model.windowBatch]).toEqual(['webgpu', 4])
  })

  test('for lack of memory even for one window leaves the run to the processor', async () => {
    const { model, run, falls, opened } = await open(({ device }) =>
      device === 'webgpu' ? FULL : undefined,
    )
    await run()
    expect(falls.at(-1)).toEqual({ kind: 'out-of-memory', from: 'webgpu', to: 'cpu' })
    expect(opened.at(-1)).toBe('cpu fp32 4')
    expect([model.device, model.precision]).toEqual(['cpu', 'fp32'])
  })

  test('for any other reason leaves the run to the processor at once, by name', async () => {
    const { run, falls } = await open(({ device }) => (device === 'webgpu' ? LOST : undefined))
    await run()
    await run()
    expect(falls).toEqual([
      {
        ...{ kind: 'refused', model: record.id, from: 'webgpu', to: 'cpu' },
        ...{ reason: 'failed', detail: 'Device is lost.' },
      },
    ])
  })

  test('while it is opened is treated alike', async () => {
    const { model, falls } = await open(({ device }) => (device === 'webgpu' ? LOST : undefined), {
      atOnce: true,
    })
    expect([model.device, falls.length]).toEqual(['cpu', 1])
  })

  test('as the last one fails the run', async () => {
    const { run } = await open(() => LOST)
    await expect(run()).rejects.toBe(LOST)
  })

  test('is not blamed for a model that is broken', async () => {
    const broken = new UserError('The weights end early.')
    await expect(open(() => broken, { atOnce: true })).rejects.toBe(broken)
  })
})
