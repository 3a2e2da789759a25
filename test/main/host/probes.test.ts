/** Probes in processes of their own: real ones, and such as crash or hang. */
import { cp, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProbes } from '../../../src-main/host/probes.ts'
import { startForkedWorker } from '../../../src-main/host/forked-worker.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { writeTinyModel } from '../../support/tiny-model.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'selfsame-probes-'))
  await writeTinyModel(join(folder, 'tiny'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const never = () => () => undefined
const probesOf = (entry: string, later: Parameters<typeof createProbes>[0]['later'] = never) =>
  createProbes({
    start: () => startForkedWorker(entry, { args: [], env: {}, role: 'probe' }),
    later,
  })
const request = () => ({ folder: join(folder, 'tiny'), device: 'cpu', precision: 'fp16' }) as const

/** A probe that does this when it is asked. */
async function probeThat(name: string, does: string) {
  const entry = join(folder, `${name}.mjs`)
  await writeFile(entry, `process.on('message', () => { ${does} })`)
  return entry
}

describe('a probe', () => {
  test('measures a model on a device beside the processor', async () => {
    const report = await probesOf('src-main/devices/probe.ts').measure(request())
    expect(report).toMatchObject({ kind: 'measured', onCpu: [] })
    expect(report).toHaveProperty('windowsPerSecond', expect.any(Number))
  })

  test('says of a device that no machine like this one has that it is missing', async () => {
    const asked = { ...request(), device: 'coreml' } as const
    const report = await probesOf('src-main/devices/probe.ts').measure(asked)
    expect(report).toMatchObject({ kind: 'failed', reason: 'missing' })
  })

  test('says of a model at fault what is wrong with it, and keeps it from no device', async () => {
    const torn = join(folder, 'torn')
    await cp(join(folder, 'tiny'), torn, { recursive: true })
    await truncate(join(torn, 'unet', 'diffusion_pytorch_model.safetensors'), 1000)
    const measuring = probesOf('src-main/devices/probe.ts').measure({ ...request(), folder: torn })
    await expect(measuring).rejects.toThrow(UserError)
  })

  test('that crashes is a device that crashed', async () => {
    const entry = await probeThat('crash', 'process.abort()')
    expect(await probesOf(entry).measure(request())).toEqual({
      ...{ kind: 'failed', reason: 'crashed' },
      detail: 'its process ended with signal SIGABRT',
    })
  })

  test('that hangs is ended when patience is over', async () => {
    const entry = await probeThat('hang', 'for (;;);')
    const soon = (_: number, action: () => void) => {
      const timer = setTimeout(action, 200)
      return () => clearTimeout(timer)
    }
    const report = await probesOf(entry, soon).measure(request())
    expect(report).toMatchObject({ kind: 'failed', reason: 'silent' })
  })

  test('ends when it is cancelled', async () => {
    const entry = await probeThat('wait', 'setTimeout(() => undefined, 1e6)')
    const cancel = new AbortController()
    const measuring = probesOf(entry).measure(request(), cancel.signal)
    cancel.abort()
    await expect(measuring).rejects.toMatchObject({ code: 'cancelled' })
  })
})
