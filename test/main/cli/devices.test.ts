/** What the command line says of devices, on a machine with a graphics driver and on one without. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { chooseDevice, machineTester } from '../../../src-main/cli/machine.ts'
import { sentenceFor } from '../../../src-main/cli/use-model.ts'
import { readRecord } from '../../../src-main/models/model-record.ts'
import type { Prober } from '../../../src-shared/contract/probe-api.ts'
import { openDesk, TINY_MODEL } from '../../support/command-line.ts'
import type { Desk } from '../../support/command-line.ts'
import { swiftShaderEnvironment } from '../../support/swiftshader.ts'
import { writeTinyModel } from '../../support/tiny-model.ts'

let desk: Desk
beforeEach(async () => (desk = await openDesk()))
afterEach(() => desk.remove())

/** A machine that never heard of Vulkan and remembers nothing. */
const bare = () => ({
  XDG_DATA_HOME: desk.path('data'),
  LD_LIBRARY_PATH: '',
  VK_ICD_FILENAMES: '/no',
})

interface Report {
  readonly automatic: string
  readonly devices: readonly {
    readonly id: string
    readonly state: Readonly<Record<string, unknown>>
  }[]
}

describe('devices', () => {
  test('lists what is there, tests it once, and remembers', async () => {
    const args = ['devices', '--model', TINY_MODEL, '--json']
    const first = await desk.run(args, { env: bare() })
    const report = JSON.parse(first.stdout) as Report
    const states = Object.fromEntries(report.devices.map(({ id, state }) => [id, state]))
    expect(report.automatic).toBe('cpu')
    expect(states['webgpu']).toMatchObject({ kind: 'refused', reason: 'missing' })
    expect(states['cpu']).toMatchObject({ kind: 'passed', precision: 'fp32', onCpu: [] })
    const again = await desk.run(args, { env: bare() })
    expect(JSON.parse(again.stdout)).toEqual(report)
    expect(await desk.files()).toContain('data/selfsame/devices.json')
  })

  test('is done with the model that comes along in a time that one waits, without a graphics processor', async () => {
    const env = { ...swiftShaderEnvironment(), XDG_DATA_HOME: desk.path('data') } as Record<
      string,
      string
    >
    const { stdout } = await desk.run(['devices', '--json'], { env })
    const { devices, automatic } = JSON.parse(stdout) as Report
    const [webgpu] = devices
    expect(webgpu).toMatchObject({ id: 'webgpu', state: { kind: 'passed', onCpu: [] } })
    expect(automatic).toBe('cpu')
  }, 300_000)

  test('tells of WebGPU that it passed, and what runs there', async () => {
    await writeTinyModel(desk.path('tiny'))
    const env = { ...swiftShaderEnvironment(), XDG_DATA_HOME: desk.path('data') } as Record<
      string,
      string
    >
    const made = [
      'generate',
      '--count',
      '1',
      '--model',
      'tiny',
      '--device',
      'webgpu',
      '--out',
      'out',
    ]
    const { stdout, stderr } = await desk.run([...made, '--json'], { env })
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toMatchObject({ device: 'webgpu' })
    const { stdout: listed } = await desk.run(['devices', '--model', 'tiny'], { env })
    expect(listed).toMatch(/ webgpu {2}WebGPU: passed in fp32, [\d.]+ windows\/s\n/)
    expect(listed).toMatch(/\* cpu/)
  }, 300_000)
})

describe('--device', () => {
  test('that is tested when the command is cancelled is not tested to the end', async () => {
    const leaving = new AbortController()
    const { signal } = leaving
    const told: string[] = []
    const measure: Prober['measure'] = (_, given) => {
      told.push('begun')
      return new Promise((_, reject) =>
        given?.addEventListener('abort', () => {
          told.push('ended')
          reject(new Error('ended'))
        }),
      )
    }
    const tester = machineTester(signal, { measure })
    const chosen = chooseDevice(tester, await readRecord(TINY_MODEL), { device: 'dml', signal })
    const left = expect(chosen).rejects.toMatchObject({ name: 'AbortError' })
    await expect.poll(() => told).toEqual(['begun'])
    leaving.abort()
    await left
    expect(told).toEqual(['begun', 'ended'])
  })

  test('that is not there is an error of one sentence, which says what is there', async () => {
    const args = [
      'generate',
      '--count',
      '1',
      '--model',
      TINY_MODEL,
      '--out',
      'o',
      '--device',
      'webgpu',
    ]
    const { exitCode, stderr } = await desk.run(args, { env: bare() })
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(
      /^The model \S+ does not run on webgpu here \(.*adapter.*\); choose cpu\.\n$/,
    )
    expect(await desk.files()).not.toContain('o')
  })

  test('cpu asks nothing of drivers', async () => {
    const args = [
      'generate',
      '--count',
      '1',
      '--model',
      TINY_MODEL,
      '--out',
      'o',
      '--device',
      'cpu',
    ]
    const { stdout } = await desk.run([...args, '--json'], { env: bare() })
    expect(JSON.parse(stdout)).toMatchObject({ device: 'cpu' })
    expect(await desk.files()).not.toContain('data')
  })

  test.each([
    [{ kind: 'smaller-batch', device: 'dml', windows: 2 }, /memory of dml.* 2 windows/],
    [{ kind: 'out-of-memory', from: 'dml', to: 'cpu' }, /memory of dml.* cpu/],
    [
      { kind: 'refused', model: 'm', from: 'cuda', to: 'cpu', reason: 'failed', detail: 'lost' },
      /cuda failed \(lost\).* cpu/,
    ],
  ] as const)('says what became of it: %j', (fall, sentence) => {
    expect(sentenceFor(fall)).toMatch(sentence)
  })
})
