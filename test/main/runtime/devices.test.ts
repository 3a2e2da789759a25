/** Which devices a machine has, and what a profile says of where operators ran. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DEVICE_OPTIONS, devicesOf } from '../../../src-main/runtime/devices.ts'
import { openGraph } from '../../../src-main/runtime/onnx-session.ts'
import { operatorsOnCpu } from '../../../src-main/runtime/profile.ts'
import { encodeModel } from '../../../src-shared/onnx/encode-model.ts'
import { GraphBuilder } from '../../../src-shared/onnx/graph-builder.ts'
import { vector } from '../../../src-shared/tensor/tensor.ts'

test.each([
  ['linux', 'x64', ['webgpu', 'cuda', 'cpu']],
  ['linux', 'arm64', ['cpu']],
  ['win32', 'arm64', ['webgpu', 'dml', 'cpu']],
  ['darwin', 'arm64', ['webgpu', 'coreml', 'cpu']],
  ['darwin', 'x64', ['cpu']],
  ['plan9', 'mips', ['cpu']],
])('%s on %s tries what its runtime is built with', (platform, architecture, expected) => {
  expect(devicesOf(platform, architecture)).toEqual(expected)
})

test('a session asks for one device and no other', () => {
  for (const { executionProviders } of Object.values(DEVICE_OPTIONS))
    expect(executionProviders).toHaveLength(1)
})

const sine = () => {
  const g = new GraphBuilder('sine')
  return encodeModel(g.build({ y: g.sin(g.input('x', [3])) }))
}

test('a device that this machine has not fails to open, and nothing takes its place', async () => {
  await expect(openGraph(sine(), { device: 'coreml' })).rejects.toThrow(/not found/)
})

test('a profile tells which operators ran on the processor', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'selfsame-profile-'))
  try {
    const { run, release } = await openGraph(sine(), { profile: join(folder, 'p') })
    await run({ x: vector([1, 2, 3]) })
    await release()
    const [name = ''] = await readdir(folder)
    expect(operatorsOnCpu(await readFile(join(folder, name), 'utf8'))).toContain('Sin')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('a profile names each operator once, and none that ran elsewhere', () => {
  const node = (provider: string, operator: string) => ({
    cat: 'Node',
    args: { provider, op_name: operator },
  })
  const events = [
    node('CPUExecutionProvider', 'Sign'),
    node('WebGpuExecutionProvider', 'Conv'),
    node('CPUExecutionProvider', 'Gather'),
    node('CPUExecutionProvider', 'Sign'),
    { cat: 'Session', args: {} },
  ]
  expect(operatorsOnCpu(JSON.stringify(events))).toEqual(['Gather', 'Sign'])
})
