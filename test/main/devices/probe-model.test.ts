/** What a self-test runs, on devices that have little memory, little time or wrong numbers. */
import { describe, expect, test } from 'vitest'
import { probeWith } from '../../../src-main/devices/probe-model.ts'
import type { ProbeTools } from '../../../src-main/devices/probe-model.ts'
import { readRecord } from '../../../src-main/models/model-record.ts'
import type { OpenModelOptions } from '../../../src-main/models/opened-model.ts'
import type { ProbeRequest } from '../../../src-shared/contract/probe-api.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { windowMean } from '../../support/editing.ts'

const folder = 'test/fixtures/tiny_imagenet64'
const record = await readRecord(folder)
const FULL = new Error('Failed to allocate memory for requested buffer of size 4294967296')

interface Double {
  /** Windows of 32 pixels that fit into the memory of the device. */
  readonly room?: number
  /** Milliseconds for a window of 8 pixels. */
  readonly slow?: number
  /** What is added to whole windows. */
  readonly error?: number
}

/** A self-test of WebGPU beside a processor that takes a millisecond a window of 8 pixels, and what it ran. */
async function tried({ room = 99, slow = 1, error = 0 }: Double, more: Partial<ProbeRequest> = {}) {
  const ran = new Set<string>()
  let clock = 0
  const open = ({ windowSize = 32, windowBatch = 4, ...how }: OpenModelOptions) => {
    const { device = 'cpu', precision = 'fp32' } = how
    const isWhole = windowSize === record.windowSize
    const denoise: typeof windowMean = async (x, sigma) => {
      ran.add(`${device} ${windowBatch} x ${windowSize}`)
      if (device !== 'cpu' && isWhole && windowBatch > room) throw FULL
      clock += (device === 'cpu' ? 1 : slow) * windowBatch * (windowSize / 8) ** 2
      const estimate = await windowMean(x, sigma)
      const wrong = device !== 'cpu' && isWhole ? error : 0
      return { ...estimate, data: estimate.data.map((value) => value + wrong) }
    }
    const release = () => Promise.resolve()
    return { record, windowSize, windowBatch, device, precision, denoise, release }
  }
  const tools: ProbeTools = {
    open: (_, options) => Promise.resolve(open(options)),
    reach: () => Promise.resolve(),
    now: () => clock,
  }
  const request = { folder, device: 'webgpu', precision: 'fp32', ...more } as const
  return { report: await probeWith(tools, request), ran: [...ran] }
}

describe('a self-test', () => {
  test('begins with the smallest window that the network takes, and ends with whole ones', async () => {
    const { report, ran } = await tried({})
    expect(report).toEqual({
      ...{ kind: 'measured', largest: 0, rms: 0, onCpu: [] },
      ...{ windowsPerSecond: 1000 / 16, smallOnly: false },
    })
    expect(ran).toEqual(['webgpu 1 x 8', 'cpu 1 x 8', 'webgpu 4 x 32', 'cpu 4 x 32'])
  })

  test('halves the batch where the memory of the device is too small for it', async () => {
    const { report, ran } = await tried({ room: 1 }, { windows: 8 })
    expect(report).toMatchObject({ kind: 'measured', largest: 0, windowsPerSecond: 1000 / 16 })
    expect(ran.slice(2)).toEqual([
      ...['webgpu 8 x 32', 'webgpu 4 x 32', 'webgpu 2 x 32', 'webgpu 1 x 32'],
      'cpu 1 x 32',
    ])
  })

  test('fails where not even one window fits', async () => {
    const { report } = await tried({ room: 0 })
    expect(report).toEqual({ kind: 'failed', reason: 'failed', detail: FULL.message })
  })

  test('runs as many whole windows as take seconds, none where one would take minutes', async () => {
    const few = await tried({ slow: 500 })
    expect(few.ran.slice(2)).toEqual(['webgpu 2 x 32', 'cpu 2 x 32'])
    const none = await tried({ slow: 5000 })
    expect(none.ran).toEqual(['webgpu 1 x 8', 'cpu 1 x 8'])
    expect(few.report).toMatchObject({ smallOnly: false })
    expect(none.report).toMatchObject({ windowsPerSecond: 1 / 80, smallOnly: true })
  })

  test('blames no device for a model that is broken', async () => {
    const broken = new UserError('The weights end early.')
    const tools: ProbeTools = {
      open: () => Promise.reject(broken),
      reach: () => Promise.resolve(),
      now: () => 0,
    }
    const request = { folder, device: 'webgpu', precision: 'fp32' } as const
    await expect(probeWith(tools, request)).rejects.toBe(broken)
  })

  test('sees what goes wrong in whole windows only', async () => {
    const { report } = await tried({ error: 0.5 })
    expect(report).toMatchObject({ kind: 'measured', largest: expect.closeTo(0.5) as number })
  })
})
